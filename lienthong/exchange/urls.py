"""Addresses of the connections to other systems."""

from django.urls import URLPattern, path

from lienthong.exchange import pages

app_name = "exchange"

urlpatterns: list[URLPattern] = [
    path("van-phong/quan-tri/lien-thong/", pages.index, name="peers"),
    path("van-phong/quan-tri/lien-thong/moi/", pages.edit, name="peer_new"),
    path("van-phong/quan-tri/lien-thong/<int:peer_id>/", pages.edit, name="peer"),
]
