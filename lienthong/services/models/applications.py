"""Applications: who files what where, its papers, its steps, and what became of it."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.models import Attachment
from lienthong.services.models.procedures import Version
from lienthong.services.rules import ENDED, Status

ONLINE, DIRECT, POST = "online", "direct", "post"
CHANNELS = (ONLINE, DIRECT, POST)
SEES = frozenset(
    {"one_stop_officer", "specialist", "unit_head", "leader", "inspector", "archivist"}
)
"""Roles in the agency that handles applications which may see all of them."""


class Counter(models.Model):
    """The last running number of an agency's day; taken last, for it is the lock."""

    agency_id = models.BigIntegerField()
    day = models.DateField()
    last = models.IntegerField()

    class Meta:
        db_table = "services_counter"
        constraints = [
            models.UniqueConstraint(fields=["agency_id", "day"], name="services_counter_once")
        ]


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications, through the eyes of somebody."""

    def visible_to(self, act: Act) -> Self:
        """To officials: those their agency handles, or is asked about. To a citizen: those that
        person filed, or that are that person's.
        """
        if act.position_id is None:
            if act.person_id is None:
                return self.none()
            return self.filter(Q(owner_id=act.person_id) | Q(filed_by_id=act.person_id))
        if not act.roles & SEES:
            return self.none()
        asked = Opinion.objects.filter(application=OuterRef("pk"), agency_id=act.agency_id or 0)
        return self.filter(Q(agency_id=act.agency_id) | Exists(asked))

    def alive(self) -> Self:
        """Somebody still works on it."""
        return self.exclude(status__in=ENDED)


class Application(models.Model):
    """One matter of one person before one agency. The code is allotted at submission.

    `process` is the state of its process (JSON text), `clock` the ticks that moved its deadline as
    [what, at, until, supplement]; `version` never changes. `parent` is the application of a bundle
    that was filed, of which this is a part (only the filed one is counted).
    """

    code = models.TextField(unique=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    case = models.TextField()
    agency_id = models.BigIntegerField()
    place_id = models.BigIntegerField(null=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    channel = models.TextField()
    owner_id = models.BigIntegerField(null=True)
    filed_by_id = models.BigIntegerField(null=True)
    key = models.UUIDField(unique=True)
    answers = models.JSONField()
    facts = models.JSONField()
    process = models.TextField()
    clock = models.JSONField(default=list)
    status = models.SmallIntegerField()
    submitted_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    stands_since = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    supplements = models.SmallIntegerField(default=0)
    warned = models.SmallIntegerField(default=0)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        db_table = "services_application"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[one.value for one in Status]),
                name="services_application_status",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=CHANNELS), name="services_application_channel"
            ),
        ]
        indexes = [
            models.Index(fields=["agency_id", "-submitted_at", "-id"], name="services_of_agency"),
            models.Index(fields=["owner_id", "-id"], name="services_of_owner"),
            models.Index(
                fields=["due_at"], condition=~Q(status__in=ENDED), name="services_running"
            ),
        ]


class Applicant(models.Model):
    """Who the applicant is, apart from the application so that it can be erased. `kind` is person
    or organisation; `number` the personal number or tax code; `filed_by` and `basis` when somebody
    else files (the paper that lets him).
    """

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="applicant"
    )
    kind = models.TextField(default="person")
    name = models.TextField()
    number = models.TextField(default="")
    phone = models.TextField(default="")
    email = models.TextField(default="")
    address = models.TextField(default="")
    verified = models.BooleanField(default=False)
    filed_by = models.TextField(default="")
    basis = models.TextField(default="")

    class Meta:
        db_table = "services_applicant"
        indexes = [models.Index(fields=["number"], name="services_applicant_number")]


class Paper(models.Model):
    """A component that was handed in: a file, or paper kept at the desk (`attachment` null).

    `source` says whence: upload, scan (made and signed at the desk), store (the e-data store),
    earlier (the result of an earlier application), paper. `round` counts supplements.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="papers")
    component = models.TextField()
    name = models.TextField()
    source = models.TextField()
    attachment = models.ForeignKey(
        Attachment, null=True, on_delete=models.PROTECT, related_name="+"
    )
    digitised = models.BooleanField(default=False)
    copies = models.SmallIntegerField(default=1)
    round = models.SmallIntegerField(default=0)
    added_at = models.DateTimeField()

    class Meta:
        db_table = "services_paper"


class Step(models.Model):
    """A step of the process that waits or waited for somebody: these rows are the truth about who
    had it when; the engine's state only knows what comes next.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="steps")
    engine_id = models.TextField()
    process = models.TextField()
    node = models.TextField()
    name = models.TextField()
    lane = models.TextField()
    agency_id = models.BigIntegerField(null=True)
    position_id = models.BigIntegerField(null=True)
    holder = models.TextField(default="")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="")

    class Meta:
        db_table = "services_step"
        indexes = [
            models.Index(
                fields=["position_id"], condition=Q(closed_at=None), name="services_step_open"
            )
        ]


class Supplement(models.Model):
    """One request for what is lacking, all points at once, and its answer."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="supplements_asked"
    )
    points = ArrayField(models.TextField())
    asked_at = models.DateTimeField()
    asked_by = models.TextField()
    answer_due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    due_before = models.DateTimeField(null=True)
    due_after = models.DateTimeField(null=True)

    class Meta:
        db_table = "services_supplement"
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(answered_at=None),
                name="services_supplement_one_waits",
                violation_error_message="Hồ sơ đang chờ một lần bổ sung.",
            )
        ]


class Opinion(models.Model):
    """What another agency is asked about an application, and its answer."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="opinions")
    agency_id = models.BigIntegerField()
    agency_name = models.TextField()
    position_id = models.BigIntegerField()
    question = models.TextField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(default="")
    agrees = models.BooleanField(null=True)

    class Meta:
        db_table = "services_opinion"
        indexes = [models.Index(fields=["agency_id", "answered_at"], name="services_opinion_of")]


class Result(models.Model):
    """What the agency decided: drafted, approved, numbered, then made and signed as a file.
    `lines` are [label, value], `token` opens its public page of verification.
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="result")
    text = models.TextField()
    lines = models.JSONField(default=list)
    number = models.IntegerField(null=True)
    code = models.TextField(default="")
    signed_by = models.TextField(default="")
    signer_id = models.BigIntegerField(null=True)
    signed_at = models.DateTimeField(null=True)
    sha256 = models.TextField(default="")
    size = models.IntegerField(default=0)
    token = models.TextField(unique=True)
    returned_at = models.DateTimeField(null=True)
    returned_by = models.TextField(default="")
    returned_to = models.TextField(default="")

    class Meta:
        db_table = "services_result"


class Rating(models.Model):
    """What the applicant thought of it: 1 to 5 stars and words."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="rating")
    stars = models.SmallIntegerField()
    words = models.TextField(default="")
    rated_at = models.DateTimeField()

    class Meta:
        db_table = "services_rating"
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__gte=1, stars__lte=5), name="services_rating_stars"
            )
        ]


class DraftQuerySet(models.QuerySet["Draft"]):
    """Drafts."""

    def visible_to(self, act: Act) -> Self:
        """Nobody but who writes it: a citizen, or the desk's post for a person before it."""
        if act.position_id is not None:
            return self.filter(position_id=act.position_id)
        return self.filter(person_id=act.person_id or 0, position_id=None)


class Draft(models.Model):
    """An application being written: answers so far, kept page by page; no code yet."""

    key = models.UUIDField(unique=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    person_id = models.BigIntegerField(null=True)
    position_id = models.BigIntegerField(null=True)
    agency_id = models.BigIntegerField(null=True)
    applicant = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    page = models.SmallIntegerField(default=0)
    begun_at = models.DateTimeField()
    kept_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        db_table = "services_draft"
        indexes = [models.Index(fields=["person_id"], name="services_draft_of_person")]


class DraftPaper(models.Model):
    """A file of a draft, examined and kept already."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="papers")
    component = models.TextField()
    name = models.TextField()
    source = models.TextField(default="upload")
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "services_draft_paper"


class Correction(models.Model):
    """What somebody changed in the answers, field by field: `changes` are [name, before, after].
    Apart from the log, so that a person's data can be erased.
    """

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="corrections"
    )
    at = models.DateTimeField()
    by = models.TextField()
    reason = models.TextField(default="")
    changes = models.JSONField()

    class Meta:
        db_table = "services_correction"
