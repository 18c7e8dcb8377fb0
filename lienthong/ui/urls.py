"""Addresses of the look itself: the catalogue of parts, the theme, the shortcuts."""

from django.urls import path

from lienthong.ui import pages

app_name = "ui"

urlpatterns = [
    path("van-phong/giao-dien/", pages.catalogue, name="catalogue"),
    path("van-phong/giao-dien/mau/", pages.theme, name="theme"),
    path("van-phong/phim-tat/", pages.keys, name="keys"),
    path("van-phong/phim-tat/bat-tat/", pages.keys_switch, name="keys_switch"),
]
