"""The room as a Django app."""

from django.apps import AppConfig

from lienthong.kernel import events


class WorkConfig(AppConfig):
    name = "lienthong.work"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lienthong.work.events import KINDS

        events.register(KINDS)
