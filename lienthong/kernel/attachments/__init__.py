"""Files that people and peers bring in: examined first, kept under their sha256, never changed.

A door calls `store.stage(stream, name)` before the transaction (bytes examined and on disk, or
Refused); the action then calls `keep.keep(act, staged)`: one row. What no scanner answered for is
never clean: quarantined until `keep.examine_again`. Start at verdicts.py, examine.py, store.py.
"""
