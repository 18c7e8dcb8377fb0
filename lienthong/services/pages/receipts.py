"""Receipts of fees, for whoever sees the application."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from lienthong.directory import acting
from lienthong.directory.acting import ActingRequest
from lienthong.services import receipts
from lienthong.services.models import Application, Payment


@acting.signed_in
@require_safe
def receipt(request: ActingRequest, reference: str) -> HttpResponse:
    """One page to keep; 404 for whose application it is not."""
    seen = Application.objects.visible_to(request.act)
    payment = Payment.objects.select_related("application__version", "application__applicant").get(
        reference=reference, application__in=seen
    )
    name = f"bien-lai-{payment.receipt_number}.pdf"
    return HttpResponse(
        receipts.pdf(request.act, payment),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
