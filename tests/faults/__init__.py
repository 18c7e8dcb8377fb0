"""What survives: processes that die between commit and effect, a full disk, a late clock.

`ground.py` is the place of one test (a database, a store and processes of its own), `inside.py`
what runs in a process that is about to die, `points.py` where it dies, `story.py` the people's
steps, `whole.py` the checker: nothing lost, nothing doubled.
"""
