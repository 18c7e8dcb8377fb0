"""Doors of the room: each fetches what is visible, does one action, and shows or goes."""
