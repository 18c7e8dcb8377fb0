"""What the frame of the officials' pages shows, as plain values.

The top room fills one `Shell` for each signed-in request and gives it to the templates under the
name `shell` (see `templates/ui/office.html`); nothing here knows where the counts come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class NavItem:
    """One line of the left rail. `count` is shown when not empty ("12"); `hot` makes it red."""

    label: str
    icon: str
    url: str
    count: str = ""
    hot: bool = False
    current: bool = False
    short: str = ""  # the word under the icon in the phone's bottom bar, where `label` is too long


@dataclass(frozen=True)
class NavGroup:
    """Lines under one heading; the first group usually has none."""

    label: str
    items: tuple[NavItem, ...]


@dataclass(frozen=True)
class Hat:
    """A post the person may act in. Choosing it POSTs `hat=<id>` to `Shell.hat_url`."""

    id: str
    title: str
    agency: str
    current: bool = False


@dataclass(frozen=True)
class Story:
    """A long thing that runs now (the demo's story): a strip with a bar, polled at `url`."""

    label: str
    done: int
    total: int
    url: str = ""


@dataclass(frozen=True)
class Standing:
    """What stands above every page until somebody has seen to it at `url`."""

    title: str
    text: str
    url: str
    link: str  # the words of the way there
    note: str = ""


@dataclass(frozen=True)
class Shell:
    """Everything the office frame needs. URLs left empty hide what they would open."""

    agency: str  # shown under "Văn phòng điện tử"
    name: str  # the person
    title: str  # the post of the hat worn now
    home_url: str
    nav: tuple[NavGroup, ...] = ()
    bottom: tuple[NavItem, ...] = ()  # at most four for phones; the fifth is always "Thêm"
    compose: NavItem | None = None  # the main button above the rail
    hats: tuple[Hat, ...] = ()
    hat_url: str = ""
    find_url: str = ""  # GET with `q`
    palette_url: str = ""  # GET with `q`, answers {"items": [{"label", "hint", "url", "icon"}]}
    notices_url: str = ""
    notices: int = 0
    account_url: str = ""
    sign_out_url: str = ""
    story: Story | None = None
    standing: Standing | None = None


def _closest(items: Sequence[NavItem], path: str, home: str) -> str:
    """The longest item address that `path` lies under; "" when none does.

    Everything lies under `home`, so that line stands only for itself.
    """
    under = [
        item.url
        for item in items
        if item.url
        and path.startswith(item.url.split("?")[0])
        and (item.url != home or path == home)
    ]
    return max(under, key=len, default="")


def marked(shell: Shell, path: str) -> Shell:
    """The same shell with the one line marked current whose address is the closest above `path`.

    Lines that already carry a mark keep it and nothing is guessed.
    """
    lines = [item for group in shell.nav for item in group.items]
    if any(line.current for line in lines):
        return shell
    here = _closest(lines, path, shell.home_url)
    below = _closest(shell.bottom, path, shell.home_url)
    return replace(
        shell,
        nav=tuple(
            replace(g, items=tuple(replace(i, current=i.url == here) for i in g.items))
            for g in shell.nav
        ),
        bottom=tuple(replace(i, current=i.url == below) for i in shell.bottom),
    )
