"""The addresses of 台账收发; every name stands in the permission table, and each register's own act is asked besides."""

from django.urls import path

from kaifaqu.foundation.registers import export_views, views

app_name = "registers"
urlpatterns = [
    path("uploads/<int:pk>", views.show_upload, name="upload"),
    path("uploads/<int:pk>/headings", views.choose_headings, name="headings"),
    path("uploads/<int:pk>/apply", views.apply, name="apply"),
    path("uploads/<int:pk>/undo", views.undo, name="undo"),
    path("whole/<int:pk>/decide", export_views.decide_whole, name="decide_whole"),
    path("<slug:register>/<str:code>", views.show_register, name="register"),
    path("<slug:register>/<str:code>/start", views.start, name="start"),
    path("<slug:register>/<str:code>/workbook", export_views.download, name="workbook"),
    path("<slug:register>/<str:code>/whole", export_views.ask_whole, name="ask_whole"),
]
