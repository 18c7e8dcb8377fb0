"""The template tags, one module by noun; `templatetags/ui.py` joins them into `{% load ui %}`."""
