"""Every address of the province: one line a room, then the pages that belong to none."""

from django.urls import URLPattern, URLResolver, include, path

from lienthong.config import operating, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lienthong.ui.urls")),
    path("", include("lienthong.directory.urls")),
    path("", include("lienthong.work.urls")),
    path("", include("lienthong.indicators.urls")),
    path("", include("lienthong.exchange.urls")),
    path("", include("lienthong.documents.urls")),
    path("", include("lienthong.dossiers.urls")),
    path("", include("lienthong.services.urls")),
    path("", include("lienthong.portal.urls")),
    path("", include("lienthong.api.urls")),
    path("khoe", pages.health, name="health"),
    path("so-su-kien/", operating.ledger_public, name="ledger"),
    path("so-su-kien/<int:size>.txt", operating.checkpoint, name="checkpoint"),
    path("van-phong/cau-chuyen/", operating.story, name="story"),
    path("van-phong/quan-tri/viec-nen/", operating.jobs_page, name="jobs"),
    path("van-phong/quan-tri/viec-nen/<int:row_id>/tha/", operating.release, name="job_release"),
    path("van-phong/quan-tri/so-su-kien/", operating.ledger_state, name="ledger_state"),
]

handler403 = "lienthong.config.pages.forbidden"
handler404 = "lienthong.config.pages.missing"
handler500 = "lienthong.config.pages.broken"
