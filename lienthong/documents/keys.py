"""Which keys sign here and whom we trust: the settings, read for `signing`, which has none."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from lienthong.documents.signing import authority, trust
from lienthong.documents.signing.trust import Trust


def demo() -> authority.DemoAuthority:
    """The demonstration's authority."""
    return authority.open_authority(Path(settings.KEYS_DIR) / "signing", settings.PROVINCE_NAME)


def trusted() -> Trust:
    """The demo's own root in a demonstration, and the trust folder.

    `Refused` if the folder is not there or a file in it is not what its name says.
    """
    given = trust.read([settings.TRUST_DIR]) if settings.TRUST_DIR is not None else Trust(())
    return Trust((demo().root,)) + given if settings.DEMO else given
