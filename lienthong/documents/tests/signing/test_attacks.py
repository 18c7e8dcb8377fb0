"""The published attacks on signed PDF files: none is ever valid, and each gets its reason.

Every attack is tried where it can be: on the finished document, and between the leader's signature
and the agency's, which then covers it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.sign.fields import MDPPerm

from lienthong.documents.rendering.render import Rendered
from lienthong.documents.signing.check import check
from lienthong.documents.signing.trust import Trust
from lienthong.documents.signing.verdict import Verdict
from lienthong.documents.tests.signing import attacks
from lienthong.documents.tests.signing.test_corpus import THEN, saved
from lienthong.documents.tests.signing.world import AGENCY, PERSON, World

ALTERED, UNCLEAR, UNTRUSTED = Verdict.ALTERED, Verdict.INDETERMINATE, Verdict.UNTRUSTED
VALID = Verdict.VALID
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
Expected = tuple[Verdict, str]


class Desk:
    """The letter, and who signs it at each step."""

    def __init__(self, world: World, letter: bytes) -> None:
        self.world, self.letter = world, letter

    @property
    def first(self) -> bytes:
        return self.signed(self.letter)

    @property
    def good(self) -> bytes:
        return self.sealed(self.first)

    def signed(self, pdf: bytes) -> bytes:
        return self.world.sign(pdf, "person", PERSON)

    def sealed(self, pdf: bytes) -> bytes:
        return self.world.sign(pdf, "agency", AGENCY)

    def locked(self, permission: MDPPerm) -> bytes:
        return self.world.sign(
            self.letter, "person", PERSON, certify=True, docmdp_permissions=permission
        )

    def by(self, who: str, pdf: bytes) -> bytes:
        """Somebody signs in a field whose picture covers the page."""
        return self.world.sign(attacks.with_covering_field(pdf, "them"), who, "them")

    def judged(self, pdf: bytes, *lists: bytes) -> tuple[Verdict, list[str]]:
        verdict = check(pdf, trust=Trust((self.world.root,), lists))
        return verdict.verdict, [reason.code for reason in verdict.reasons]


@pytest.fixture(scope="module")
def desk(world: World, rendered: Rendered) -> Desk:
    return Desk(world, rendered.pdf)


FORGERIES: dict[str, tuple[Expected, Callable[[bytes], bytes]]] = {
    "no container, second": ((ALTERED, "file_changed"),
                             lambda pdf: attacks.without_key(pdf, rb"/Contents <", -1)),
    "no container, first": ((ALTERED, "file_changed"),
                            lambda pdf: attacks.without_key(pdf, rb"/Contents <", 0)),
    "no range, second": ((UNCLEAR, "unreadable"),
                         lambda pdf: attacks.without_key(pdf, rb"/ByteRange", -1)),
    "no range, first": ((ALTERED, "file_changed"),
                        lambda pdf: attacks.without_key(pdf, rb"/ByteRange", 0)),
    "empty range": ((ALTERED, "continued"), lambda pdf: attacks.with_range(pdf, b"[]")),
    "range of zeros": ((ALTERED, "continued"), lambda pdf: attacks.with_range(pdf, b"[0 0 0 0]")),
    "range below zero": ((ALTERED, "continued"),
                         lambda pdf: attacks.with_range(pdf, b"[0 -1 -1 9]")),
    "range is null": ((UNCLEAR, "unreadable"), lambda pdf: attacks.with_range(pdf, b"null")),
    "range of words": ((ALTERED, "continued"), lambda pdf: attacks.with_range(pdf, b"[(a) 1 2 3]")),
    "container of zeros": ((UNCLEAR, "unreadable"), lambda pdf: attacks.with_container(pdf, b"")),
    "container cut off": ((UNCLEAR, "unreadable"),
                          lambda pdf: attacks.with_container(pdf, b"3000")),
    "said anew without container": ((UNCLEAR, "unreadable"),
                                    lambda pdf: attacks.unsigned_object(pdf, "/Contents")),
    "said anew without range": ((UNCLEAR, "unreadable"),
                                lambda pdf: attacks.unsigned_object(pdf, "/ByteRange")),
    "said anew without kind": ((UNCLEAR, "shared_field"),
                               lambda pdf: attacks.unsigned_object(pdf, "/SubFilter")),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGERIES)
def test_a_signature_without_its_proof_is_none(name: str, desk: Desk) -> None:
    (verdict, code), forged = FORGERIES[name]
    found = desk.judged(forged(desk.good))
    assert (found[0], found[1][0]) == (verdict, code)


AFTER: dict[str, tuple[Expected, Callable[[Desk], bytes]]] = {
    "objects alone": ((ALTERED, "continued"), lambda d: attacks.body_alone(d.good)),
    "objects and a trailer": ((ALTERED, "continued"), lambda d: attacks.body_and_trailer(d.good)),
    "a proper update": ((ALTERED, "continued"), lambda d: attacks.body_and_table(d.good)),
    "a copy of the signature": ((ALTERED, "continued"),
                                lambda d: attacks.with_copied_signature(d.good)),
    "wrapped, in the gap": ((UNCLEAR, "unreadable"), lambda d: attacks.wrapped_in_the_gap(d.good)),
    "wrapped, moved apart": ((ALTERED, "file_changed"), lambda d: attacks.wrapped_apart(d.good)),
    "shadow: the cover taken off": (
        (ALTERED, "continued"),
        lambda d: attacks.cover_taken_off(d.sealed(d.signed(attacks.with_cover(d.letter)))),
    ),
    "shadow: another font": ((ALTERED, "continued"), lambda d: attacks.font_replaced(d.good)),
    "shadow: the other page": (
        (ALTERED, "continued"),
        lambda d: attacks.second_page_shown(
            d.sealed(d.signed(attacks.with_second_page_hidden(d.letter)))
        ),
    ),
    "a stamp on a file that allows it": (
        (ALTERED, "continued"),
        lambda d: attacks.with_stamp_over_the_page(d.sealed(d.locked(MDPPerm.ANNOTATE))),
    ),
    "a stranger's picture over the page": (
        (UNCLEAR, "wrong_order"), lambda d: d.by("foreign-person", d.good),
    ),
    "another agency's picture over the page": (
        (UNCLEAR, "covering_mark"), lambda d: d.by("other-agency", d.good),
    ),
    "a store that is none": (
        (ALTERED, "continued"),
        lambda d: attacks.with_bad_store(d.good, lambda _writer: generic.NumberObject(1)),
    ),
    "tables in a circle": ((UNCLEAR, "unreadable"), lambda d: attacks.table_in_a_circle(d.good)),
    "a table of millions": ((UNCLEAR, "unreadable"), lambda d: attacks.table_of_millions(d.good)),
    "a stream without end": ((ALTERED, "continued"), lambda d: attacks.endless_length(d.good)),
}  # fmt: skip


@pytest.mark.parametrize("name", AFTER)
def test_after_both_signatures_nothing_passes(name: str, desk: Desk) -> None:
    (verdict, code), attacked = AFTER[name]
    found = desk.judged(attacked(desk))
    assert (found[0], found[1][0]) == (verdict, code)


BETWEEN: dict[str, tuple[Expected, Callable[[Desk], bytes]]] = {
    "objects that no table knows": ((ALTERED, "added"), lambda d: attacks.body_alone(d.first)),
    "a proper update": ((ALTERED, "added"), lambda d: attacks.body_and_table(d.first)),
    "a copy of the signature": ((ALTERED, "added"),
                                lambda d: attacks.with_copied_signature(d.first)),
    "shadow: the cover taken off": (
        (ALTERED, "added"),
        lambda d: attacks.cover_taken_off(d.signed(attacks.with_cover(d.letter))),
    ),
    "shadow: another font": ((ALTERED, "added"), lambda d: attacks.font_replaced(d.first)),
    "shadow: the other page": (
        (ALTERED, "added"),
        lambda d: attacks.second_page_shown(
            d.signed(attacks.with_second_page_hidden(d.letter))
        ),
    ),
    "a stamp on a file that allows it": (
        (ALTERED, "added"),
        lambda d: attacks.with_stamp_over_the_page(d.locked(MDPPerm.ANNOTATE)),
    ),
    "a colleague's picture over the page": (
        (UNCLEAR, "covering_mark"), lambda d: d.by("second-person", d.first),
    ),
    "the same on a locked file": (
        (ALTERED, "covering_mark"),
        lambda d: d.by("second-person", d.locked(MDPPerm.FILL_FORMS)),
    ),
    "the lock said anew": (
        (ALTERED, "not_covered"), lambda d: attacks.unlocked(d.locked(MDPPerm.FILL_FORMS)),
    ),
    "the lock taken out": (
        (ALTERED, "added"), lambda d: attacks.without_lock(d.locked(MDPPerm.FILL_FORMS)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BETWEEN)
def test_a_seal_does_not_heal_what_was_done_before_it(name: str, desk: Desk) -> None:
    (verdict, code), attacked = BETWEEN[name]
    found = desk.judged(desk.sealed(attacked(desk)))
    assert (found[0], found[1][0]) == (verdict, code)


def test_what_a_shadow_attack_prepares_is_still_what_was_signed(desk: Desk) -> None:
    """No check can find it beforehand; the defence is to sign only what we rendered (test_sign)."""
    for prepared in (attacks.with_cover, attacks.with_second_page_hidden):
        assert desk.judged(desk.sealed(desk.signed(prepared(desk.letter)))) == (VALID, [])


def test_noise_in_the_store_of_evidence_is_no_evidence_and_no_harm(desk: Desk) -> None:
    assert desk.judged(attacks.with_bad_store(desk.good, attacks.garbage)) == (VALID, [])
    assert desk.judged(desk.sealed(attacks.with_bad_store(desk.first, attacks.garbage))) == (
        VALID, [],
    )  # fmt: skip


def test_a_file_locked_before_it_was_signed_cannot_be_judged(desk: Desk) -> None:
    for how in (
        pikepdf.Encryption(owner="x", user=""),
        pikepdf.Encryption(owner="x", user="", R=4, aes=False, metadata=False),
    ):
        pdf = saved(desk.letter, encryption=how)
        assert desk.judged(pdf)[1] == ["encrypted"]


BEFORE_IT = datetime(2019, 6, 1, tzinfo=UTC)
TOO_LATE = datetime(2023, 6, 1, tzinfo=UTC)
CERTIFICATES: dict[str, tuple[Expected, str, str, datetime | None]] = {
    "signed by himself": ((UNTRUSTED, "unknown_issuer"), "self-person", "agency", None),
    "signed by himself, stamped": ((UNTRUSTED, "unknown_issuer"), "self-person", "agency", THEN),
    "an authority's own": ((UNTRUSTED, "no_person"), "ca-person", "agency", None),
    "expired, stamped in time": ((VALID, ""), "expired-person", "agency", THEN),
    "expired, stamped too late": ((UNTRUSTED, "expired"), "expired-person", "agency", TOO_LATE),
    "not yet valid, stamped": ((UNTRUSTED, "not_yet_valid"), "future-person", "agency", THEN),
    "the agency's expired": ((UNTRUSTED, "expired"), "person", "expired-agency", None),
    "the agency's revoked": ((UNTRUSTED, "revoked"), "person", "revoked-agency", None),
    "revoked, stamped before": ((VALID, ""), "revoked-person", "agency", THEN),
    "revoked, stamped after": ((UNTRUSTED, "revoked"), "revoked-person", "agency", TOO_LATE),
    "stamped before the certificate was": (
        (UNTRUSTED, "expired"), "expired-person", "agency", BEFORE_IT,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CERTIFICATES)
def test_a_certificate_counts_by_its_time_its_issuer_and_its_use(name: str, desk: Desk) -> None:
    (verdict, code), person, agency, stamped_at = CERTIFICATES[name]
    world = desk.world
    stamper = world.stamper(at=stamped_at) if stamped_at else None
    pdf = world.issued(desk.letter, person, agency, stamper=stamper)
    found = desk.judged(pdf, bytes(world.revocations().dump()))
    assert (found[0], "".join(found[1][:1])) == (verdict, code)
