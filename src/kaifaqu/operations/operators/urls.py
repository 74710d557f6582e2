"""Pages of the operators room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "operators"
urlpatterns: list[URLPattern] = []
