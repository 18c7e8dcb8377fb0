"""The room as a Django app."""

from django.apps import AppConfig

from lienthong.kernel import events


class DocumentsConfig(AppConfig):
    name = "lienthong.documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lienthong.documents.events import KINDS
        from lienthong.documents.found import SOURCE
        from lienthong.documents.work_kinds import KINDS as WORK
        from lienthong.work import kinds, sources

        events.register(KINDS)
        kinds.register(WORK)
        sources.register(SOURCE)
