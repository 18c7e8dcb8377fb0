"""The two signatures of an official document (Decree 30/2020, art. 5 and 32), and their check.

Plain Python, no models, no settings: bytes in, bytes or a verdict out. `sign` puts the leader's
and then the agency's signature on a page that we rendered; `check` judges any file that somebody
sends us; `isolated` does so in a process that may be killed. `signers` says what a key is;
`authority` (the demonstration's own: real cryptography, invented people), `tokens` and `remote`
make them, `keyring` says which one is whose.
"""
