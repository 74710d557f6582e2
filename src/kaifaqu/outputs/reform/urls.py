"""Pages of 管运分离; every name stands in the permission table."""

from django.urls import path

from kaifaqu.outputs.reform import views

app_name = "reform"
urlpatterns = [
    path("", views.show_overview, name="overview"),
    path("own", views.show_own, name="own"),
    path("companies/<str:code>", views.show_company, name="company"),
]
