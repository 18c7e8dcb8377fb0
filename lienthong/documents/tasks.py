"""Jobs of the room: entry points only. pyHanko is loaded when the first one runs, not at start."""

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

TRIES_AGAIN = 3
AGAIN = RetryStrategy(max_attempts=TRIES_AGAIN, exponential_wait=4)  # after 4, 16 and 64 seconds


def _last(context: JobContext | None) -> bool:
    return context is not None and context.job.attempts >= TRIES_AGAIN


@app.task(name="documents.sign", queue="signing", retry=AGAIN, pass_context=True)
def sign(context: JobContext | None = None, *, event_id: int) -> None:
    from lienthong.documents import signing_job

    try:
        signing_job.sign(event_id)
    except Exception:
        if _last(context):
            signing_job.give_up_signing(event_id)
        raise


@app.task(name="documents.seal", queue="signing", retry=AGAIN, pass_context=True)
def seal(context: JobContext | None = None, *, event_id: int) -> None:
    from lienthong.documents import signing_job

    try:
        signing_job.seal(event_id)
    except Exception:
        if _last(context):
            signing_job.give_up_sealing(event_id)
        raise
