"""Jobs of the room: entry points only."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lienthong.kernel import clock
from lienthong.work import mailing

AGAIN = RetryStrategy(max_attempts=5, exponential_wait=6)  # from 6 seconds to two hours


@app.periodic(cron="0 0 * * *")  # UTC: seven in the morning in Vietnam
@app.task(name="work.digests", queue="mail")
def digests(timestamp: int) -> None:
    mailing.plan(clock.now())


@app.task(name="work.digest", queue="mail", retry=AGAIN)
def digest(*, digest_id: int) -> None:
    mailing.send(digest_id, clock.now())
