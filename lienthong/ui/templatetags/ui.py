"""`{% load ui %}`: every part, joined from the modules of `lienthong.ui.tags`."""

from django import template

from lienthong.ui.tags import basics, blocks, fields, figures, lists

register = template.Library()

for _library in (basics, blocks, fields, figures, lists):
    register.tags.update(_library.register.tags)
    register.filters.update(_library.register.filters)
