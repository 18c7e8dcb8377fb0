"""Three small engines on which services stand: expressions, forms, processes.

Pure Python: no Django, no database, no clock, no network; plain values in, a value or `Wrong` out.
What an official writes as data (a condition, a form, a diagram) is checked whole before it runs,
and whatever is wrong with it is a Vietnamese sentence with its place.
Start reading at problems.py, then expressions/language.py, forms/schema.py, bpmn/process.py.
"""
