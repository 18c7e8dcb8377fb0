"""Processes: BPMN 2.0 diagrams drawn by officials, run by SpiffWorkflow behind a whitelist.

Start reading at process.py (start, what waits, complete, timers due), then diagram.py (what a
diagram may be made of), lint.py (what would go wrong when it runs), catalogue.py (called activities
and ready patterns). Why so narrow: docs/decisions, "Processes".
"""
