"""The addresses of 项目; every name stands in the permission table."""

from django.urls import path

from kaifaqu.operations.projects.views import dispatch, exchange, file, inbox, labour, listing

app_name = "projects"
urlpatterns = [
    path("", listing.show_list, name="list"),
    path("board", listing.show_board, name="board"),
    path("gantt", listing.show_gantt, name="gantt"),
    path("funnel", listing.show_funnel, name="funnel"),
    path("rates", listing.show_rates, name="rates"),
    path("map", listing.show_map, name="map"),
    path("search", listing.search, name="search"),
    path("filters", listing.save_filter, name="save_filter"),
    path("new", file.open_file, name="new"),
    path("inbox", inbox.show, name="inbox"),
    path("inbox/take", inbox.take, name="take"),
    path("inbox/agreements/<int:pk>", inbox.take_signed, name="take_signed"),
    path("oc4ids.json", exchange.write, name="oc4ids"),
    path("oc4ids", exchange.read, name="oc4ids_in"),
    path("dispatch", dispatch.home, name="dispatch_home"),
    path("dispatch/<str:code>", dispatch.show, name="dispatch"),
    path("dispatch/<str:code>/open", dispatch.start, name="open_month"),
    path("dispatch/<str:code>/close", dispatch.close, name="close_month"),
    path("dispatch/<str:code>/meet", dispatch.meet, name="meet"),
    path("dispatch/<str:code>/notice", dispatch.notice, name="notice"),
    path("dispatch/<str:code>/table", dispatch.table, name="table"),
    path("dispatch/<str:code>/lights", dispatch.lights, name="lights"),
    path("dispatch/<str:code>/lights/choose", dispatch.choose, name="choose_lights"),
    path("labour", labour.show_labour, name="labour"),
    path("labour/schools/new", labour.school, name="school_new"),
    path("labour/schools/<int:pk>", labour.school, name="school"),
    path("labour/needs/<int:pk>/ask", labour.ask, name="ask_school"),
    path("labour/offers/<int:pk>/settle", labour.settle, name="settle_labour"),
    path("<int:pk>", file.show, name="project"),
    path("<int:pk>/contact", file.reveal_contact, name="reveal_contact"),
    path("<int:pk>/edit", file.edit, name="edit"),
    path("<int:pk>/record/<str:code>", file.record, name="record"),
    path("exemptions/<int:pk>", file.decide, name="decide"),
    path("photos/<int:pk>", file.photo, name="photo"),
]
