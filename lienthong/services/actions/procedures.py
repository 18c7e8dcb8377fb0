"""A procedure's way to the public: drafted, submitted, published by a second person; immutable then
(Decree 63/2010, art. 8 and 15).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from lienthong.engine.expressions.functions import fold
from lienthong.engine.problems import Problem, Wrong, refuse
from lienthong.kernel import clock, events, permissions
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.services import rules
from lienthong.services.models import Procedure, Version
from lienthong.services.models.procedures import DRAFT, PUBLISHED, SUBMITTED
from lienthong.services.packages.lint import lint
from lienthong.services.packages.package import Files, Package
from lienthong.services.packages.reading import digest, read, refuse_files
from lienthong.services.queries.procedures import publishing_agency
from lienthong.services.shelf import bytes_of


@action
def take_in(act: Act, *, files: Files) -> int:
    """A package of the province's folder becomes a published version, at once in force; the one
    before it ends that day. Returns its number, 0 when this package stands as it is. `Wrong` for
    one that is not right.
    """
    package = read(files)
    procedure, _new = Procedure.objects.get_or_create(code=package.code)
    last = Version.objects.filter(procedure=procedure, state=PUBLISHED).order_by("number").last()
    if last is not None and last.digest == package.digest:
        events.nothing(act, "this package has been taken in before")
        return 0
    starts = package.valid_from or date(2020, 1, 1)
    if last is not None:
        starts = clock.local(act.at).date()
        _end(last, starts)
    version = _row(act, procedure, package, state=PUBLISHED, starts=starts)
    version.published_at, version.published_by = act.at, act.by_name
    version.decision = _decision(package)
    version.save()
    events.record(
        act, "services.procedure_published", version, code=package.code, number=version.number,
        decision=version.decision, digest=package.digest,
    )  # fmt: skip
    return version.number


def _end(last: Version, day: date) -> None:
    if last.valid_from >= day:  # replaced on the very day it began: it was never in force
        last.valid_to = last.valid_from
        last.valid_from = min(last.valid_from, day)
    last.valid_to = max(last.valid_from, day)
    last.save(update_fields=["valid_from", "valid_to"])


def _decision(package: Package) -> str:
    basis = package.legal_basis[-1] if package.legal_basis else None
    return basis.text if basis else ""


def _row(act: Act, procedure: Procedure, package: Package, *, state: str, starts: date) -> Version:
    number = Version.objects.filter(procedure=procedure).aggregate(Max("number"))["number__max"]
    return Version(
        procedure=procedure, number=(number or 0) + 1, state=state, digest=package.digest,
        files={path: content.decode() for path, content in package.files.items()},
        valid_from=starts, valid_to=package.valid_to, drafted_at=act.at, drafted_by=act.by_name,
        drafted_by_id=act.person_id, agency_id=act.agency_id, **_shown(package),
    )  # fmt: skip


def _shown(package: Package) -> dict[str, object]:
    """What lists show and search looks through, repeated in columns."""
    words = (package.name, package.short_name, package.code, package.field, *package.keywords)
    return {
        "name": package.name, "field": package.field, "level": package.level,
        "agency_kinds": list(package.agency_kinds), "online": package.online,
        "rule_set": package.rule_set, "folded": fold(" · ".join(words)),
        "life_events": list(package.life_events),
    }  # fmt: skip


def check_drafts(act: Act) -> None:
    """Procedures are drafted where they are published: at the People's Committee of the province
    (Decree 63/2010, art. 8 and 15).
    """
    permissions.require(act, "services.draft_procedure")
    _check_publishes(act)


def _check_publishes(act: Act) -> None:
    if not publishing_agency(act.agency_id or 0, clock.local(act.at).date()):
        raise Refused(
            "services.not_publishing",
            _("Chỉ Ủy ban nhân dân tỉnh soạn và công bố thủ tục. Gửi đề nghị về Văn phòng UBND."),
            reason="right",
        )


def _draft(act: Act, version_id: int) -> Version:
    """A draft of the act's own agency, locked."""
    check_drafts(act)
    return _locked(act, version_id, DRAFT, _("Bản này không còn là bản soạn nên không sửa được."))


def _submitted(act: Act, version_id: int) -> Version:
    permissions.require(act, "services.publish_procedure")
    _check_publishes(act)
    return _locked(act, version_id, SUBMITTED, _("Bản này không đang chờ công bố."))


def _locked(act: Act, version_id: int, state: str, otherwise: str) -> Version:
    version = Version.objects.visible_to(act).select_for_update(of=("self",)).get(id=version_id)
    if version.state != state:
        raise Refused("services.draft_state", otherwise)
    return version


def kept(files: Files) -> Files:
    """Files that the database can keep as text, within what a package may hold. Raises `Wrong`."""
    refuse(
        Problem("Tệp không phải văn bản đọc được.", where=name[:120])
        for name, content in files.items()
        if not _is_text(content)
    )
    refuse_files(files)
    return files


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode()
    except UnicodeDecodeError:
        return False


@action
def begin_draft(act: Act, *, code: str) -> Version:
    """Take the published version of a procedure as the beginning of the next."""
    check_drafts(act)
    procedure = Procedure.objects.select_for_update().get(code=code)
    if Version.objects.filter(procedure=procedure).exclude(state=PUBLISHED).exists():
        raise Refused(
            "services.drafted_already",
            _("Thủ tục này đang có một bản soạn dở. Mở bản ấy để sửa tiếp."),
        )
    last = Version.objects.filter(procedure=procedure, state=PUBLISHED).latest("number")
    package = read(bytes_of(last.files))
    version = _row(act, procedure, package, state=DRAFT, starts=clock.local(act.at).date())
    version.save()
    events.record(act, "services.procedure_drafted", version, code=code, number=version.number)
    return version


@action
def begin_new(act: Act, *, code: str, files: Mapping[str, bytes]) -> Version:
    """A procedure that the province does not have yet, from the package of another one."""
    check_drafts(act)
    package = read(kept(files))
    if package.code != code or Procedure.objects.filter(code=code).exists():
        raise Refused(
            "services.code_taken",
            _("Tỉnh đã có thủ tục mang mã {code}. Đặt mã khác.").format(code=code),
            reason="input",
        )
    procedure = Procedure.objects.create(code=code)
    version = _row(act, procedure, package, state=DRAFT, starts=clock.local(act.at).date())
    version.save()
    events.record(act, "services.procedure_drafted", version, code=code, number=1)
    return version


@action
def change_draft(
    act: Act, *, version_id: int, files: Mapping[str, bytes], what: str, seen: str = ""
) -> list[Problem]:
    """Keep other files in a draft, right or wrong; returns what is wrong with them now. `seen` is
    the digest of the files that were changed: refused when they are not the draft's any more.
    """
    version = _draft(act, version_id)
    if seen and seen != digest(bytes_of(version.files)):
        raise Refused(
            "services.draft_changed",
            _("Bản soạn vừa được sửa ở nơi khác. Mở lại trang rồi sửa tiếp."),
        )
    version.files = {path: content.decode() for path, content in kept(files).items()}
    try:
        package = read(files)
    except Wrong as error:
        problems = list(error.problems)
    else:
        problems = []
        if package.code != version.procedure.code:
            raise Refused(
                "services.code_kept",
                _("Mã thủ tục không đổi được. Lập thủ tục mới nếu cần mã khác."),
                reason="input",
            )
        version.digest = package.digest
        for name, value in _shown(package).items():
            setattr(version, name, value)
    version.drafted_at, version.drafted_by, version.drafted_by_id = (
        act.at, act.by_name, act.person_id,
    )  # fmt: skip
    version.save()
    events.record(
        act, "services.procedure_changed", version, code=version.procedure.code, what=what
    )
    return problems


@action
def submit_draft(act: Act, *, version_id: int) -> Version:
    """Lay the draft before whoever publishes: only one whose lint and own tests are clean."""
    version = _draft(act, version_id)
    refuse(lint(bytes_of(version.files)))
    version.state = SUBMITTED
    version.save(update_fields=["state"])
    events.record(
        act, "services.procedure_submitted", version, code=version.procedure.code,
        number=version.number,
    )  # fmt: skip
    return version


@action
def send_back_draft(act: Act, *, version_id: int, reason: str) -> Version:
    """Whoever publishes wants it changed."""
    version = _submitted(act, version_id)
    reason = rules.check_text(reason, name=_("Lý do trả lại"))
    version.state = DRAFT
    version.save(update_fields=["state"])
    events.record(
        act, "services.procedure_sent_back", version, code=version.procedure.code, reason=reason
    )
    return version


@action
def publish(act: Act, *, version_id: int, decision: str, starts: date) -> Version:
    """A second person publishes by a numbered decision; the version before it ends on that day.
    Running applications keep theirs.
    """
    version = _submitted(act, version_id)
    if version.drafted_by_id is not None and version.drafted_by_id == act.person_id:
        raise Refused(
            "services.two_people",
            _("Người soạn không tự công bố thủ tục của mình. Nhờ lãnh đạo khác công bố."),
            reason="right",
        )
    decision = rules.check_text(decision, name=_("Số, ngày quyết định công bố"), longest=300)
    if starts < clock.local(act.at).date():
        raise Refused(
            "services.starts", _("Ngày hiệu lực không được trước hôm nay."), reason="input"
        )
    refuse(lint(bytes_of(version.files)))
    before = Version.objects.filter(procedure=version.procedure, state=PUBLISHED)
    for one in before.filter(valid_to=None):
        _end(one, starts)
    version.state, version.decision, version.valid_from = PUBLISHED, decision, starts
    version.published_at, version.published_by = act.at, act.by_name
    version.published_by_id = act.person_id
    version.save()
    events.record(
        act, "services.procedure_published", version, code=version.procedure.code,
        number=version.number, decision=decision, digest=version.digest,
    )  # fmt: skip
    return version
