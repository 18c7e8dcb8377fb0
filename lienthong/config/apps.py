"""The top room: it knows all others and joins them."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "lienthong.config"
    label = "config"

    def ready(self) -> None:
        from lienthong.config.wiring import WIRING
        from lienthong.kernel import events

        events.wire(WIRING)
