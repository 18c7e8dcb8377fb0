"""Doors of the officials' office: each fetches what is visible, does one action, and shows or
goes.
"""
