"""A document as one ZIP that convinces without us (Decree 30/2020, app. VI III.4.g and III.6.i).

The signed PDF and its further files, the packet it travelled in, the decree's fields as XML, each
event with its proof of inclusion in the ledger, the keys and roots to check them by. `contents.py`
says what lies where, `build.py` packs it, `verify.py` checks it with no database and no network.
"""
