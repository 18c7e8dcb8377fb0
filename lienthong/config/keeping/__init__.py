"""Keeping it: one archive of database, files and keys, and its way back onto an empty machine.

`archive` is the container (a plain tar that is read and written from front to back), `manifest`
what it says about itself, `keys` the sealed keys, `check` the proof that not a byte has changed.
`source` is the running installation, `target` the one that receives; `backup` and `restore` go
from one to the other. What a person sees of it: docs/how-to/back-up-and-restore.md.
Start reading at backup.py.
"""
