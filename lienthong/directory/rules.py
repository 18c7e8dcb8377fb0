"""What may be done in the directory, from plain values: attempts, accounts, posts, series, days."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.kernel import permissions
from lienthong.kernel.errors import Refused

# Signing in


@dataclass(frozen=True)
class Limit:
    """So many attempts in a window are free; then each one waits, twice as long as the last."""

    free: int
    window: timedelta
    first_wait: timedelta
    longest_wait: timedelta


# An office shares one address, so an address is allowed many more attempts than a user name.
LIMITS = {
    "account": Limit(5, timedelta(minutes=15), timedelta(minutes=1), timedelta(minutes=15)),
    "address": Limit(60, timedelta(minutes=15), timedelta(minutes=5), timedelta(minutes=30)),
}
CODE_VALID = timedelta(hours=72)  # a one-time code given on a Friday still opens on Monday


@dataclass(frozen=True)
class Attempts:
    """Attempts since `since`; none is taken before `until`."""

    attempts: int
    since: datetime
    until: datetime | None = None


def after_attempt(scope: str, before: Attempts | None, at: datetime) -> Attempts:
    """The count after one more attempt at that moment, or Refused while it must wait.

    An attempt is counted before it is tried, so that many at once are no way around.
    """
    limit = LIMITS[scope]
    if before is not None and before.until is not None and at < before.until:
        minutes = -(-(before.until - at) // timedelta(minutes=1))
        raise Refused(
            "directory.throttled",
            _(
                "Đã thử sai quá nhiều lần. Đợi {minutes} phút rồi thử lại,"
                " hoặc nhờ quản trị cơ quan đặt lại mật khẩu."
            ).format(minutes=minutes),
            reason="limit",
        )
    if before is None or at - before.since > limit.window:
        return Attempts(1, at)
    now = replace(before, attempts=before.attempts + 1, until=None)
    over = now.attempts - limit.free
    if over < 0:
        return now
    wait = min(limit.first_wait * 2 ** min(over, 16), limit.longest_wait)
    return replace(now, until=at + wait, since=at)


def code_opens(code_expires_at: datetime | None, at: datetime) -> bool:
    """Whether the stored secret may still open: a password always, a one-time code for a while."""
    return code_expires_at is None or at < code_expires_at


# Administration


def administers(*, own_id: int, operating: Collection[int], agency_id: int) -> bool:
    """An administrator looks after the own agency; one of an operating agency, after every one.

    `operating` are the agencies that operate the system for the whole province.
    """
    return agency_id == own_id or own_id in operating


# Accounts

_USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,58}[a-z0-9])?")


def check_username(username: str) -> None:
    """A user name is small Latin letters, digits, dots and dashes."""
    if not _USERNAME.fullmatch(username):
        raise Refused(
            "directory.username",
            _(
                "Tên đăng nhập chỉ gồm chữ thường không dấu, số, dấu chấm, gạch ngang;"
                " bắt đầu và kết thúc bằng chữ hoặc số."
            ),
            reason="input",
        )


def check_not_own_account(*, own: bool) -> None:
    """Nobody closes, reopens or resets the account they came in with."""
    if own:
        raise Refused(
            "directory.own_account",
            _(
                "Không tự khóa hay đặt lại tài khoản đang dùng. Đổi mật khẩu ở mục Tài khoản,"
                " hoặc nhờ một quản trị khác."
            ),
        )


def check_close(*, is_active: bool) -> None:
    """Only an open account is closed."""
    if not is_active:
        raise Refused("directory.closed_already", _("Tài khoản này đã khóa từ trước."))


def check_reopen(*, is_active: bool) -> None:
    """Only a closed account is reopened."""
    if is_active:
        raise Refused("directory.open_already", _("Tài khoản này đang mở, không cần mở lại."))


def check_reset(*, is_active: bool) -> None:
    """A closed account gets no code."""
    if not is_active:
        raise Refused(
            "directory.closed", _("Tài khoản này đang khóa. Mở lại trước rồi mới đặt lại mật khẩu.")
        )


# Posts


def check_appointment(
    *, today: date, valid_from: date, valid_to: date | None, post_to: date | None
) -> None:
    """A post is given from today on: rights are never given backwards in time."""
    if valid_from < today:
        raise Refused(
            "directory.backdated",
            _(
                "Ngày bắt đầu giữ chức vụ không được trước hôm nay. Chọn từ {today:%d/%m/%Y}."
            ).format(today=today),
            reason="input",
        )
    if valid_to is not None and valid_to <= valid_from:
        raise Refused(
            "directory.dates", _("Ngày thôi giữ chức vụ phải sau ngày bắt đầu."), reason="input"
        )
    if post_to is not None and valid_from >= post_to:
        raise Refused(
            "directory.post_ended",
            _("Chức vụ này chỉ có đến {end:%d/%m/%Y}. Chọn ngày sớm hơn hoặc chức vụ khác.").format(
                end=post_to
            ),
            reason="input",
        )


def check_dismissal(*, today: date, valid_to: date, ends: date | None) -> None:
    """An appointment ends today or later, and no later than it would have ended."""
    if valid_to < today:
        raise Refused(
            "directory.backdated",
            _("Ngày thôi giữ chức vụ không được trước hôm nay. Chọn từ {today:%d/%m/%Y}.").format(
                today=today
            ),
            reason="input",
        )
    if ends is not None and valid_to >= ends:
        raise Refused(
            "directory.ended",
            _("Người này đã thôi giữ chức vụ từ {end:%d/%m/%Y}. Chọn ngày sớm hơn.").format(
                end=ends
            ),
        )


def check_roles(*, before: Collection[str], after: Collection[str]) -> None:
    """Roles are known ones, and something changes."""
    unknown = set(after) - permissions.ROLES.keys()
    if unknown:
        raise Refused(
            "directory.role", _("Có vai trò không tồn tại. Tải lại trang."), reason="input"
        )
    if set(before) == set(after):
        raise Refused("directory.roles_same", _("Vai trò không đổi so với trước."), reason="input")


def check_administrator_left(*, others: int, looked_after: bool) -> None:
    """An agency that is administered stays so: somebody else must hold the role, or the agency that
    operates the system looks after it.
    """
    if not others and not looked_after:
        raise Refused(
            "directory.last_administrator",
            _("Đây là quản trị cuối cùng của cơ quan. Giao vai trò quản trị cho người khác trước."),
        )


# Changes of rights


def check_confirm(*, changed_by_id: int | None, person_id: int | None, confirmed: bool) -> None:
    """Whoever changed a right does not confirm it (Decree 30/2020, app. VI, III.3.c)."""
    if confirmed:
        raise Refused("directory.confirmed", _("Thay đổi này đã có người xác nhận."))
    if person_id is None or person_id == changed_by_id:
        raise Refused(
            "directory.own_change",
            _(
                "Người thay đổi không tự xác nhận thay đổi của mình."
                " Nhờ lãnh đạo hoặc một quản trị khác của cơ quan xác nhận."
            ),
            reason="right",
        )


# Series

DIRECTIONS = ("outgoing", "incoming", "copies", "secret", "results")
EVERY_TYPE = "*"
_CODE = re.compile(r"[A-ZĐ0-9][A-ZĐ0-9-]{0,19}")


def check_series(
    *,
    code: str,
    name: str,
    direction: str,
    types: Collection[str],
    others: Iterable[Collection[str]],
) -> None:
    """A series needs a code, a name, and types that no other series of its direction covers.

    The head of the agency decides how many series there are (Decree 30/2020, art. 15). One series
    for every type (`*`) may stand beside narrower ones. `others`: the types of the other series of
    the same direction.
    """
    if not _CODE.fullmatch(code):
        raise Refused(
            "directory.series_code",
            _("Mã sổ chỉ gồm chữ in hoa, số và gạch ngang, tối đa 20 ký tự."),
            reason="input",
        )
    if not name.strip():
        raise Refused("directory.series_name", _("Sổ phải có tên."), reason="input")
    if direction not in DIRECTIONS:
        raise Refused("directory.series_direction", _("Chọn sổ dùng cho việc gì."), reason="input")
    if not types or (EVERY_TYPE in types and len(types) > 1):
        raise Refused(
            "directory.series_types",
            _("Ghi các ký hiệu loại văn bản của sổ, hoặc chỉ một dấu * cho mọi loại."),
            reason="input",
        )
    taken = {kind for other in others for kind in other} & set(types)
    if taken:
        raise Refused(
            "directory.series_overlap",
            _("Loại {types} đã thuộc một sổ khác của cơ quan. Bỏ ở sổ kia trước.").format(
                types=", ".join(sorted(taken))
            ),
        )


def check_series_change(*, in_use: bool, same_code: bool, same_direction: bool) -> None:
    """A series that has given numbers keeps its code and its use (Decree 30/2020, art. 15)."""
    if in_use and not (same_code and same_direction):
        raise Refused(
            "directory.series_in_use",
            _("Sổ đã cấp số nên không đổi mã hay mục đích được. Mở một sổ mới."),
        )


# Calendar


def runs_calendar(*, level: str, branch: str) -> bool:
    """The calendar is the whole province's: only a provincial agency of the State changes it."""
    return level == "province" and branch == "state"


def check_calendar(*, level: str, branch: str) -> None:
    """Refuse in words whoever does not run the calendar."""
    if not runs_calendar(level=level, branch=branch):
        raise Refused(
            "directory.calendar_not_yours",
            _("Lịch làm việc dùng chung toàn tỉnh, chỉ quản trị của cơ quan cấp tỉnh sửa được."),
            reason="right",
        )


# Signing for another

DEPUTY = "Phó "
KIND_NAMES: dict[str, Promise] = {
    "KT": gettext_lazy("Ký thay (KT.)"),
    "TL": gettext_lazy("Thừa lệnh (TL.)"),
    "TUQ": gettext_lazy("Thừa ủy quyền (TUQ.)"),
    "Q": gettext_lazy("Quyền cấp trưởng (Q.)"),
    "leave": gettext_lazy("Thay người nghỉ, đi công tác"),
}
LIMITED = {"TUQ", "leave"}


@dataclass(frozen=True)
class Party:
    """A post of a delegation: its title, its roles, and what it signs by itself in that time."""

    position_id: int
    title: str
    roles: Collection[str]
    by_order: bool = False
    by_written_delegation: bool = False

    @property
    def is_head(self) -> bool:
        """The head of the agency, not a deputy."""
        return "leader" in self.roles and not self.title.startswith(DEPUTY)


def check_delegation(
    *,
    kind: str,
    giver: Party,
    receiver: Party,
    today: date,
    valid_from: date,
    valid_to: date | None,
    scope: str,
    basis: str,
) -> None:
    """May this post let that one sign, in this way and time?

    A head of a unit who signs by order may hand it to his deputy; whoever signs by written
    delegation hands it to nobody (Decree 30/2020, art. 13).
    """
    if kind not in KIND_NAMES:
        raise _no_delegation("kind", _("Chọn cách giao ký."))
    if giver.position_id == receiver.position_id:
        raise _no_delegation(
            "posts", _("Người giao và người được giao phải là hai chức vụ khác nhau.")
        )
    _check_period(kind, today, valid_from, valid_to)
    if not scope.strip():
        raise _no_delegation("scope", _("Ghi phạm vi được ký, đúng như văn bản giao."))
    if not basis.strip():
        raise _no_delegation("basis", _("Ghi số, ngày của văn bản giao ký."))
    _check_giver(kind, giver)
    _check_receiver(kind, giver, receiver)


def _check_period(kind: str, today: date, valid_from: date, valid_to: date | None) -> None:
    if valid_from < today:
        raise _no_delegation(
            "dates",
            _("Ngày bắt đầu không được trước hôm nay. Chọn từ {today:%d/%m/%Y}.").format(
                today=today
            ),
        )
    if valid_to is not None and valid_to <= valid_from:
        raise _no_delegation("dates", _("Ngày kết thúc phải sau ngày bắt đầu."))
    if valid_to is None and kind in LIMITED:
        raise _no_delegation(
            "dates", _("Thừa ủy quyền và thay người nghỉ phải có thời hạn. Ghi ngày kết thúc.")
        )


def _check_giver(kind: str, giver: Party) -> None:
    if giver.by_written_delegation:
        raise _no_delegation(
            "again",
            _(
                "{title} đang ký theo ủy quyền nên không ủy quyền lại được"
                " (Điều 13 Nghị định 30/2020/NĐ-CP). Người đã ủy quyền giao trực tiếp."
            ).format(title=giver.title),
        )
    own = giver.is_head or (kind == "leave" and "leader" in giver.roles)
    if not own and not (kind == "KT" and giver.by_order):
        raise _no_delegation(
            "giver",
            _(
                "Người giao phải là người đứng đầu cơ quan; cấp phó chỉ ghi người thay khi nghỉ,"
                " người ký thừa lệnh chỉ giao cấp phó ký thay."
            ),
        )


def _check_receiver(kind: str, giver: Party, receiver: Party) -> None:
    deputy = receiver.title.startswith(DEPUTY)
    if kind in {"TL", "TUQ"} and ("unit_head" not in receiver.roles or deputy):
        raise _no_delegation(
            "receiver", _("Chỉ người đứng đầu đơn vị ký thừa lệnh, thừa ủy quyền.")
        )
    if kind in {"Q", "leave"} and "leader" not in receiver.roles:
        raise _no_delegation("receiver", _("Người thay phải là lãnh đạo của cơ quan."))
    leads = "leader" in receiver.roles
    if kind == "KT" and not (deputy and leads == ("leader" in giver.roles)):
        raise _no_delegation("receiver", _("Chỉ cấp phó của người giao ký thay."))


def check_end(*, today: date, valid_to: date, ends: date | None) -> None:
    """A delegation ends today or later, and sooner than it would have ended."""
    if valid_to < today:
        raise _no_delegation(
            "dates",
            _("Ngày kết thúc không được trước hôm nay. Chọn từ {today:%d/%m/%Y}.").format(
                today=today
            ),
        )
    if ends is not None and valid_to >= ends:
        raise _no_delegation(
            "dates",
            _("Giao ký này kết thúc từ {end:%d/%m/%Y} rồi. Chọn ngày sớm hơn.").format(end=ends),
        )


def _no_delegation(what: str, words: str) -> Refused:
    return Refused(f"directory.delegation_{what}", words, reason="input")
