"""Jobs of the room: entry points only."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from lienthong.kernel import clock
from lienthong.kernel.acts import system_act

AGAIN = RetryStrategy(max_attempts=3, exponential_wait=4)


@app.task(name="services.make_result", queue="signing", retry=AGAIN)
def make_result(*, event_id: int) -> None:
    from lienthong.services import results

    results.make(event_id)


@app.periodic(cron="*/15 * * * *")
@app.task(name="services.warn", queue="upkeep")
def warn(timestamp: int) -> None:
    from lienthong.services import warnings_due

    warnings_due.warn(system_act(clock.now(), "Nhắc hạn hồ sơ"))


@app.periodic(cron="*/10 * * * *")
@app.task(name="services.reconcile", queue="upkeep")
def reconcile(timestamp: int) -> None:
    from lienthong.services import banks

    banks.reconcile(system_act(clock.now(), "Đối soát với ngân hàng"))


@app.task(name="services.bank_tells", queue="default", retry=AGAIN)
def bank_tells(*, address: str, transaction: str) -> None:
    from lienthong.services import banks

    banks.tell(address, transaction, clock.now())
