"""One safe language (CEL) for conditions, fees, required-when, eligibility, gateways and tables.

Start reading at language.py; which functions an official has: functions.py; what is refused before
anything runs: checking.py. Why this library: docs/decisions, "Expressions".
"""
