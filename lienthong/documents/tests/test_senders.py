"""Whose the seal on an arrived document is: the rule is data, the answer yes, no or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from lienthong.directory.certificates import USUAL, KnownAs, Naming, known_as, naming, namings
from lienthong.directory.models import ProvinceSetting
from lienthong.directory.tests import small
from lienthong.directory.tests.test_loading import run
from lienthong.documents.senders import compared
from lienthong.documents.signing.identity import Role
from lienthong.documents.signing.verdict import FileVerdict, SignatureVerdict, Verdict
from lienthong.documents.tests import way
from lienthong.kernel.errors import Refused

SENDER = KnownAs(
    codes=frozenset({"H51", "000.00.00.H51"}),
    names=frozenset({"Ủy ban nhân dân tỉnh Sóc Trăng", "UBND tỉnh"}),
)
RULE = (
    Naming("organization_identifier", "code", r"[0-9A-Z]{2,3}(\.[0-9A-Z]+)*"),
    Naming("organization", "name"),
    Naming("common_name", "name"),
)


def seal(
    code: str = "", organization: str = "", name: str = "", verdict: Verdict = Verdict.VALID
) -> SignatureVerdict:
    return SignatureVerdict(
        "co-quan", "signature", verdict, Role.AGENCY, name, code, organization, "", None, None, ()
    )


def found(*seals: SignatureVerdict) -> FileVerdict:
    before = FileVerdict(Verdict.VALID, (), seals)
    return compared(before, sender=SENDER, name="UBND tỉnh Sóc Trăng", namings=RULE)


@pytest.mark.parametrize(
    "one",
    [
        seal(code="H51"),
        seal(code="000.00.00.h51"),
        seal(organization="ỦY BAN NHÂN DÂN TỈNH SÓC TRĂNG"),
        seal(organization="Uy ban nhan dan  tinh Soc Trang"),
        seal(name="UBND tỉnh"),
        seal(code="MST:0300000000", organization="Ủy ban nhân dân tỉnh Sóc Trăng"),
        seal(),
    ],
)
def test_a_seal_of_the_sender_or_of_nobody_is_no_objection(one: SignatureVerdict) -> None:
    assert found(one).verdict is Verdict.VALID


@pytest.mark.parametrize(
    "one",
    [
        seal(code="H51.242"),
        seal(code="H52", organization="Ủy ban nhân dân tỉnh Sóc Trăng"),
        seal(organization="Ủy ban nhân dân tỉnh Trà Vinh"),
        seal(name="Sở Y tế"),
    ],
)
def test_a_seal_of_another_agency_is_a_reason_of_its_own(one: SignatureVerdict) -> None:
    verdict = found(one)
    assert (verdict.verdict, [reason.code for reason in verdict.reasons]) == (
        Verdict.UNTRUSTED, ["other_sender"],
    )  # fmt: skip
    assert "UBND tỉnh Sóc Trăng" in verdict.reasons[0].text


def test_of_several_seals_one_of_the_sender_is_enough_and_bad_ones_say_nothing() -> None:
    assert found(seal(code="H52"), seal(code="H51")).verdict is Verdict.VALID
    assert found(seal(code="H52", verdict=Verdict.ALTERED)).reasons == ()
    assert found().reasons == ()


def test_the_province_says_how_certificates_name_agencies(db: None) -> None:
    committee = way.agency(way.PROVINCE)
    assert [one.part for one in naming()] == [
        "organization_identifier",
        "organization",
        "common_name",
    ]
    assert {"H51", "000.00.00.H51"} <= known_as(committee).codes
    ProvinceSetting.objects.filter(name="certificates").update(
        value={"agency": [{"part": "common_name", "holds": "name"}],
               "also": {way.PROVINCE: ["Văn phòng điện tử Sóc Trăng"]}}
    )  # fmt: skip
    assert naming() == (Naming("common_name", "name"),)
    assert "Văn phòng điện tử Sóc Trăng" in known_as(committee).names
    ProvinceSetting.objects.filter(name="certificates").delete()
    assert naming() == USUAL


@pytest.mark.parametrize(
    "table",
    [
        'agency = "code"',
        'agency = [{ part = "email", holds = "name" }]',
        'agency = [{ part = "organization", holds = "colour" }]',
        'agency = [{ part = "organization", holds = "name", form = "(" }]',
        'agency = [{ part = "organization", holds = "name", from = "x" }]',
        'also = { "ubnd" = "one" }',
    ],
)
def test_a_list_that_cannot_be_read_is_rejected_when_the_province_is_loaded(
    db: None, tmp_path: Path, table: str
) -> None:
    report = run(small.write(tmp_path / "t", province_toml=f"[certificates]\n{table}\n"))
    assert "[certificates]" in report.rejections[0].reason
    with pytest.raises(Refused):
        namings([])
