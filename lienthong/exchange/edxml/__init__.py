"""edXML, the packet of the national exchange axis (QCVN 102:2016): a strict writer, a hardened
reader that is tolerant of what other systems send.

Start at shapes.py (what a packet says), then reading.py and writing.py; xmltree.py takes the bytes
apart and refuses what may do harm; contents.py unpacks what is attached.
"""
