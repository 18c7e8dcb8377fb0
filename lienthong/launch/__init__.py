"""Starting the machine: where the data lie, the embedded PostgreSQL, the supervisor of `make run`.

Standard library only, no Django: this room works before anything else does.
Start reading at `postgres.ensure`.
"""
