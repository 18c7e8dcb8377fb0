"""A file leaves the system as one ZIP: its list as PDF, its fields and those of its documents as
XML in the order they arose, the documents byte for byte (Decree 30/2020, app. VI III.4.g).

`build` packs what a post may see; `check` reads it back, with no database and no network.
"""
