"""Fees paid from a phone: what the citizen scans, what the bank tells, what that comes to.

No tables and no Django here. `references` names a payment, `vietqr` is what is scanned, `bank` the
one interface to a bank and its signed notices, `matching` says what a notice means, `simulated` is
the bank of demonstrations and tests. Amounts are whole đồng.
"""
