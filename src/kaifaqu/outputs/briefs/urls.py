"""The addresses of 简报; every name stands in the permission table."""

from django.urls import path

from kaifaqu.outputs.briefs import press_views, views

app_name = "briefs"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("compose", views.compose, name="compose"),
    path("<int:pk>", views.show_brief, name="brief"),
    path("<int:pk>/words", views.words, name="words"),
    path("<int:pk>/issue", views.issue, name="issue"),
    path("<int:pk>/publish", views.publish, name="publish"),
    path("citing", views.show_citing, name="citing"),
    path("public", views.show_public_list, name="public_list"),
    path("public/<int:pk>", views.show_public, name="public"),
    path("public/<int:pk>/pdf", views.public_pdf, name="public_pdf"),
    path("<int:pk>/word", views.word, name="word"),
    path("<int:pk>/pdf", views.pdf, name="pdf"),
    path("<int:pk>/offer", press_views.offer, name="offer"),
    path("contributions", press_views.show_contributions, name="contributions"),
    path("contributions/<int:pk>", press_views.show_contribution, name="contribution"),
    path("contributions/<int:pk>/answer", press_views.answer, name="answer"),
    path("contributions/<int:pk>/printed", press_views.printed, name="printed"),
]
