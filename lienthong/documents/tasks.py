"""Jobs of the room: entry points only. pyHanko is loaded when the first one runs, not at start."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from lienthong.kernel import clock
from lienthong.kernel.acts import system_act

CHECK = "documents.check_signatures"
TRIES_AGAIN = 3
AGAIN = RetryStrategy(max_attempts=TRIES_AGAIN, exponential_wait=4)  # after 4, 16 and 64 seconds


@contextmanager
def _at_last(
    context: JobContext | None, give_up: Callable[[int, Exception], None], event_id: int
) -> Iterator[None]:
    """Why a key lets us wait is told at once; when the last try fails too, the people are told."""
    try:
        yield
    except Exception as error:
        from lienthong.documents import signing_job

        if context is not None and context.job.attempts >= TRIES_AGAIN:
            give_up(event_id, error)
        else:
            signing_job.tell_wait(event_id, error)
        raise


@app.task(name="documents.sign", queue="signing", retry=AGAIN, pass_context=True)
def sign(context: JobContext | None = None, *, event_id: int) -> None:
    from lienthong.documents import signing_job

    with _at_last(context, signing_job.give_up_signing, event_id):
        signing_job.sign(event_id)


@app.task(name="documents.read_files", queue="upkeep", retry=AGAIN)
def read_files(*, documents: str) -> None:
    from lienthong.documents import file_texts

    act = system_act(clock.now(), "Đọc nội dung tệp")
    for number in documents.split(","):
        file_texts.read_files(act, int(number))


@app.task(name="documents.seal", queue="signing", retry=AGAIN, pass_context=True)
def seal(context: JobContext | None = None, *, event_id: int) -> None:
    from lienthong.documents import signing_job

    with _at_last(context, signing_job.give_up_sealing, event_id):
        signing_job.seal(event_id)


@app.task(name="documents.check_signatures", queue="checking", priority=-10, retry=AGAIN)
def check_signatures(*, event_id: int) -> None:
    from lienthong.documents import checking_job

    checking_job.check(event_id)
