"""Jobs of the room: entry points only."""

from procrastinate.contrib.django import app

from lienthong.kernel import clock
from lienthong.kernel.acts import system_act


@app.periodic(cron="* * * * *")
@app.task(name="exchange.with_peers", queue="upkeep")
def with_peers(timestamp: int) -> None:
    from lienthong.exchange import peers_job

    peers_job.run(system_act(clock.now(), "Liên thông với hệ thống khác"))
