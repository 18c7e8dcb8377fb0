"""Addresses of the public contract."""

from django.urls import path

from lienthong.api.v1 import applications

app_name = "api"

urlpatterns = [
    path("api/v1/applications", applications.applications, name="applications"),
    path("api/v1/applications/<str:code>", applications.application, name="application"),
]
