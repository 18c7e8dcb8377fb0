"""The bank of the demonstration, where a payer chooses how it goes."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from lienthong.directory.acting import ActingRequest
from lienthong.services import banks
from lienthong.services.models import Payment
from lienthong.services.payments.matching import dong
from lienthong.services.payments.simulated import Way

WAYS = {
    Way.ONCE: _("Chuyển đủ, ngân hàng báo ngay"),
    Way.LATE: _("Chuyển đủ, hai phút sau ngân hàng mới báo"),
    Way.NEVER: _("Chuyển đủ, ngân hàng không báo: đối soát mười phút một lần sẽ thấy"),
    Way.TWICE: _("Lỡ tay chuyển hai lần"),
    Way.REPEATED: _("Chuyển một lần, ngân hàng báo hai lần"),
    Way.UNDER: _("Chuyển thiếu một nửa"),
    Way.OVER: _("Chuyển thừa 10.000 đồng"),
    Way.UNKNOWN: _("Quên ghi nội dung chuyển khoản"),
}


@require_http_methods(["GET", "POST"])
def simulated_bank(request: HttpRequest, reference: str) -> HttpResponse:
    """Pay here, as in an app of a bank; the address does not exist outside a demonstration."""
    if not settings.DEMO:
        raise Http404
    payment = Payment.objects.get(reference=reference)
    given = request.POST if request.method == "POST" else request.GET
    onward = given.get("tiep", "")
    if not url_has_allowed_host_and_scheme(
        onward, {request.get_host()}, require_https=request.is_secure()
    ):
        onward = ""
    if request.method == "POST" and given.get("way") in {way.value for way in Way}:
        address = request.build_absolute_uri(reverse("services:payment_notices"))
        at = cast("ActingRequest", request).act.at
        banks.pay_simulated(payment, Way(given["way"]), address=address, at=at)
        return redirect(onward or "/")
    context = {
        "payment": payment,
        "amount": dong(payment.missing or payment.amount),
        "account": banks.simulated().account,
        "ways": [(way.value, words) for way, words in WAYS.items()],
        "next": onward,
    }
    return render(request, "services/simulated_bank.html", context)
