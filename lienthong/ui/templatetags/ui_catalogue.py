"""`{% load ui_catalogue %}`: for the catalogue page only."""

from lienthong.ui.tags.examples import register

__all__ = ["register"]
