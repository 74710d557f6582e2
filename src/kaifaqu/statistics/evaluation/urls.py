"""The addresses of 评价; every name stands in the permission table."""

from django.urls import path

from kaifaqu.statistics.evaluation import views

app_name = "evaluation"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("open", views.open_new, name="open"),
    path("<int:pk>", views.show_round, name="round"),
    path("<int:pk>/freeze", views.freeze, name="freeze"),
    path("<int:pk>/publish", views.publish, name="publish"),
]
