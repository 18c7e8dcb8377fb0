"""One demonstration authority and one document signed by both, for all tests of signing."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lienthong.documents.rendering.render import Rendered
from lienthong.documents.signing import isolated
from lienthong.documents.signing.authority import DemoAuthority
from lienthong.documents.signing.marks import agency_stamp, person_stamp
from lienthong.documents.signing.sign import seal_as_agency, sign_as_person
from lienthong.documents.signing.signers import LocalSigner
from lienthong.documents.tests.rendering.specimen import LETTER, issued
from lienthong.documents.tests.signing.world import World

AT = datetime(2022, 1, 5, 3, 15, 30, tzinfo=UTC)
NAME, AGENCY, CODE = "Trần Văn Minh", "Ủy ban nhân dân tỉnh Sóc Trăng", "H51"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Signed:
    """The same document after each step, and who signed."""

    rendered: Rendered
    by_person: bytes
    by_both: bytes
    person: LocalSigner
    agency: LocalSigner
    root: bytes


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> DemoAuthority:
    return DemoAuthority(tmp_path_factory.mktemp("keys") / "demo", province="tỉnh Sóc Trăng")


@pytest.fixture(scope="session")
def person(authority: DemoAuthority) -> LocalSigner:
    return authority.person(reference="17", name=NAME, agency_code=CODE, agency_name=AGENCY)


@pytest.fixture(scope="session")
def agency(authority: DemoAuthority) -> LocalSigner:
    return authority.agency(code=CODE, name=AGENCY)


@pytest.fixture(scope="session")
def rendered() -> Rendered:
    return issued(replace(LETTER, urgency=""))  # nothing on it is red or blue


@pytest.fixture(scope="session")
def signed(
    authority: DemoAuthority, person: LocalSigner, agency: LocalSigner, rendered: Rendered
) -> Signed:
    first = sign_as_person(
        rendered.pdf, person, at=AT, stamp=person_stamp(NAME), sha256=rendered.sha256
    )
    both = seal_as_agency(first, agency, at=AT, stamp=agency_stamp(AGENCY), sha256=sha256(first))
    return Signed(rendered, first, both, person, agency, authority.root)


@pytest.fixture(scope="module")
def _no_child_left() -> Iterator[None]:
    yield
    isolated.stop()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"
