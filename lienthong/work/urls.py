"""Addresses of work: what waits for me, what I wait for, what is late, and my notices."""

from django.urls import path

from lienthong.work import pages

app_name = "work"

urlpatterns = [
    path("van-phong/", pages.mine, name="mine"),
    path("van-phong/work/given/", pages.given, name="given"),
    path("van-phong/work/late/", pages.late, name="late"),
    path("van-phong/notices/", pages.notices, name="notices"),
    path("van-phong/notices/readings/", pages.readings, name="readings"),
    path("van-phong/notices/<int:notice_id>/reading/", pages.reading, name="reading"),
]
