"""The file that says which key signs for whom, and what is wrong with it, in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from lienthong.documents.signing.keyring import Keyring
from lienthong.documents.tests.signing.providers import CLIENT, SECRET, Signing, served
from lienthong.documents.tests.signing.world import World
from lienthong.kernel.errors import Refused

SOURCE = f"""
[sources.xa]
kind = "csc"
url = "http://127.0.0.1:9"
client = "{CLIENT}"
secret_env = "TEST_SECRET"
"""
TOKEN = '[sources.hsm]\nkind = "pkcs11"\nlibrary = "p11.so"\ntoken = "t"\n'


def keyring(folder: Path, text: str) -> Keyring:
    file = folder / "signing.toml"
    file.write_text(text, encoding="utf-8")
    return Keyring(file)


def test_a_key_is_found_by_agency_and_by_person(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_SECRET", SECRET)
    with served(Signing(world)) as service:
        keys = keyring(
            tmp_path,
            SOURCE.replace("http://127.0.0.1:9", service.url)
            + """
[[agencies]]
code = "H51"
source = "xa"
key = "agency"
[[people]]
account = "minh"
source = "xa"
key = "person"
[[people]]
account = "minh"
agency = "H51.2"
source = "xa"
key = "second-person"
""",
        )
        seal, anywhere, there = (
            keys.agency("H51"), keys.person({"minh"}, "H51"), keys.person({"minh", "m2"}, "H51.2"),
        )  # fmt: skip
        assert [one and one.certificate for one in (seal, anywhere, there)] == [
            world.der(name) for name in ("agency", "person", "second-person")
        ]
        asked = len(service.asked)
        assert keys.agency("H51") is seal  # and the service is not asked anew
        assert len(service.asked) == asked
    assert keys.agency("H52") is None
    assert keys.person({"lan"}, "H51") is None


WRONG = {
    "broken": ("[sources", "signing.toml"),
    "strange table": ("[keys]\n", "bảng lạ [keys]"),
    "no table": ("sources = 1\n", "bảng [sources] viết sai"),
    "no kind": ('[sources.a]\nurl = "x"\n', "cần kind"),
    "missing value": (
        '[sources.a]\nkind = "pkcs11"\ntoken = "t"\npin_env = "P"\n',
        "thiếu library",
    ),
    "no secret": (TOKEN, "thiếu pin_file hoặc pin_env"),
    "a secret in the file": (f'{TOKEN}pin = "1234"\n', "có pin không hiểu"),
    "two secrets": (f'{TOKEN}pin_env = "P"\npin_file = "p"\n', "một trong hai"),
    "not a text": (SOURCE + "[[agencies]]\ncode = 1\nsource = 2\nkey = 3\n", "không hiểu"),
    "no list": (SOURCE + "[agencies]\ncode = 1\n", "bảng [agencies] viết sai"),
    "no such source": ('[[agencies]]\ncode = "H51"\nsource = "b"\nkey = "k"\n', "không có nguồn b"),
    "twice": (SOURCE + '[[agencies]]\ncode = "H51"\nsource = "xa"\nkey = "k"\n' * 2, "có hai khóa"),
    "times": ('[times]\naddress = "x"\n', "thiếu url"),
    "no times": ("times = 1\n", "bảng [times] viết sai"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_in_the_file_is_named(name: str, tmp_path: Path) -> None:
    text, words = WRONG[name]
    with pytest.raises(Refused) as refusal:
        keyring(tmp_path, text)
    assert words in refusal.value.message
    assert refusal.value.message.startswith("Cấu hình khóa ký signing.toml: ")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"gone\.toml: không đọc được"):
        Keyring(tmp_path / "gone.toml")


def test_paths_are_beside_the_file(tmp_path: Path) -> None:
    keys = keyring(
        tmp_path,
        TOKEN + 'pin_file = "pin"\n[[agencies]]\ncode = "H51"\nsource = "hsm"\nkey = "k"\n',
    )
    with pytest.raises(Refused, match=r"không có thư viện p11\.so"):
        keys.agency("H51")
    (tmp_path / "p11.so").touch()
    with pytest.raises(Refused, match="ở pin"):
        keys.agency("H51")
