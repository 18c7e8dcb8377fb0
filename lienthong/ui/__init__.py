"""The look of every page: base templates, parts, the stylesheet, small scripts and their catalogue.

Nouns: token (a named colour or measure), part (one component: a template in `templates/ui/parts`
and, when it takes arguments, a tag of the same name in `templatetags/ui.py`), shell (the frame of
the officials' pages), catalogue (the living page that shows every part).

This room knows no law and no data: it is handed plain values and draws them.

Start reading at `tokens.py`, then `shell.py`, `templatetags/ui.py`, and the catalogue page
`/van-phong/giao-dien/`.
"""
