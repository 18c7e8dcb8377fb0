"""The room as a Django app."""

from django.apps import AppConfig

from lienthong.kernel import events


class ExchangeConfig(AppConfig):
    name = "lienthong.exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lienthong.exchange.events import KINDS

        events.register(KINDS)
