"""Search ("tìm kiếm"): which texts hold these words, whose they are, which hit is shown first.

A `SearchText` is words that several objects may share (a document and its 120 copies): syllables
without marks, pairs of neighbours, and scope lexemes (agency, unit, type, month) in one tsvector,
written in the transaction of the act that changed them. A `SearchHolding` says which agency holds
the text as which object. Rights of a person come from the room that owns the objects, as SQL.
Start reading at tokens.py and question.py (pure), then models.py, actions.py and finding.py.
"""
