"""Doors of the room: officials' pages, the desk, and what a bank opens."""
