"""Official documents by Decree 30/2020: drafted, checked, numbered, signed twice, issued, received,
answered.

Nouns: Document (outgoing or incoming, one table), Version (immutable content), Manifest (what its
packet will say), Recipient (nơi nhận), Reader (who may see), Assignment (who must do what by when).
Two state machines in rules.py; every write in actions/. Start reading at rules.py, then models.py,
actions/, pages/.
"""
