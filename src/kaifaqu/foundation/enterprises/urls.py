"""Pages of the enterprises room."""

from __future__ import annotations

from django.urls import path

from kaifaqu.foundation.enterprises import views

app_name = "enterprises"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("new", views.register, name="register"),
    path("nursery/", views.show_nursery, name="nursery"),
    path("<int:pk>/", views.show_enterprise, name="enterprise"),
    path("<int:pk>/update", views.update, name="update"),
    path("<int:pk>/phone", views.reveal_phone, name="reveal_phone"),
    path("<int:pk>/rename", views.rename, name="rename"),
    path("<int:pk>/scale", views.set_scale, name="scale"),
    path("<int:pk>/revenue", views.state_revenue, name="revenue"),
    path("<int:pk>/merge", views.merge, name="merge"),
    path("<int:pk>/undo-merge", views.undo_merge, name="undo_merge"),
]
