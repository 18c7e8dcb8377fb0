"""The registers of an agency and the two reports on handling, as sheets: on screen, PDF, workbook.

Decree 30/2020, art. 16, 22, 24 and app. VI part V. A sheet is plain text in columns:
`sheets.py` says which there are, `outgoing.py`, `incoming.py` and `reports.py` read them from the
numbers that were taken and the events that happened, `printed.py` lays them out.
"""
