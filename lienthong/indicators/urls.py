"""Addresses of indicators: scores of agencies, one agency, the applications that cost points."""

from django.urls import path

from lienthong.indicators import pages

app_name = "indicators"

urlpatterns = [
    path("dieu-hanh/diem-phuc-vu/", pages.scores, name="scores"),
    path("dieu-hanh/diem-phuc-vu/<int:agency_id>/", pages.agency, name="agency"),
    path(
        "dieu-hanh/diem-phuc-vu/<int:agency_id>/<slug:indicator>/", pages.lost, name="lost"
    ),
]  # fmt: skip
