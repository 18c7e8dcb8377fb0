"""Addresses of work: what waits for me, what I wait for, what is late, notices, search."""

from django.urls import path

from lienthong.work.pages import mine, search

app_name = "work"

urlpatterns = [
    path("van-phong/", mine.mine, name="mine"),
    path("van-phong/work/given/", mine.given, name="given"),
    path("van-phong/work/late/", mine.late, name="late"),
    path("van-phong/notices/", mine.notices, name="notices"),
    path("van-phong/search/", search.search, name="search"),
    path("van-phong/search/results.xlsx", search.export, {"form": "xlsx"}, name="search_xlsx"),
    path("van-phong/search/results.docx", search.export, {"form": "docx"}, name="search_docx"),
    path("van-phong/search/results.pdf", search.export, {"form": "pdf"}, name="search_pdf"),
    path("van-phong/search/saved/", search.saved, name="searches"),
    path("van-phong/search/saved/<int:saved_id>/removal/", search.forgotten, name="search_forget"),
    path("van-phong/notices/readings/", mine.readings, name="readings"),
    path("van-phong/notices/<int:notice_id>/reading/", mine.reading, name="reading"),
]
