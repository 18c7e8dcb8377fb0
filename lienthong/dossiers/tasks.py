"""Jobs of the room: entry points only."""

from procrastinate.contrib.django import app

from lienthong.dossiers.actions import granting, transfers
from lienthong.kernel import clock
from lienthong.kernel.acts import system_act


@app.periodic(cron="23 6 * * *")
@app.task(name="dossiers.announce_due", queue="upkeep")
def announce_due(timestamp: int) -> None:
    transfers.announce_due(system_act(clock.now(), "Nhắc nộp lưu"))


@app.periodic(cron="4 * * * *")
@app.task(name="dossiers.end_due_grants", queue="upkeep")
def end_due_grants(timestamp: int) -> None:
    granting.end_due(system_act(clock.now(), "Hết hạn khai thác hồ sơ"))
