"""How far the demo story is: one row that the shell's progress strip reads."""

from __future__ import annotations

from dataclasses import dataclass

from lienthong.directory.models import ProvinceSetting
from lienthong.kernel.actions import bookkeeping

NAME = "story"


@dataclass(frozen=True)
class Progress:
    """`done` of `total` agencies have answered; `label` names the last one."""

    done: int
    total: int
    label: str

    @property
    def playing(self) -> bool:
        return self.done < self.total


@bookkeeping
def tell(done: int, total: int, label: str) -> None:
    """Note how far the story is."""
    ProvinceSetting.objects.update_or_create(
        name=NAME, defaults={"value": {"done": done, "total": total, "label": label}}
    )


def progress() -> Progress | None:
    """How far the story is, None where none was ever played."""
    row = ProvinceSetting.objects.filter(name=NAME).first()
    return Progress(**row.value) if row else None
