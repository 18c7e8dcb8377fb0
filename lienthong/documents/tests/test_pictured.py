"""A signature shows the picture that was given for it (Decree 30/2020, app. I)."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest

from lienthong.directory.actions import images
from lienthong.directory.tests.test_images import BLUE, RED, drawn
from lienthong.documents import keys
from lienthong.documents.actions import signing
from lienthong.documents.rules import State
from lienthong.documents.signing.check import check
from lienthong.documents.signing.verdict import Verdict
from lienthong.documents.tests import way
from lienthong.kernel import jobs
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.actions import stage, store

pytestmark = pytest.mark.django_db


def test_handwriting_and_seal_stand_in_the_fields_of_the_two_signatures(
    act_of: Callable[..., Act],
) -> None:
    images.set_own_image(act_of("minh"), staged=stage(io.BytesIO(drawn(BLUE)), "ky.png"))
    operator, agency_id = act_of("dat"), way.agency(way.PROVINCE)
    seal = stage(io.BytesIO(drawn(RED, size=(500, 500))), "dau.png")
    images.set_seal_image(operator, agency_id=agency_id, staged=seal)
    made = way.brought_to(act_of, State.APPROVED)
    jobs.drain()
    signing.request_seal(act_of("lan"), document_id=made.id)
    jobs.drain()
    made.refresh_from_db()
    assert made.state == State.SEALED
    content = store().path(made.file_sha256).read_bytes()
    assert check(content, trust=keys.trusted()).verdict is Verdict.VALID
    with pikepdf.open(io.BytesIO(content)) as pdf:
        shown = [field.AP.N.Resources.XObject.P for field in pdf.Root.AcroForm.Fields]
        assert all(one.SMask.ColorSpace == "/DeviceGray" for one in shown)
        person, agency = pdf.Root.AcroForm.Fields
        width = float(agency.Rect[2]) - float(agency.Rect[0])
        assert round(width * 25.4 / 72) == 36  # a seal in its true size
        overlap = float(agency.Rect[2]) - float(person.Rect[0])
        assert overlap / (float(person.Rect[2]) - float(person.Rect[0])) == pytest.approx(
            1 / 3, abs=0.01
        )
