"""Jobs of the room: entry points only. pyHanko is loaded when the first one runs, not at start."""

from procrastinate.contrib.django import app


@app.task(name="documents.sign", queue="signing", retry=3)
def sign(event_id: int) -> None:
    from lienthong.documents import signing_job

    signing_job.sign(event_id)


@app.task(name="documents.seal", queue="signing", retry=3)
def seal(event_id: int) -> None:
    from lienthong.documents import signing_job

    signing_job.seal(event_id)
