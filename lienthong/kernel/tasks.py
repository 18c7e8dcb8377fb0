"""Jobs of the kernel: entry points only. The sealer and the reaper are not here: they are loops of
the worker, see config/worker.py.
"""

from procrastinate.contrib.django import app

from lienthong.kernel import access, clock, jobs
from lienthong.kernel.acts import system_act
from lienthong.kernel.attachments import actions as attachments


@app.periodic(cron="17 3 * * *")
@app.task(name="kernel.prune", queue="upkeep")
async def prune(timestamp: int) -> None:
    await jobs.prune()


@app.periodic(cron="* * * * *")
@app.task(name="kernel.fold_access", queue="upkeep")
def fold_access(timestamp: int) -> None:
    access.fold(system_act(clock.now(), "Sổ truy cập"))


@app.periodic(cron="*/10 * * * *")
@app.task(name="kernel.examine_again", queue="upkeep")
def examine_again(timestamp: int) -> None:
    attachments.examine_waiting(system_act(clock.now(), "Bộ quét tệp"))


@app.periodic(cron="41 2 * * *")
@app.task(name="kernel.sweep_files", queue="upkeep")
def sweep_files(timestamp: int) -> None:
    attachments.sweep()
