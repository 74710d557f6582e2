"""The addresses of 推送; every name stands in the permission table."""

from django.urls import path

from kaifaqu.outputs.api import views

app_name = "webhooks"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("make", views.make, name="make"),
    path("<int:pk>/end", views.end, name="end"),
    path("deliveries/<int:pk>/retry", views.retry, name="retry"),
]
