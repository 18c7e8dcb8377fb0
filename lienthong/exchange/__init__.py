"""From agency to agency: packets, deliveries, receipts; nothing lost, nothing doubled, provable.

A packet is immutable bytes with a manifest; a delivery is that packet for one agency, the outbox
row and the transport state in one; a receipt is one step that the receiver reports (QĐ
28/2018/QĐ-TTg, nine status codes). Start reading at models.py, then rules.py and actions.py.
"""
