"""Forms: JSON Schema 2020-12 with hints under `x-ui`, drawn on the server, validated there.

Start reading at schema.py (what a form may be made of), then answers.py (which fields are shown and
required, what is wrong in an answer), posts.py (from and to what people type), drawing.py (pages,
groups and fields for a template).
"""
