from django.urls import path

from kaifaqu.statistics.ledger import views

app_name = "ledger"
urlpatterns = [
    path("returns/<int:pk>/accept", views.accept, name="accept"),
    path("claims", views.claims, name="claims"),
]
