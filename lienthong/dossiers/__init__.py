"""Work files (hồ sơ công việc) by Decree 30/2020, art. 28-31: what belongs to one matter, together.

Nouns: DossierList (the yearly danh mục hồ sơ) with Heading and Entry, Dossier, Item (a document in
a file, never a copy), Reader (who may see the file), Transfer (the hand-over to the archive).
One state machine in rules.py; every write in actions/. Start reading at rules.py, then models.py,
actions/, pages/.
"""
