"""What waits for whom: work items by position, notices, "Việc của tôi".

A work item holds all that its row shows, so a list needs no join. Higher rooms write here through
actions.py. Start reading at models.py, then actions.py and queries.py.
"""
