"""However a run ends, no process of it is left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lienthong.launch import processes

BEGIN = """
import os, sys, time
from pathlib import Path
from lienthong.launch.errors import LaunchError
from lienthong.launch.progress import Progress
from lienthong.launch.supervisor import Service, Stopped, Supervisor
here = Path(sys.argv[1])
log = here / "log"
python = sys.executable
supervisor = Supervisor(Progress(sys.stdout))
supervisor.listen()
def program(name, text, keep=True):
    mark = str(here / name)
    first = f"import os, pathlib, time; pathlib.Path({mark!r}).write_text(str(os.getpid()))"
    return Service(name, [python, "-c", first + "\\n" + text], log, keep=keep)
def begin(*args, **more):
    supervisor.begin(program(*args, **more))
try:
"""
END = """
except Stopped:
    print("stopped")
except LaunchError as error:
    print("error", error)
finally:
    supervisor.stop()
print("end", flush=True)
"""
SLEEP = "time.sleep(60)"
STUBBORN = """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(os.environ["DEAF"]).touch()
time.sleep(60)
"""


class Stage:
    """A supervisor in a process of its own, and the programs it starts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[str] | None = None

    def play(self, body: str, *, under: list[str] | None = None) -> None:
        lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
        self.process = subprocess.Popen(
            [*(under or []), sys.executable, "-c", BEGIN + lines + END, str(self.folder)],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, "DEAF": str(self.folder / "deaf")},
        )

    def pid(self, name: str) -> int:
        file = self.folder / name
        wait_for(lambda: file.exists() and bool(file.read_text()))
        return int(file.read_text())

    def send(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def words(self) -> str:
        assert self.process is not None
        return self.process.communicate(timeout=20)[0]


def wait_for(fact: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path)
    yield stage
    if stage.process is not None:
        stage.process.kill()
        stage.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything(stage: Stage, number: signal.Signals) -> None:
    stage.play(f'begin("one", {SLEEP!r})\nbegin("two", {SLEEP!r})\nsupervisor.watch(print)')
    one, two = stage.pid("one"), stage.pid("two")
    stage.send(number)
    words = stage.words()
    assert not processes.alive(one)
    assert not processes.alive(two)
    if number is not signal.SIGHUP:  # after it there is nobody to talk to
        assert words.endswith("end\n")


def test_a_second_wish_insists(stage: Stage) -> None:
    stage.play(
        "supervisor.ready = True\nsupervisor.GRACE = 3600\n"
        f'begin("one", {STUBBORN!r})\nsupervisor.watch(print)'
    )
    one = stage.pid("one")
    wait_for((stage.folder / "deaf").exists)
    stage.send(signal.SIGINT)
    time.sleep(0.5)
    assert processes.alive(one)
    stage.send(signal.SIGINT)
    assert stage.words().endswith("end\n")
    assert not processes.alive(one)


def test_a_killed_supervisor_takes_its_children_along(stage: Stage) -> None:
    stage.play(f'begin("one", {SLEEP!r})\nsupervisor.watch(print)')
    one = stage.pid("one")
    stage.send(signal.SIGKILL)
    wait_for(lambda: not processes.alive(one))


def test_the_supervisor_ends_with_whoever_started_it(stage: Stage) -> None:
    starter = "import subprocess, sys, time; subprocess.Popen(sys.argv[1:]); time.sleep(60)"
    stage.play(
        f'begin("me", {SLEEP!r})\n(here / "supervisor").write_text(str(os.getpid()))\n'
        "supervisor.watch(print)",
        under=[sys.executable, "-c", starter],
    )
    child, supervisor = stage.pid("me"), stage.pid("supervisor")
    stage.send(signal.SIGKILL)
    wait_for(lambda: not processes.alive(child) and not processes.alive(supervisor))
    stage.words()


def test_orphans_come_home_and_are_buried(stage: Stage) -> None:
    left = (
        "import subprocess, sys; "
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(0.3)']); "
        "print(p.pid, flush=True)"
    )
    stage.play(
        f"""
import subprocess
orphan = subprocess.run([python, "-c", {left!r}], capture_output=True, text=True).stdout.strip()
(here / "orphan").write_text(orphan)
begin("one", {SLEEP!r})
supervisor.watch(print)
"""
    )
    orphan = stage.pid("orphan")
    stage.pid("one")
    wait_for(lambda: processes.state(orphan) == "")  # not even a zombie
    stage.send(signal.SIGTERM)
    stage.words()


def test_a_service_that_ends_is_started_again(stage: Stage) -> None:
    stage.play(f'begin("one", {SLEEP!r})\nsupervisor.watch(print)')
    first = stage.pid("one")
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: stage.pid("one") != first)
    second = stage.pid("one")
    stage.send(signal.SIGINT)
    assert "one đã dừng (mã -9): khởi động lại." in stage.words()
    assert not processes.alive(second)


def test_a_service_that_cannot_live_ends_the_run_with_its_last_words(stage: Stage) -> None:
    stage.play('begin("one", "raise SystemExit(\'mất khóa\')")\nsupervisor.watch(print)')
    words = stage.words()
    assert "error one dừng liên tiếp (mã 1)" in words
    assert "mất khóa" in words


def test_a_service_that_may_end_is_reported_once(stage: Stage) -> None:
    stage.play(
        'begin("story", "raise SystemExit(3)", keep=False)\n'
        "supervisor.watch(lambda s, code: (print(s.name, code), setattr(supervisor, 'wishes', 1)))"
    )
    assert "story 3\n" in stage.words()


def test_a_failed_step_is_a_sentence(stage: Stage) -> None:
    stage.play('supervisor.task("Cập nhật", program("one", "raise SystemExit(\'hết đĩa\')"))')
    words = stage.words()
    assert "error Cập nhật: không xong." in words
    assert "hết đĩa" in words


def test_a_step_can_be_interrupted(stage: Stage) -> None:
    stage.play(f'supervisor.task("Cập nhật", program("one", {SLEEP!r}))')
    one = stage.pid("one")
    stage.send(signal.SIGINT)
    assert "stopped\nend\n" in stage.words()
    assert not processes.alive(one)


def test_waiting_ends_when_what_is_awaited_dies(stage: Stage) -> None:
    stage.play(
        'begin("web", "raise SystemExit(\'cổng bận\')")\n'
        'supervisor.until("Mở trang", lambda: False, 60)'
    )
    words = stage.words()
    assert "error web không khởi động được" in words
    assert "cổng bận" in words


def test_waiting_has_an_end(stage: Stage) -> None:
    stage.play(f'begin("web", {SLEEP!r})\nsupervisor.until("Mở trang", lambda: False, 0.3)')
    assert "error Mở trang: quá 0 giây chưa xong." in stage.words()
