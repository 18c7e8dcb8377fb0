"""The citizens' site: find a procedure, file, follow, pay, fetch the result, say how it was.

It keeps nothing of its own: procedures, drafts and applications are those of `services`, citizens
those of `directory`. Public pages need no sign-in, none needs JavaScript. Start reading at
finding.py (everyday words to procedures), showing.py (a package as its page tells it), then
pages/filing.py and pages/following.py.
"""
