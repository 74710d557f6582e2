"""The addresses of 收文; every name stands in the permission table."""

from django.urls import path

from kaifaqu.foundation.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("upload", views.upload, name="upload"),
    path("<int:pk>", views.review, name="review"),
    path("<int:pk>/accept", views.accept_all, name="accept_holding"),
    path("<int:pk>/again", views.ask_again, name="read_again"),
    path("<int:pk>/file", views.download, name="download"),
    path("<int:pk>/pages/<int:page>", views.show_page, name="page"),
    path("<int:pk>/events/<str:number>", views.decide_about_event, name="decide_event"),
    path("<int:pk>/<str:number>", views.decide, name="decide"),
]
