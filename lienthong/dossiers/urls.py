"""Addresses of work files in the officials' office."""

from django.urls import URLPattern, path

from lienthong.dossiers.pages import dossier, index, lists

app_name = "dossiers"

ONE = "van-phong/dossiers/<int:dossier_id>/"
LIST = "van-phong/dossiers/lists/<int:year>/"

LISTS: list[URLPattern] = [
    path("van-phong/dossiers/lists/of/<int:list_id>/", lists.by_number, name="dossierlist"),
    path(LIST, lists.dossier_list, name="list"),
    path(f"{LIST}entries/<int:entry_id>/removal/", lists.removal, name="entry_removal"),
    path(f"{LIST}submission/", lists.submission, name="list_submission"),
    path(f"{LIST}approval/", lists.approval, name="list_approval"),
    path(f"{LIST}return/", lists.send_back, name="list_return"),
]

urlpatterns: list[URLPattern] = [
    path("van-phong/dossiers/", index.dossiers, name="dossiers"),
    path("van-phong/dossiers/new/", index.new, name="new"),
    path("van-phong/dossiers/entries/<int:entry_id>/opening/", index.opening, name="opening"),
    path("van-phong/documents/<int:document_id>/dossiers/", index.of_document, name="of_document"),
    *LISTS,
    path(ONE, dossier.dossier, name="dossier"),
    path(f"{ONE}documents/", dossier.contents, name="documents"),
    path(f"{ONE}documents/<int:document_id>/removal/", dossier.removal, name="removal"),
    path(f"{ONE}notes/", dossier.notes, name="notes"),
    path(f"{ONE}readers/", dossier.readers, name="readers"),
    path(f"{ONE}closing/", dossier.closing_page, name="closing"),
    path(f"{ONE}retention/", dossier.retention, name="retention"),
    path(f"{ONE}offering/", dossier.offering, name="offering"),
    path(f"{ONE}acceptance/", dossier.acceptance, name="acceptance"),
    path(f"{ONE}return/", dossier.send_back, name="return"),
    path(f"{ONE}hold/", dossier.hold, name="hold"),
    path(f"{ONE}release/", dossier.release, name="release"),
]
