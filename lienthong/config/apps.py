"""The top room: it knows all others and joins them."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "lienthong.config"
    label = "config"

    def ready(self) -> None:
        from lienthong.config.wiring import PANELS, WIRING
        from lienthong.kernel import events
        from lienthong.ui import panels

        events.wire(WIRING)
        panels.hang(PANELS)
