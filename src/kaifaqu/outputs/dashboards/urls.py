"""The addresses of 驾驶舱; every name stands in the permission table."""

from django.urls import path

from kaifaqu.outputs.dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("<str:code>", views.show_subject, name="subject"),
    path("<str:code>/screen", views.show_screen, name="screen"),
    path("<str:code>/<slug:name>.svg", views.take_picture, name="picture"),
    path("<str:code>/<slug:name>.csv", views.take_table, name="table"),
]
