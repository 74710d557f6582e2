"""Pages of the space room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "space"
urlpatterns: list[URLPattern] = []
