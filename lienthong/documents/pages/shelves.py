"""The lists of an office ("shelves") and their tabs: which states stand behind each, for whom
first.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthong.documents.models import Document
from lienthong.documents.queries.lists import Wanted
from lienthong.documents.rules import AFTER_ISSUE, COPY, State
from lienthong.kernel.acts import Act


@dataclass(frozen=True)
class Tab:
    """One view of a shelf. `roles` are those it is offered to, empty for all; `counted` shows how
    many.
    """

    name: str
    label: Promise
    states: tuple[State, ...] = ()
    empty: Promise | str = ""
    roles: frozenset[str] = frozenset()
    overdue: bool = False
    counted: bool = True
    hot: bool = False


@dataclass(frozen=True)
class Shelf:
    """A list of the office: its address, heading and tabs; `mine` keeps what this post is to
    sign, `copies` what was made as a copy.
    """

    name: str
    title: Promise
    direction: str
    tabs: tuple[Tab, ...]
    mine: bool = False
    copies: bool = False

    @property
    def url(self) -> str:
        return reverse(f"documents:{self.name.replace('-', '_')}")

    def tabs_for(self, act: Act) -> list[Tab]:
        """The tabs this post is offered; the first one is where it begins."""
        return [tab for tab in self.tabs if not tab.roles or tab.roles & act.roles]


CLERK = frozenset({"clerk"})
LEADER = frozenset({"leader"})
DESK = CLERK | LEADER

INCOMING = Shelf(
    "incoming",
    _("Văn bản đến"),
    Document.INCOMING,
    (
        Tab(
            "arrived", _("Chờ vào sổ"), (State.ARRIVED,),
            _("Không còn văn bản nào chờ vào sổ."), CLERK,
        ),
        Tab(
            "registered", _("Chờ trình"), (State.REGISTERED,),
            _("Văn bản đã vào sổ đều đã trình lãnh đạo."), CLERK,
        ),
        Tab(
            "submitted", _("Chờ phân công"), (State.SUBMITTED,),
            _("Không còn văn bản nào chờ phân công."), DESK,
        ),
        Tab(
            "doing", _("Đang xử lý"), (State.ASSIGNED, State.IN_PROGRESS),
            _("Không có văn bản nào đang xử lý."),
        ),
        Tab(
            "overdue", _("Quá hạn"),
            (State.ARRIVED, State.REGISTERED, State.SUBMITTED, State.ASSIGNED, State.IN_PROGRESS),
            _("Không có văn bản nào quá hạn."), overdue=True, hot=True,
        ),
        Tab(
            "done", _("Đã xong"), (State.RESOLVED,),
            _("Chưa có văn bản nào xử lý xong."), counted=False,
        ),
        Tab("all", _("Tất cả"), (), _("Chưa có văn bản đến nào."), counted=False),
    ),
)  # fmt: skip

OUTGOING = Shelf(
    "outgoing",
    _("Văn bản đi"),
    Document.OUTGOING,
    (
        Tab(
            "signed", _("Chờ đóng dấu"), (State.SIGNED,),
            _("Không còn văn bản nào chờ đóng dấu."), CLERK,
        ),
        Tab(
            "sealed", _("Chờ phát hành"), (State.SEALED,),
            _("Không còn văn bản nào chờ phát hành."), CLERK,
        ),
        Tab(
            "issued", _("Đã phát hành"), AFTER_ISSUE,
            _("Chưa phát hành văn bản nào."), counted=False,
        ),
        Tab(
            "all", _("Tất cả"), (State.SIGNED, State.SEALED, *AFTER_ISSUE),
            _("Chưa có văn bản đi nào."), counted=False,
        ),
    ),
)  # fmt: skip

DRAFTS = Shelf(
    "drafts",
    _("Dự thảo"),
    Document.OUTGOING,
    (
        Tab(
            "drafting", _("Đang soạn"), (State.DRAFTING,),
            _("Không có dự thảo nào đang soạn."),
        ),
        Tab(
            "checked", _("Chờ kiểm tra thể thức"), (State.CONTENT_CHECKED,),
            _("Không có dự thảo nào chờ kiểm tra thể thức."),
        ),
        Tab(
            "ready", _("Chờ ký"), (State.FORMAT_CHECKED, State.APPROVED, State.SIGNING),
            _("Không có dự thảo nào chờ ký."),
        ),
        Tab(
            "all", _("Tất cả"),
            (State.DRAFTING, State.CONTENT_CHECKED, State.FORMAT_CHECKED, State.APPROVED,
             State.SIGNING),
            _("Không có dự thảo nào."), counted=False,
        ),
    ),
)  # fmt: skip

TO_SIGN = Shelf(
    "to-sign",
    _("Chờ ký số"),
    Document.OUTGOING,
    (
        Tab(
            "waiting", _("Chờ tôi ký"), (State.FORMAT_CHECKED,),
            _("Không còn văn bản nào chờ bạn ký."), hot=True,
        ),
        Tab(
            "signing", _("Đang ký"), (State.APPROVED, State.SIGNING),
            _("Không có văn bản nào đang ký."),
        ),
        Tab(
            "signed", _("Đã ký"), (State.SIGNED, State.SEALED, *AFTER_ISSUE),
            _("Bạn chưa ký văn bản nào."), counted=False,
        ),
    ),
    mine=True,
)  # fmt: skip

COPIES = Shelf(
    "all-copies",
    _("Bản sao"),
    Document.OUTGOING,
    (
        Tab(
            "waiting", _("Chờ ký, chờ phát hành"),
            (State.DRAFTING, State.FORMAT_CHECKED, State.APPROVED, State.SIGNING, State.SIGNED,
             State.SEALED),
            _("Không có bản sao nào đang làm."), counted=False,
        ),
        Tab(
            "issued", _("Đã phát hành"), AFTER_ISSUE,
            _("Chưa phát hành bản sao nào."), counted=False,
        ),
        Tab("all", _("Tất cả"), (), _("Chưa có bản sao nào."), counted=False),
    ),
    copies=True,
)  # fmt: skip

SHELVES: dict[str, Shelf] = {
    shelf.name: shelf for shelf in (INCOMING, OUTGOING, DRAFTS, TO_SIGN, COPIES)
}


@dataclass(frozen=True)
class Standing:
    """Where in which list somebody is: carried along in the address, so that going back is going
    there.
    """

    shelf: Shelf
    tab: Tab
    words: str = ""
    before: int | None = None

    def wanted(self, act: Act) -> Wanted:
        """What the list asks the database for."""
        return wanted(self.shelf, self.tab, act, words=self.words, before=self.before)

    @property
    def query(self) -> str:
        """As the query string of a document opened from here."""
        return urlencode({"list": self.shelf.name, **self._pairs(self.tab.name)})

    def url(self, tab: str | None = None, before: int | None = None) -> str:
        """The list itself, at this or another tab or page."""
        return f"{self.shelf.url}?{urlencode(self._pairs(tab or self.tab.name, before))}"

    @property
    def whole(self) -> Tab:
        """The last tab, which keeps the most."""
        return self.shelf.tabs[-1]

    @property
    def whole_url(self) -> str:
        return self.url(self.whole.name)

    def document_url(self, document_id: int, name: str = "document") -> str:
        """A document, or one of its resources, opened from here."""
        return f"{reverse(f'documents:{name}', args=[document_id])}?{self.query}"

    def _pairs(self, tab: str, before: int | None = None) -> dict[str, object]:
        pairs: dict[str, object] = {"tab": tab}
        if self.words:
            pairs["q"] = self.words
        if before:
            pairs["before"] = before
        return pairs


def wanted(
    shelf: Shelf, tab: Tab, act: Act, *, words: str = "", before: int | None = None
) -> Wanted:
    """A tab of a shelf as a question to the database."""
    return Wanted(
        shelf.direction,
        states=tab.states,
        words=words,
        overdue=tab.overdue,
        signer_id=act.position_id if shelf.mine else None,
        before=before,
        copies=shelf.copies,
    )


WORDS_MAX = 100
ID_DIGITS = 18  # what a bigint always holds


def standing(query: QueryDict, act: Act, shelf: Shelf) -> Standing:
    """Where the address says one is; anything unknown counts as the first tab."""
    offered = shelf.tabs_for(act)
    name = query.get("tab", "")
    tab = next((tab for tab in shelf.tabs if tab.name == name), offered[0])
    return Standing(
        shelf,
        tab,
        query.get("q", "").strip()[:WORDS_MAX],
        whole_number(query.get("before", "")),
    )


def whole_number(text: str) -> int | None:
    """An id out of an address; None for anything that is not one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= ID_DIGITS else None


def shelf_of(document: Document, act: Act) -> Shelf:
    """The list a document lies in now, for one opened from elsewhere."""
    if document.direction == Document.INCOMING:
        return INCOMING
    to_sign = {State.FORMAT_CHECKED, State.APPROVED, State.SIGNING}
    if document.state in to_sign and document.signer_id == act.position_id:
        return TO_SIGN
    if document.made_as == COPY:
        return COPIES
    return OUTGOING if document.state in {State.SIGNED, State.SEALED, *AFTER_ISSUE} else DRAFTS


def came_from(query: QueryDict, act: Act, document: Document) -> Standing:
    """The list a document was opened from; without one, its own shelf with everything on it."""
    named = SHELVES.get(query.get("list", ""))
    if named is not None:
        return standing(query, act, named)
    shelf = shelf_of(document, act)
    home = next(
        (tab for tab in shelf.tabs_for(act) if document.state in tab.states), shelf.tabs[-1]
    )
    return Standing(shelf, home)
