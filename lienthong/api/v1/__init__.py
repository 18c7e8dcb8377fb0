"""Version 1: what is here stays as it is."""
