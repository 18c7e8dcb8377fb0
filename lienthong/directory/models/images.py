"""What a signature looks like on the page: handwriting and seals, as pictures."""

from __future__ import annotations

from django.db import models

from lienthong.kernel.attachments.models import Attachment
from lienthong.kernel.attachments.verdicts import Verdict


class SignatureImage(models.Model):
    """The picture of a person's handwriting, or of an agency's seal, for the signature that is seen
    (Decree 30/2020, app. I).

    Rows are only added and the newest counts; one without a digest takes the picture off.
    """

    PERSON, AGENCY = "person", "agency"

    holder = models.TextField()
    holder_id = models.BigIntegerField()
    sha256 = models.TextField(default="")
    set_at = models.DateTimeField()
    set_by = models.TextField()

    class Meta:
        db_table = "directory_signature_image"
        indexes = [
            models.Index(fields=["holder", "holder_id", "-id"], name="directory_signature_image_of")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(holder__in=["person", "agency"]),
                name="directory_signature_image_holder",
            )
        ]


def image_of(holder: str, holder_id: int) -> str:
    """The digest of the picture in use; "" when there is none that a scanner has answered for."""
    newest = SignatureImage.objects.filter(holder=holder, holder_id=holder_id).order_by("-id")
    sha256 = newest.values_list("sha256", flat=True).first() or ""
    clean = Attachment.objects.filter(sha256=sha256, verdict=Verdict.CLEAN.value)
    return sha256 if sha256 and clean.exists() else ""
