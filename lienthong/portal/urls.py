"""Addresses of the citizens' site, at the root."""

from django.urls import URLPattern, path

from lienthong.portal.pages import public

app_name = "portal"

PUBLIC: list[URLPattern] = [
    path("", public.home, name="home"),
    path("ngon-ngu/<slug:code>/", public.language, name="language"),
    path("thu-tuc/", public.procedures, name="procedures"),
    path("thu-tuc/<str:code>/", public.procedure, name="procedure"),
]

urlpatterns = PUBLIC
