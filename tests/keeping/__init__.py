"""Back-ups taken from a lived-in installation, and brought back onto an empty machine."""
