"""Filters of the citizens' pages."""
