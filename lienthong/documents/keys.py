"""Which keys sign here and whom we trust: the settings, read for `signing`, which has none.

A key is asked of the configuration (docs/how-to/connect-signing-keys.md); a demonstration signs
with its own authority for whoever has none there.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from lienthong.directory.models import Account
from lienthong.directory.posts import AgencyFacts
from lienthong.documents.signing import authority, trust
from lienthong.documents.signing.keyring import Keyring
from lienthong.documents.signing.signers import Signer, check_dates
from lienthong.documents.signing.trust import Trust
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused


def demo() -> authority.DemoAuthority:
    """The demonstration's authority."""
    return authority.open_authority(Path(settings.KEYS_DIR) / "signing", settings.PROVINCE_NAME)


def configured() -> Keyring | None:
    """The keys of the configuration file, read anew when it changed; None without one."""
    file = settings.SIGNING_FILE
    if file is None:
        return None
    try:
        changed = file.stat().st_mtime_ns
    except OSError:
        changed = 0
    return _keyring(file, changed)


@lru_cache(maxsize=1)
def _keyring(file: Path, _changed: int) -> Keyring:
    return Keyring(file)


def of_person(act: Act, agency: AgencyFacts) -> Signer:
    """The key of whoever acts, in that agency. `Refused` or `KeyAway` in words."""
    keyring = configured()
    accounts = set(
        Account.objects.filter(person_id=act.person_id).values_list("username", flat=True)
    )
    found = keyring.person(accounts, agency.code) if keyring else None
    if found is None and settings.DEMO:
        return demo().person(
            reference=str(act.person_id),
            name=act.by_name,
            agency_code=agency.code,
            agency_name=agency.name,
        )
    return _usable(found, act, act.by_name)


def of_agency(act: Act, agency: AgencyFacts) -> Signer:
    """The key of an agency, which its clerk applies (Decree 30/2020, art. 32)."""
    keyring = configured()
    found = keyring.agency(agency.code) if keyring else None
    if found is None and settings.DEMO:
        return demo().agency(code=agency.code, name=agency.name)
    return _usable(found, act, agency.name)


def _usable(found: Signer | None, act: Act, holder: str) -> Signer:
    if found is None:
        raise Refused(
            "documents.no_key",
            _(
                "{holder} chưa có khóa ký số. Báo quản trị hệ thống cấu hình khóa rồi ký lại."
            ).format(holder=holder),
        )
    check_dates(found.certificate, act.at)
    return found


def trusted() -> Trust:
    """The demo's own root in a demonstration, and the trust folder.

    `Refused` if the folder is not there or a file in it is not what its name says.
    """
    given = trust.read([settings.TRUST_DIR]) if settings.TRUST_DIR is not None else Trust(())
    return Trust((demo().root,)) + given if settings.DEMO else given
