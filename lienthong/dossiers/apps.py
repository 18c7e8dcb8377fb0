"""The room as a Django app."""

from django.apps import AppConfig

from lienthong.kernel import events


class DossiersConfig(AppConfig):
    name = "lienthong.dossiers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lienthong.dossiers.events import KINDS
        from lienthong.dossiers.work_kinds import KINDS as WORK
        from lienthong.work import kinds

        events.register(KINDS)
        kinds.register(WORK)
