"""What happens then? Every event that something follows from, and what follows, inside the database.

Effects outside (signing, mail) are jobs that these functions defer. A subscriber takes a list of event ids.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

WIRING: dict[str, list[Callable[[Sequence[int]], None]]] = {}
