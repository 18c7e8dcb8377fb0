"""Addresses of the citizens' site, at the root."""

from django.urls import URLPattern, path

from lienthong.portal.pages import filing, following, looking_up, public

app_name = "portal"

DRAFT = "nop/<uuid:draft_key>/"
ONE = "ho-so/<int:application_id>/"

PUBLIC: list[URLPattern] = [
    path("", public.home, name="home"),
    path("ngon-ngu/<slug:code>/", public.language, name="language"),
    path("thu-tuc/", public.procedures, name="procedures"),
    path("thu-tuc/<str:code>/", public.procedure, name="procedure"),
    path("tra-cuu/", looking_up.track, name="track"),
    path("ket-qua/", looking_up.check_result, name="check_result"),
    path("ket-qua/<str:token>/", looking_up.verified_result, name="verified_result"),
]
FILING: list[URLPattern] = [
    path("thu-tuc/<str:code>/nop/", filing.start, name="start"),
    path(f"{DRAFT}noi-nop/", filing.place, name="place"),
    path(f"{DRAFT}to-khai/<int:number>/", filing.form_page, name="form"),
    path(f"{DRAFT}giay-to/", filing.papers, name="papers"),
    path(f"{DRAFT}giay-to/<int:paper_id>/", filing.paper_file, name="paper_file"),
    path(f"{DRAFT}giay-to/<int:paper_id>/bo/", filing.paper_drop, name="paper_drop"),
    path(f"{DRAFT}kiem-tra/", filing.review, name="review"),
    path(f"{DRAFT}xoa/", filing.discard, name="discard"),
]
FOLLOWING: list[URLPattern] = [
    path("ho-so/", following.applications, name="applications"),
    path(ONE, following.application, name="application"),
    path(f"{ONE}da-nop/", following.confirmation, name="confirmation"),
    path(f"{ONE}giay-to/<int:paper_id>/", following.paper, name="paper"),
    path(f"{ONE}bo-sung/", following.supplement, name="supplement"),
    path(f"{ONE}nop-phi/", following.fee, name="fee"),
    path(f"{ONE}nop-phi/trang-thai/", following.fee_state, name="fee_state"),
    path(f"{ONE}ket-qua/", following.result, name="result"),
    path(f"{ONE}rut/", following.withdrawal, name="withdrawal"),
    path(f"{ONE}danh-gia/", following.rating, name="rating"),
]

urlpatterns = [*PUBLIC, *FILING, *FOLLOWING]
