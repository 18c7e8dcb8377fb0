"""Every procedure of the province filed, worked on and returned, through the real actions.

`play.py` files each package's first example and does, step by step, whatever its process waits for;
`outcome.py` looks at what the log says of it.
"""
