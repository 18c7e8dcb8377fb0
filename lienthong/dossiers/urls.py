"""Addresses of work files in the officials' office."""

from django.urls import URLPattern, path

from lienthong.dossiers.pages import dossier, index, lists, printing, rights

app_name = "dossiers"

ONE = "van-phong/dossiers/<int:dossier_id>/"
LIST = "van-phong/dossiers/lists/<int:year>/"

LISTS: list[URLPattern] = [
    path("van-phong/dossiers/lists/of/<int:list_id>/", lists.by_number, name="dossierlist"),
    path(LIST, lists.dossier_list, name="list"),
    path("van-phong/dossiers/lists/<int:year>.pdf", printing.list_pdf, name="list_pdf"),
    path("van-phong/dossiers/lists/<int:year>.xlsx", printing.list_xlsx, name="list_xlsx"),
    path(f"{LIST}entries/<int:entry_id>/removal/", lists.removal, name="entry_removal"),
    path(f"{LIST}submission/", lists.submission, name="list_submission"),
    path(f"{LIST}approval/", lists.approval, name="list_approval"),
    path(f"{LIST}return/", lists.send_back, name="list_return"),
]

FILES = "van-phong/dossiers/files/<int:year>"
PRINTED: list[URLPattern] = [
    path(f"{FILES}/", printing.files, name="files"),
    path(f"{FILES}.pdf", printing.files_pdf, name="files_pdf"),
    path(f"{FILES}.xlsx", printing.files_xlsx, name="files_xlsx"),
    path(f"{ONE}documents.pdf", printing.contents_pdf, name="contents_pdf"),
    path(f"{ONE}documents.xlsx", printing.contents_xlsx, name="contents_xlsx"),
    path(f"{ONE}minutes.pdf", printing.minutes_pdf, name="minutes"),
    path(f"{ONE}export.zip", printing.export, name="export"),
]

RIGHTS: list[URLPattern] = [
    path("van-phong/dossiers/groups/", rights.index, name="groups"),
    path("van-phong/dossiers/groups/new/", rights.edit, name="group_new"),
    path("van-phong/dossiers/groups/<int:group_id>/", rights.edit, name="group_edit"),
    path(f"{ONE}group/", rights.classify, name="group"),
    path(f"{ONE}grants/", rights.grants, name="grants"),
    path(f"{ONE}grants/<int:reader_id>/removal/", rights.revoking, name="revoking"),
]

urlpatterns: list[URLPattern] = [
    path("van-phong/dossiers/", index.dossiers, name="dossiers"),
    path("van-phong/dossiers/new/", index.new, name="new"),
    path("van-phong/dossiers/entries/<int:entry_id>/opening/", index.opening, name="opening"),
    path("van-phong/documents/<int:document_id>/dossiers/", index.of_document, name="of_document"),
    *LISTS,
    *PRINTED,
    *RIGHTS,
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
