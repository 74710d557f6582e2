"""The addresses of 入账与公布数; every name stands in the permission table."""

from django.urls import path

from kaifaqu.statistics.ledger import views

app_name = "ledger"
urlpatterns = [
    path("returns/<int:pk>/accept", views.accept, name="accept"),
    path("claims", views.claims, name="claims"),
]
