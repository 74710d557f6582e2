"""The addresses of 溯源; every name stands in the permission table."""

from django.urls import path

from kaifaqu.outputs.trace import views
from kaifaqu.outputs.trace.operations import operations

__all__ = ["operations", "urlpatterns"]

app_name = "trace"
urlpatterns = [
    path("fact/<int:pk>", views.show_fact, name="fact"),
    path("document/<int:pk>", views.show_document, name="document"),
    path("value/<str:indicator>/<str:code>/<path:period>", views.show_value, name="value"),
]
