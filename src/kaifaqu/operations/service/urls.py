"""Pages of the service room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "service"
urlpatterns: list[URLPattern] = []
