"""The addresses of 报表; every name stands in the permission table."""

from django.urls import path

from kaifaqu.statistics.returns import grid_views, import_views, views

app_name = "returns"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("start", views.start, name="start"),
    path("<int:pk>", grid_views.grid, name="grid"),
    path("<int:pk>/entries", grid_views.entries, name="entries"),
    path("<int:pk>/cell", grid_views.cell, name="cell"),
    path("<int:pk>/declare", grid_views.declare, name="declare"),
    path("<int:pk>/add", views.add_line, name="add"),
    path("<int:pk>/propose", views.propose, name="propose"),
    path("<int:pk>/explain", views.explain, name="explain"),
    path("<int:pk>/workbook", views.workbook, name="workbook"),
    path("<int:pk>/upload", views.upload, name="upload"),
    path("<int:pk>/import", import_views.start, name="import_start"),
    path("imports/from/<int:pk>", import_views.choose_return, name="import_from"),
    path("imports/<int:pk>", import_views.show, name="import"),
    path("imports/<int:pk>/map", import_views.learn, name="import_map"),
    path("imports/<int:pk>/apply", import_views.apply, name="import_apply"),
    path("imports/<int:pk>/undo", import_views.undo, name="import_undo"),
    path("<int:pk>/sign", views.sign, name="sign"),
    path("<int:pk>/open", views.open_return, name="open"),
    path("<int:pk>/send-back", views.send_back, name="send_back"),
    path("<int:pk>/withdraw", views.withdraw, name="withdraw"),
    path("<int:pk>/correct", views.correct, name="correct"),
]
