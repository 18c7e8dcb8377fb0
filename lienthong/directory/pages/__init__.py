"""Doors of the directory, by noun: fetch what is visible, one action, redirect."""
