"""The kernel as a Django app."""

from django.apps import AppConfig

from lienthong.kernel import events


class KernelConfig(AppConfig):
    name = "lienthong.kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lienthong.kernel.event_kinds import KINDS

        events.register(KINDS)
