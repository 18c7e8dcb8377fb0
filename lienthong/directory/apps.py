"""The room as a Django app."""

from django.apps import AppConfig

from lienthong.kernel import events


class DirectoryConfig(AppConfig):
    name = "lienthong.directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lienthong.directory.events import KINDS

        events.register(KINDS)
