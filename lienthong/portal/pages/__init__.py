"""Doors of the citizens' site."""
