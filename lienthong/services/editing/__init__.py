"""Between the pages of the editor and the files of a package: a part of it as a form, and back.

A form shows plain values of one file and gives them back; what it doesn't show stays, and what
nobody changed stays to the letter (packages/writing.py). Start at parts.py: which parts there are.
"""
