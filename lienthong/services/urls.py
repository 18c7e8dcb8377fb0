"""Addresses of public services: what the desk, a bank and others open."""

from django.urls import path

from lienthong.services.pages import notices, receipts, simulated_bank

app_name = "services"

urlpatterns = [
    path("api/v1/payments/notices", notices.notices, name="payment_notices"),
    path("thanh-toan/<slug:reference>/bien-lai.pdf", receipts.receipt, name="receipt"),
    path(
        "ngan-hang-mo-phong/<slug:reference>/",
        simulated_bank.simulated_bank,
        name="simulated_bank",
    ),
]
