"""The story of the demo province, played through the real actions: 120 units answer one document.

`script.py` reads the province's demo.toml, `play.py` acts it out in the order of its hours,
`outcome.py` counts.
"""
