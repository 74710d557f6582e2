"""Pages of the promotion room."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "promotion"
urlpatterns: list[URLPattern] = []
