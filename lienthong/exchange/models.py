"""Packets, deliveries, receipts. Fan-out tables carry no row-level foreign keys: see
docs/decisions/.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Packet(models.Model):
    """One message of one agency: a canonical manifest (RFC 8785 JSON), never changed once sent.

    `business` is empty for a document, else what its sender says about the packet `about_id`.
    """

    message_id = models.UUIDField(unique=True)
    sender_id = models.BigIntegerField()
    response_to = models.UUIDField(null=True)
    manifest = models.BinaryField()
    digest = models.BinaryField()
    sent_at = models.DateTimeField()
    business = models.TextField(db_default="")
    about_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "exchange_packet"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(business="", about_id=None)
                | models.Q(
                    business__in=["recall", "correct", "replace", "chase"], about_id__isnull=False
                ),
                name="exchange_packet_business",
            ),
        ]
        indexes = [
            models.Index(
                fields=["response_to"],
                condition=~models.Q(response_to=None),
                name="exchange_packet_response",
            ),
            models.Index(
                fields=["about_id"],
                condition=~models.Q(about_id=None),
                name="exchange_packet_about",
            ),
        ]


class Delivery(models.Model):
    """One packet to one agency: the outbox row, the transport state and what the receiver last
    reported.

    No index names the state or the status: what moves them is an update in place.
    """

    packet_id = models.BigIntegerField()
    agency_id = models.BigIntegerField()
    state = models.TextField(db_default="queued")
    state_at = models.DateTimeField()
    status = models.TextField(db_default="")
    status_at = models.DateTimeField(null=True)
    status_by = models.TextField(db_default="")

    class Meta:
        db_table = "exchange_delivery"
        constraints = [
            models.UniqueConstraint(
                fields=["packet_id", "agency_id"], name="exchange_delivery_once"
            ),
        ]


class Peer(models.Model):
    """Another document system and the agencies of the directory that work in it; one connection
    each, as data (Decree 30/2020, app. VI IV.3).
    """

    code = models.TextField(unique=True)
    name = models.TextField()
    agencies = ArrayField(models.BigIntegerField(), default=list)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "exchange_peer"


class PeerMessage(models.Model):
    """One packet that came from a peer or goes to it. `key` makes it one however often it is told:
    the digest of what came, the delivery or the receipt of what goes.
    """

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="messages")
    way = models.TextField()
    kind = models.TextField()
    key = models.TextField()
    state = models.TextField()
    name = models.TextField(default="")
    words = models.TextField(default="")
    at = models.DateTimeField()
    packet_id = models.BigIntegerField(null=True)
    delivery_id = models.BigIntegerField(null=True)
    receipt_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "exchange_peer_message"
        constraints = [
            models.UniqueConstraint(
                fields=["peer", "way", "key"],
                name="exchange_peer_message_once",
                violation_error_message="Gói tin này đã có.",
            ),
            models.CheckConstraint(
                condition=models.Q(way="in", state__in=["taken", "refused"])
                | models.Q(way="out", state__in=["queued", "sent"]),
                name="exchange_peer_message_state",
            ),
        ]
        indexes = [
            models.Index(
                fields=["peer", "id"],
                condition=models.Q(state="queued"),
                name="exchange_peer_queued",
            ),
        ]


class Receipt(models.Model):
    """One reported step of one delivery; append-only, one per event it came from."""

    delivery_id = models.BigIntegerField()
    code = models.TextField()
    at = models.DateTimeField()
    by_name = models.TextField()
    by_title = models.TextField()
    note = models.TextField(default="")
    event_id = models.BigIntegerField()
    moved = models.BooleanField(default=True)

    class Meta:
        db_table = "exchange_receipt"
        constraints = [
            models.UniqueConstraint(
                fields=["delivery_id", "event_id"], name="exchange_receipt_once"
            ),
        ]
