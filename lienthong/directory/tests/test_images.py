"""The pictures that signatures show: a clear ground, blue handwriting, a red seal
(Decree 30/2020, app. I).
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageDraw

from lienthong.directory.actions import images
from lienthong.directory.models import Agency, RightsChange, SignatureImage
from lienthong.directory.models.images import image_of
from lienthong.directory.pictures import check_picture
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event

ClientAs = Callable[..., Client]
OWN, SEAL = "/van-phong/tai-khoan/chu-ky/", "/van-phong/quan-tri/con-dau/"
BLUE, RED, BLACK = (20, 40, 160, 255), (210, 20, 30, 255), (0, 0, 0, 255)


def drawn(
    ink: tuple[int, ...],
    *,
    size: tuple[int, int] = (420, 210),
    mode: str = "RGBA",
    kind: str = "PNG",
) -> bytes:
    """A stroke on a clear ground."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((10, 10, size[0] - 10, size[1] - 10), outline=ink, width=6)
    out = io.BytesIO()
    picture.convert(mode).save(out, kind)
    return out.getvalue()


def upload(client: Client, address: str, content: bytes) -> Any:
    return client.post(address, {"picture": SimpleUploadedFile("anh.png", content)})


@pytest.mark.parametrize(
    ("content", "seal", "told"),
    [
        (drawn(BLUE), False, ""),
        (drawn(RED), True, ""),
        (drawn(RED), False, "màu xanh"),
        (drawn(BLACK), False, "màu xanh"),
        (drawn(BLUE), True, "màu đỏ"),
        (drawn(BLUE, mode="RGB"), False, "nền trong suốt"),
        (drawn(BLUE, kind="WEBP"), False, "nền trong suốt"),
        (drawn(BLUE, size=(60, 60)), False, "Mỗi cạnh"),
        (drawn(BLUE)[:200], False, "Không mở được"),
        (b"", False, "Không mở được"),
    ],
)
def test_a_picture_is_a_clear_png_of_its_colour(
    content: bytes, seal: bool, told: str, tmp_path: Path
) -> None:
    file = tmp_path / "picture"
    file.write_bytes(content)
    if not told:
        check_picture(file, seal=seal)
        return
    with pytest.raises(Refused, match=told):
        check_picture(file, seal=seal)


@pytest.mark.django_db
def test_somebody_puts_his_handwriting_into_his_signatures_and_takes_it_off(
    act_of: Callable[..., Act], client_as: ClientAs
) -> None:
    minh = client_as("minh")
    person = act_of("minh").person_id or 0
    assert "Ảnh chữ ký" in minh.get("/van-phong/tai-khoan/").content.decode()
    refused = upload(minh, OWN, drawn(RED))
    assert refused.status_code == 422
    assert "Ảnh chữ ký phải có màu xanh." in refused.content.decode()
    assert image_of("person", person) == ""
    assert upload(minh, OWN, drawn(BLUE)).status_code == 302
    assert len(image_of("person", person)) == 64
    assert "data:image/png;base64," in minh.get(OWN).content.decode()
    assert minh.post(OWN, {"remove": "1"}).status_code == 302
    assert image_of("person", person) == ""
    assert Event.objects.filter(kind="directory.own_image_set").count() == 2
    assert SignatureImage.objects.count() == 2  # what it was stays known


@pytest.mark.django_db
def test_an_administrator_puts_the_seal_and_another_is_asked_to_confirm(
    act_of: Callable[..., Act], client_as: ClientAs
) -> None:
    assert upload(client_as("dat"), SEAL, drawn(RED, size=(400, 400))).status_code == 302
    agency_id = act_of("dat").agency_id or 0
    assert len(image_of("agency", agency_id)) == 64
    assert RightsChange.objects.filter(what__contains="ảnh con dấu").count() == 1
    assert Event.objects.filter(kind="directory.seal_image_set").count() == 1
    with pytest.raises(Agency.DoesNotExist):
        images.set_seal_image(act_of("loc"), agency_id=agency_id, staged=None)
    assert client_as("minh").get(SEAL).status_code == 422
