"""The addresses of 开发区; every name stands in the permission table."""

from django.urls import path

from kaifaqu.foundation.zones import views

app_name = "zones"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("register", views.register, name="register"),
    path("<str:code>", views.show_zone, name="zone"),
    path("<str:code>/close", views.close, name="close"),
]
