"""The room as a Django app."""

from django.apps import AppConfig

from lienthong.kernel import events


class ServicesConfig(AppConfig):
    name = "lienthong.services"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lienthong.directory.loading import further
        from lienthong.services import loading
        from lienthong.services.events import KINDS
        from lienthong.services.work_kinds import KINDS as WORK
        from lienthong.work import kinds

        events.register(KINDS)
        kinds.register(WORK)
        further.register(loading.load_procedures)
