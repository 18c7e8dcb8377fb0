"""Reads that are more than one filter."""
