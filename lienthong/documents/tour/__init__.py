"""The story of the demo province, played through the real actions: one document to 120 units and 120 replies back.

`script.py` reads the province's demo.toml, `play.py` acts it out in the order of its hours, `outcome.py` counts.
"""
