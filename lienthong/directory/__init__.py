"""Who is who: places, agencies, units, positions, people, all dated; and signing in.

Nouns: Place, Agency, Unit, Position, Person, Appointment, Account, with dated versions and lineage
(merge, split, rename, transfer, abolish). Indicators run by place, documents by agency, work by
unit or position. Start reading at models/, then tree.py, posts.py and acting.py.
"""
