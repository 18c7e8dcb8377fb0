"""What a person sees while something long happens: one line a step, with its seconds."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


class Progress:
    """Writes steps to a terminal (seconds counting) or to a log (one line each)."""

    def __init__(self, out: TextIO = sys.stderr) -> None:
        self.out = out
        self.live = out.isatty()
        self._open = False  # a step's line is written and not yet ended

    def say(self, text: str) -> None:
        """A line of its own, also in the middle of a step."""
        if self._open:
            self.out.write("\r\033[K  " if self.live else "\n  ")
        self._open = False
        self.out.write(f"{text}\n")
        self.out.flush()

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Show `text` while the body runs, and how long it took when it ends."""
        begun = time.monotonic()
        ended = threading.Event()
        counter = threading.Thread(target=self._count, args=(text, begun, ended), daemon=True)
        if self.live:
            counter.start()
        else:
            self.out.write(f"  {text} ...")
            self.out.flush()
        self._open = True
        done = False
        try:
            yield
            done = True
        finally:
            ended.set()
            if self.live:
                counter.join()
            if not done:
                self.out.write("\n")
            whole, self._open = self._open, False
        seconds = f"{time.monotonic() - begun:.1f} s".replace(".", ",")
        line = f"\r\033[K  {text}: {seconds}\n" if self.live else f"  {text}: {seconds}\n"
        self.out.write(f" {seconds}\n" if whole and not self.live else line)
        self.out.flush()

    def _count(self, text: str, begun: float, ended: threading.Event) -> None:
        while not ended.is_set():
            self._open = True
            self.out.write(f"\r\033[K  {text} ... {time.monotonic() - begun:.0f} s")
            self.out.flush()
            ended.wait(1)
