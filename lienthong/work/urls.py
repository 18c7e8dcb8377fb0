"""Addresses of work: what waits for me, and my notices."""

from django.urls import path

from lienthong.work import pages

app_name = "work"

urlpatterns = [
    path("van-phong/", pages.mine, name="mine"),
    path("van-phong/notices/", pages.notices, name="notices"),
    path("van-phong/notices/readings/", pages.readings, name="readings"),
    path("van-phong/notices/<int:notice_id>/reading/", pages.reading, name="reading"),
]
