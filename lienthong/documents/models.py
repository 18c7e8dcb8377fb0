"""Documents and who may see them. The incoming copies and readers of a fan-out are written
set-based.
"""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import ExtractYear

from lienthong.kernel.acts import Act


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents, always through the eyes of somebody."""

    def visible_to(self, act: Act) -> Self:
        """What this post may see: one EXISTS over Reader, right for one object and for locks."""
        return self.filter(
            Exists(Reader.objects.filter(document_id=OuterRef("id"), key__in=act.keys()))
        )

    def incoming(self) -> Self:
        return self.filter(direction=Document.INCOMING)

    def outgoing(self) -> Self:
        return self.filter(direction=Document.OUTGOING)


class Document(models.Model):
    """One official document as one agency holds it; each receiver's copy is a row of its own.

    `amends_id`, `amends_as`: the own document this one replaces or corrects. On a receiver's copy
    `standing` is what the sender said since ("replace", "correct"), `recall_asked_at` when it asked
    for the copy back, `chased_at` when it last reminded of it. `made_as` says how it came to be
    here (`rules.COPY`, `rules.PAPER`), `copies_id` what a copy was made from (Decree 30/2020,
    art. 25). `arrived_on`: the day a paper came, which may be before it is entered.
    """

    OUTGOING = "outgoing"
    INCOMING = "incoming"

    direction = models.TextField()
    branch = models.TextField(default="state")
    agency_id = models.BigIntegerField()
    unit_id = models.BigIntegerField(null=True)
    state = models.TextField()
    type = models.TextField(default="")
    number = models.IntegerField(null=True)
    symbol = models.TextField(default="")
    code = models.TextField(default="")
    subject = models.TextField()
    issuer_id = models.BigIntegerField(null=True)
    issuer_name = models.TextField()
    issued_on = models.DateField(null=True)
    signer_name = models.TextField(default="")
    signer_title = models.TextField(default="")
    authority_prefix = models.TextField(default="", db_default="")
    urgency = models.SmallIntegerField(default=0)
    reply_due_at = models.DateTimeField(null=True)
    in_reply_to_id = models.BigIntegerField(null=True)
    amends_id = models.BigIntegerField(null=True)
    amends_as = models.TextField(default="", db_default="")
    made_as = models.TextField(default="", db_default="")
    copies_id = models.BigIntegerField(null=True)
    standing = models.TextField(default="", db_default="")
    recall_asked_at = models.DateTimeField(null=True)
    chased_at = models.DateTimeField(null=True)
    file_sha256 = models.TextField(default="")
    file_size = models.BigIntegerField(default=0)
    file_pages = models.SmallIntegerField(default=0)
    packet_id = models.BigIntegerField(null=True)
    delivery_id = models.BigIntegerField(null=True)
    arrival_number = models.IntegerField(null=True)
    arrived_on = models.DateField(null=True)
    register_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    drafter_id = models.BigIntegerField(null=True)
    content_checker_id = models.BigIntegerField(null=True)
    format_checker_id = models.BigIntegerField(null=True)
    signer_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    registered_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        db_table = "documents_document"
        constraints = [
            models.UniqueConstraint(
                fields=["delivery_id"],
                condition=models.Q(direction="incoming") & ~models.Q(delivery_id=None),
                name="documents_incoming_once",
                violation_error_message="Văn bản này đã đến một lần.",
            ),
            models.UniqueConstraint(  # Decree 30/2020, art. 15
                "agency_id",
                "code",
                ExtractYear("issued_on"),
                condition=models.Q(direction="outgoing") & ~models.Q(code=""),
                name="documents_code_once",
                violation_error_message="Số và ký hiệu này đã có trong năm.",
            ),
            models.CheckConstraint(
                condition=models.Q(direction__in=["outgoing", "incoming"]),
                name="documents_direction",
            ),
            models.CheckConstraint(
                condition=models.Q(amends_id=None, amends_as="")
                | models.Q(amends_id__isnull=False, amends_as__in=["replace", "correct"]),
                name="documents_amends",
            ),
            models.CheckConstraint(
                condition=models.Q(made_as__in=["", "paper"], copies_id=None)
                | models.Q(made_as="copy", copies_id__isnull=False),
                name="documents_made_as",
            ),
            models.CheckConstraint(
                condition=models.Q(urgency__range=(0, 3)), name="documents_urgency"
            ),
        ]
        indexes = [
            models.Index(fields=["agency_id", "direction", "id"], name="documents_of_agency"),
            models.Index(
                fields=["in_reply_to_id"],
                condition=~models.Q(in_reply_to_id=None),
                name="documents_replies",
            ),
            models.Index(
                fields=["copies_id"], condition=~models.Q(copies_id=None), name="documents_copies"
            ),
            models.Index(
                fields=["agency_id", "-id"],
                condition=models.Q(made_as="copy"),
                name="documents_copies_of_agency",
            ),
            models.Index(  # Decree 30/2020, app. VI III.1.h
                fields=["agency_id", "number", "symbol"],
                condition=models.Q(direction="incoming", delivery_id=None),
                name="documents_paper",
            ),
        ]


class Version(models.Model):
    """Immutable content: `draft` holds the letter's parts, `signed` and `sealed` also a PDF."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    stage = models.TextField()
    letter = models.JSONField(default=dict)
    sha256 = models.TextField(default="")
    size = models.BigIntegerField(default=0)
    pages = models.SmallIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.TextField()

    class Meta:
        db_table = "documents_version"


class Manifest(models.Model):
    """What the packet of a sealed document will say: canonical JSON in three `pieces`, between
    which go its number and its moment (`actions/manifesting.py`).
    """

    document = models.OneToOneField(Document, on_delete=models.PROTECT, primary_key=True)
    pieces = ArrayField(models.TextField())
    response_to = models.UUIDField(null=True)

    class Meta:
        db_table = "documents_manifest"


class Comment(models.Model):
    """Something said about a draft by somebody who sees it; never changed (Decree 30/2020, app. VI
    III.5.a).
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField()
    at = models.DateTimeField()
    by_name = models.TextField()
    by_title = models.TextField()

    class Meta:
        db_table = "documents_comment"


class Opinion(models.Model):
    """What another unit of the agency is asked about a draft, and what it answered.

    `position_id` is the unit's head, who has the work of it; `asker_id` the post that asked.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="opinions")
    unit_id = models.BigIntegerField()
    unit_name = models.TextField()
    position_id = models.BigIntegerField()
    question = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.TextField()
    asker_id = models.BigIntegerField()
    due_at = models.DateTimeField()
    state = models.TextField(default="asked")
    text = models.TextField(default="")
    given_at = models.DateTimeField(null=True)
    given_by = models.TextField(default="")
    given_title = models.TextField(default="")

    class Meta:
        db_table = "documents_opinion"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "unit_id"],
                condition=models.Q(state="asked"),
                name="documents_opinion_once",
                violation_error_message="Đơn vị này đang được hỏi ý kiến về dự thảo.",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["asked", "given", "declined"]),
                name="documents_opinion_state",
            ),
        ]


class AttachedFile(models.Model):
    """A further file of a document, in order: the finished text itself when it came as a PDF
    (`body`), an appendix in a file of its own, or any other attachment.

    The bytes lie in the store under `sha256`, examined (`kernel.Attachment`); those of an appendix
    with the agency's signature on it under `sealed_sha256`. An arrived copy has no rows here: it
    reads the manifest of its packet (`queries/attached.py`).
    """

    BODY, APPENDIX, ATTACHMENT = "body", "appendix", "attachment"

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="files")
    ordinal = models.SmallIntegerField()
    role = models.TextField()
    name = models.TextField()
    mime = models.TextField()
    sha256 = models.TextField()
    size = models.BigIntegerField()
    sealed_sha256 = models.TextField(default="")
    sealed_size = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()
    added_by = models.TextField()

    class Meta:
        db_table = "documents_attached_file"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "ordinal"],
                name="documents_file_ordinal",
                violation_error_message="Thứ tự này đã có tệp khác.",
            ),
            models.UniqueConstraint(
                fields=["document", "sha256"],
                name="documents_file_once",
                violation_error_message="Tệp này đã kèm theo văn bản.",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["body", "appendix", "attachment"]),
                name="documents_file_role",
            ),
        ]


class Signature(models.Model):
    """What one check said of the signatures of what a packet brought: the same packet at 120
    receivers is checked once. Rows are only added; the newest counts.
    """

    packet_id = models.BigIntegerField()
    sha256 = models.TextField()
    verdict = models.TextField()
    report = models.JSONField()
    checked_at = models.DateTimeField()

    class Meta:
        db_table = "documents_signature"
        indexes = [models.Index(fields=["packet_id", "-id"], name="documents_signature_packet")]


class Recipient(models.Model):
    """Whom an outgoing document is for: an agency, with the purpose."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="recipients")
    agency_id = models.BigIntegerField()
    purpose = models.TextField(default="to_act")
    group = models.TextField(default="")

    class Meta:
        db_table = "documents_recipient"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "agency_id"],
                name="documents_recipient_once",
                violation_error_message="Cơ quan này đã có trong nơi nhận.",
            )
        ]


class Reader(models.Model):
    """Who may see a document: `key` packs a kind of holder and its id (`acts.reader_key`)."""

    pk = models.CompositePrimaryKey("document_id", "key")
    document_id = models.BigIntegerField()
    key = models.BigIntegerField()
    source = models.TextField()

    class Meta:
        db_table = "documents_reader"
        indexes = [models.Index(fields=["key", "document_id"], name="documents_reader_key")]


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments, through the eyes of somebody."""

    def visible_to(self, act: Act) -> Self:
        """Those of a document it may see; without a document, what this post gave or was given,
        and for clerks and leaders those of the agency.
        """
        own = Q(position_id=act.position_id or 0) | Q(giver_id=act.position_id or 0)
        if act.roles & {"unit_head", "clerk"}:
            own |= Q(unit_id=act.unit_id or 0)
        if act.roles & {"leader", "clerk"}:
            own |= Q(agency_id=act.agency_id or 0)
        of_document = Reader.objects.filter(document_id=OuterRef("document_id"), key__in=act.keys())
        return self.filter(Exists(of_document) | (Q(document=None) & own))

    def live(self) -> Self:
        """Somebody still has to do something about it."""
        return self.filter(done_at=None)


class Assignment(models.Model):
    """Who must do what by when: agency, unit, person (Decree 30/2020, art. 23).

    A tree under one document, or under what `source` names ("programme.plan:7") when there is none;
    `title` then says what it is about. `report_back`: its giver concludes, not its receiver.
    """

    document = models.ForeignKey(
        Document, null=True, on_delete=models.PROTECT, related_name="assignments"
    )
    source = models.TextField(default="")
    title = models.TextField(default="")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    agency_id = models.BigIntegerField()
    giver_id = models.BigIntegerField()
    giver_name = models.TextField(default="")
    unit_id = models.BigIntegerField(null=True)
    position_id = models.BigIntegerField(null=True)
    receiver_name = models.TextField()
    role = models.TextField()
    directive = models.TextField(default="")
    due_at = models.DateTimeField(null=True)
    report_back = models.BooleanField(default=False)
    state = models.TextField(default="given")
    given_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        db_table = "documents_assignment"
        constraints = [
            models.UniqueConstraint(
                fields=["document", "source", "parent"],
                condition=models.Q(role="lead") & ~models.Q(state="withdrawn"),
                name="documents_one_lead",
                nulls_distinct=False,
                violation_error_message="Mỗi cấp chỉ có một nơi chủ trì."
                " Rút phân công cũ trước khi giao nơi khác.",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=["lead", "support", "for_information"]),
                name="documents_assignment_role",
            ),
            models.CheckConstraint(
                condition=models.Q(unit_id=None, position_id__isnull=False)
                | models.Q(unit_id__isnull=False, position_id=None),
                name="documents_assignment_receiver",
                violation_error_message="Giao cho một đơn vị hoặc một chức vụ.",
            ),
            models.CheckConstraint(
                condition=models.Q(document__isnull=False) | ~models.Q(source=""),
                name="documents_assignment_of",
                violation_error_message="Phân công thuộc một văn bản hoặc một nguồn khác.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["position_id", "due_at"],
                condition=models.Q(done_at=None),
                name="documents_assignment_open",
            )
        ]


class Extension(models.Model):
    """A later deadline that was asked for, and the giver's answer (Decree 30/2020, art. 24)."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="extensions")
    reason = models.TextField()
    due_at = models.DateTimeField()
    state = models.TextField(default="asked")
    asked_at = models.DateTimeField()
    asked_by = models.TextField()
    answer = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.TextField(default="")

    class Meta:
        db_table = "documents_extension"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["asked", "granted", "refused"]),
                name="documents_extension_state",
            ),
            models.UniqueConstraint(
                fields=["assignment"],
                condition=models.Q(state="asked"),
                name="documents_one_extension",
                violation_error_message="Đã có một đề nghị gia hạn đang chờ trả lời.",
            ),
        ]


class Phrase(models.Model):
    """A ready phrase that somebody keeps for himself, whatever post he acts in; `kind` is where it
    is offered (`queries/phrases.py`).
    """

    account_id = models.BigIntegerField()
    kind = models.TextField()
    text = models.TextField()

    class Meta:
        db_table = "documents_phrase"
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "kind", "text"],
                name="documents_phrase_once",
                violation_error_message="Câu này bạn đã có.",
            )
        ]
