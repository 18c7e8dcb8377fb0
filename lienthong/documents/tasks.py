"""Jobs of the room: entry points only."""

from procrastinate.contrib.django import app

from lienthong.documents import signing_job


@app.task(name="documents.sign", queue="signing", retry=3)
def sign(event_id: int) -> None:
    signing_job.sign(event_id)


@app.task(name="documents.seal", queue="signing", retry=3)
def seal(event_id: int) -> None:
    signing_job.seal(event_id)
