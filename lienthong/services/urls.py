"""Addresses of public services: what officials, the desk, a bank and others open."""

from django.urls import URLPattern, path

from lienthong.services.pages import (
    application,
    changing,
    desk,
    files,
    index,
    notices,
    printing,
    queue,
    receipts,
    simulated_bank,
    steps,
)
from lienthong.services.pages.procedures import index as procedures
from lienthong.services.pages.procedures import parts, publishing

app_name = "services"

ONE = "van-phong/applications/<int:application_id>/"
DESK = "van-phong/mot-cua/"

APPLICATIONS: list[URLPattern] = [
    path("van-phong/applications/", index.applications, name="applications"),
    path("van-phong/applications/register/", printing.register, name="register"),
    path("van-phong/applications/register.pdf", printing.register_pdf, name="register_pdf"),
    path("van-phong/applications/register.xlsx", printing.register_xlsx, name="register_xlsx"),
    path(ONE, application.application, name="application"),
    path(f"{ONE}steps/<slug:verb>/", steps.step, name="step"),
    path(f"{ONE}correction/", changing.correction, name="correction"),
    path(f"{ONE}supplement/", changing.supplement_answer, name="supplement_answer"),
    path(f"{ONE}papers/<int:paper_id>/", files.paper, name="paper"),
    path(f"{ONE}result.pdf", files.result, name="result"),
    path(f"{ONE}forms/<slug:kind>.pdf", printing.form, name="form"),
]
AT_THE_DESK: list[URLPattern] = [
    path(DESK, desk.find, name="desk"),
    path(f"{DESK}procedures/<int:version_id>/", desk.walk_in, name="walk_in"),
    path(f"{DESK}applications/<int:application_id>/", desk.walked_in, name="walked_in"),
    path(f"{DESK}tickets/", queue.tickets, name="tickets"),
    path(f"{DESK}tickets/new/", queue.kiosk, name="kiosk"),
    path(f"{DESK}tickets/board/", queue.board, name="board"),
    path(f"{DESK}tickets/<int:ticket_id>/end/", queue.ticket_end, name="ticket_end"),
]

VERSION = "van-phong/thu-tuc/<int:version_id>/"
ROW = f"{VERSION}phan/<slug:part>/<int:number>/"

PROCEDURES: list[URLPattern] = [
    path("van-phong/thu-tuc/", procedures.index, name="procedures"),
    path(VERSION, procedures.version, name="procedure_version"),
    path(f"{VERSION}ban-moi/", procedures.begin, name="procedure_begin"),
    path(f"{VERSION}thu-tuc-moi/", procedures.begin_new, name="procedure_new"),
    path(f"{VERSION}quy-trinh.bpmn", procedures.diagram, name="procedure_diagram"),
    path(f"{VERSION}phan/<slug:part>/", parts.part, name="procedure_part"),
    path(ROW, parts.item, name="procedure_item"),
    path(f"{ROW}cho/", parts.place, name="procedure_place"),
    path(f"{VERSION}goi.zip", publishing.package, name="procedure_package"),
    path(f"{VERSION}goi/", publishing.upload, name="procedure_upload"),
    path(f"{VERSION}kiem-tra/", publishing.trial, name="procedure_trial"),
    path(f"{VERSION}khac/", publishing.differences, name="procedure_differences"),
    path(f"{VERSION}trinh/", publishing.submission, name="procedure_submission"),
    path(f"{VERSION}tra-lai/", publishing.sending_back, name="procedure_return"),
    path(f"{VERSION}cong-bo/", publishing.publishing, name="procedure_publishing"),
]

PAYMENTS: list[URLPattern] = [
    path("api/v1/payments/notices", notices.notices, name="payment_notices"),
    path("thanh-toan/<slug:reference>/bien-lai.pdf", receipts.receipt, name="receipt"),
    path(
        "ngan-hang-mo-phong/<slug:reference>/",
        simulated_bank.simulated_bank,
        name="simulated_bank",
    ),
]

urlpatterns: list[URLPattern] = [
    *APPLICATIONS,
    *AT_THE_DESK,
    *PROCEDURES,
    *PAYMENTS,
]
