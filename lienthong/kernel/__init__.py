"""What every room stands on: acts, actions, events, the ledger, jobs, numbering, rights, files.

Nothing here knows a document or an agency: the kernel keeps ids and texts.
Start reading at acts.py, then actions.py, events.py and outbox.py.
"""
