"""The room as a Django app."""

from django.apps import AppConfig

from lienthong.kernel import deadlines, events


class DirectoryConfig(AppConfig):
    name = "lienthong.directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lienthong.directory.events import KINDS
        from lienthong.directory.working_time import calendar

        events.register(KINDS)
        deadlines.set_provider(calendar)
