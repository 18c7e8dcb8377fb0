"""The one row per stored content."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lienthong.kernel.attachments.verdicts import Verdict


class Attachment(models.Model):
    """Bytes kept once under their sha256, whoever brings them in how often.

    `size` in bytes; `name` is the cleaned name at the first upload; `verdict` is a value of
    `Verdict`, `reason` its Vietnamese sentence; `scanned_at` is null while no scanner has answered.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    mime = models.TextField()
    name = models.TextField()
    verdict = models.TextField()
    reason = models.TextField(db_default="", default="")
    scanned_at = models.DateTimeField(null=True)
    stored_at = models.DateTimeField()

    class Meta:
        app_label = "kernel"
        db_table = "kernel_attachment"
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(verdict=Verdict.QUARANTINED.value),
                name="kernel_attachment_waiting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="kernel_attachment_sha256",
                violation_error_message=_("Mã băm của tệp phải là 64 chữ số hệ 16."),
            ),
            models.CheckConstraint(
                condition=models.Q(size__gt=0),
                name="kernel_attachment_not_empty",
                violation_error_message=_("Tệp rỗng không được lưu."),
            ),
            models.CheckConstraint(
                condition=models.Q(verdict__in=[verdict.value for verdict in Verdict]),
                name="kernel_attachment_verdict",
                violation_error_message=_("Kết quả kiểm tra tệp không hợp lệ."),
            ),
            models.CheckConstraint(
                condition=models.Q(scanned_at__isnull=False)
                | models.Q(verdict=Verdict.QUARANTINED.value),
                name="kernel_attachment_clean_is_scanned",
                violation_error_message=_("Tệp chưa được quét thì phải ở khu cách ly."),
            ),
        ]
