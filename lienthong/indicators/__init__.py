"""Indicators: definitions as data, figures out of the log, and the score of Decision 766/2022.

A definition (definitions/*.yaml) says which events are folded into which facts, what is counted
over what, and how many points that gives. Figures are computed twice, by SQL compiled from the
definition (compiling.py) and by a fold over the events (folding.py); a test holds them equal.

Start reading at definitions/qd-766-2022.yaml, then definitions.py, scoring.py.
"""
