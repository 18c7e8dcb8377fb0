"""How much a file may ask of us: data of the installation, safe values where it says nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds of an examination; sizes in bytes, times in seconds."""

    file_bytes: int = 100 * MEBIBYTE
    expanded_bytes: int = 400 * MEBIBYTE  # everything unpacked from one file, all levels together
    ratio: int = 200  # unpacked : packed of one member ...
    ratio_from_bytes: int = 16 * MEBIBYTE  # ... once it has grown past this
    entries: int = 5000  # members of one file, all levels together
    depth: int = 3  # archives inside one another; a docx is an archive too
    pixels: int = 100_000_000  # of one picture
    frames: int = 200  # pictures in one picture file
    pdf_pages: int = 2000
    pdf_objects: int = 500_000
    photos: int = 50  # in one PDF
    seconds: int = 120  # of one examination in all, by the wall
    probe_seconds: int = 20
    probe_memory_bytes: int = 768 * MEBIBYTE

    @classmethod
    def read(cls, values: Mapping[str, int]) -> Limits:
        """Limits with `values` on top; ValueError names a key that is no limit or not above 0."""
        known = {field.name for field in fields(cls)}
        for name, value in values.items():
            if name not in known:
                raise ValueError(f"there is no attachment limit {name!r}")
            if value <= 0:
                raise ValueError(f"the attachment limit {name} must be above 0")
        return cls(**values)
