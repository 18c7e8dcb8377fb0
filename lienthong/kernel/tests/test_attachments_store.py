"""The store: whole or not at all, durable before it is told, found out when altered."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import time
from pathlib import Path

import hostile_files as hostile
import pytest

from lienthong.kernel.attachments.limits import Limits
from lienthong.kernel.attachments.probe import photos_to_pdf
from lienthong.kernel.attachments.store import State, Store, TooBig
from lienthong.kernel.errors import Refused

MOST = 10 * 2**20


def _put(store: Store, data: bytes) -> str:
    with store.receive(io.BytesIO(data), MOST) as written:
        store.place(written)
    return written.sha256


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "var" / "attachments")


def test_content_is_kept_under_its_sha256(store: Store) -> None:
    data = os.urandom(700_000)
    sha256 = _put(store, data)
    assert sha256 == hashlib.sha256(data).hexdigest()
    with store.open(sha256) as content:
        assert content.read() == data
    assert store.verify(sha256) is State.OK
    assert _put(store, data) == sha256
    assert list(store.root.joinpath("new").iterdir()) == []


def test_nobody_else_may_read(store: Store) -> None:
    path = store.path(_put(store, b"xin chao"))
    assert path.stat().st_mode & 0o777 == 0o600
    for folder in (path.parent, store.root, store.root / "new"):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_altered_and_missing_are_told_apart(store: Store) -> None:
    sha256 = _put(store, b"xin chao")
    path = store.path(sha256)
    path.write_bytes(b"xin chaO")
    assert store.verify(sha256) is State.ALTERED
    assert _put(store, b"xin chao") == sha256
    assert store.verify(sha256) is State.OK
    path.unlink()
    assert store.verify(sha256) is State.MISSING


def test_what_is_not_placed_leaves_nothing(store: Store) -> None:
    with store.receive(io.BytesIO(b"x"), MOST):
        pass
    with pytest.raises(TooBig), store.receive(io.BytesIO(bytes(MOST + 1)), MOST):
        pass
    with pytest.raises(RuntimeError, match="boom"), store.receive(io.BytesIO(b"x"), MOST):
        raise RuntimeError("boom")
    assert [path for path in store.root.rglob("*") if path.is_file()] == []


def test_a_full_disk_is_the_caller_s_to_tell(store: Store) -> None:
    class Full(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full"), store.receive(Full(), MOST):
        pass
    assert list(store.root.joinpath("new").iterdir()) == []


@pytest.mark.parametrize("sha256", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_only_a_sha256_is_a_name(store: Store, sha256: str) -> None:
    with pytest.raises(ValueError, match="sha256"):
        store.open(sha256)


def test_the_sweep_takes_old_leftovers_only(store: Store) -> None:
    _put(store, b"x")
    left = store.root / "new" / "left"
    left.write_bytes(b"x")
    assert store.sweep(time.time() - 3600) == 0
    os.utime(left, (0, 0))
    assert store.sweep(time.time() - 3600) == 1
    assert not left.exists()


# Photos


def _photo(tmp_path: Path, name: str, form: str, size: tuple[int, int], **saving: object) -> Path:
    path = tmp_path / name
    path.write_bytes(hostile.image(form, size, **saving))
    return path


def test_photos_become_one_pdf_upright_on_a4(tmp_path: Path) -> None:
    turned = hostile.Image.Exif()
    turned[0x0112] = 6  # the camera was held on its side
    turned[0x010F] = "Máy ảnh thử"
    paths = [
        _photo(tmp_path, "a.jpg", "JPEG", (800, 600)),
        _photo(tmp_path, "b.jpg", "JPEG", (800, 600), exif=turned),
        _photo(tmp_path, "c.heic", "HEIF", (600, 800)),
        _photo(tmp_path, "d.png", "PNG", (5000, 100)),
    ]
    made = photos_to_pdf(paths)
    with hostile.pikepdf.open(io.BytesIO(made)) as pdf:
        sizes = [(round(page.mediabox[2]), round(page.mediabox[3])) for page in pdf.pages]
        assert sizes == [(842, 595), (595, 842), (595, 842), (842, 595)]
        pictures = [page.Resources.XObject.Photo for page in pdf.pages]
        assert int(pictures[1].Width) < int(pictures[1].Height)
        assert int(pictures[3].Width) <= 2340
    assert "Máy ảnh thử".encode() not in made
    assert made == photos_to_pdf(paths)


def test_photos_refused_in_words(tmp_path: Path) -> None:
    good = _photo(tmp_path, "a.jpg", "JPEG", (80, 60))
    bad = tmp_path / "b.jpg"
    bad.write_bytes(good.read_bytes()[:300])
    bomb = tmp_path / "c.png"
    bomb.write_bytes(hostile.png_bomb())
    noise = tmp_path / "d.png"
    hostile.Image.frombytes("RGB", (600, 600), os.urandom(600 * 600 * 3)).save(noise)
    for paths, limits, words in [
        ([], None, "Chọn từ 1 đến 50 ảnh"),
        ([good, good], Limits(photos=1), "Chọn từ 1 đến 1 ảnh"),
        ([good, bad], None, "Ảnh thứ 2: Ảnh bị hỏng"),
        ([good, tmp_path / "none.jpg"], None, "Ảnh thứ 2: Ảnh bị hỏng"),
        ([bomb], None, "Ảnh thứ 1: Ảnh quá"),
        ([noise], Limits(file_bytes=20_000), "Tệp lớn hơn"),
    ]:
        with pytest.raises(Refused, match=words):
            photos_to_pdf(paths, limits)
