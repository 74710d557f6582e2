"""Pages of the production room."""

from __future__ import annotations

from django.urls import path

from kaifaqu.operations.production import views

app_name = "production"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("new", views.put_line, name="put_line"),
    path("pull/<int:pk>", views.pull, name="pull"),
    path("<int:pk>/", views.show_line, name="line"),
    path("<int:pk>/status", views.set_status, name="status"),
    path("<int:pk>/capacity", views.state_capacity, name="capacity"),
    path("<int:pk>/output", views.state_output, name="output"),
    path("<int:pk>/upgrade", views.upgrade, name="upgrade"),
    path("targets/", views.show_targets, name="targets"),
    path("targets/new", views.put_target, name="put_target"),
    path("targets/<int:pk>/progress", views.state_progress, name="progress"),
]
