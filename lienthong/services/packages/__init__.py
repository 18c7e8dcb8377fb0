"""What a procedure package is: a folder of data in, a `Package` or sentences out. No Django here.

Start reading at package.py (what it answers), then reading.py (from files), lint.py (what is still
wrong before it may be published), trying.py (its own tests), folders.py (from a disk).
How one is written: docs/how-to/add-a-procedure.md. Why: docs/decisions, "Procedures".
"""
