"""The room as a Django app."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "lienthong.services"
    default_auto_field = "django.db.models.BigAutoField"
