"""Pages of the service room."""

from __future__ import annotations

from django.urls import path

from kaifaqu.operations.service.views import door, tickets, visits

app_name = "service"
urlpatterns = [
    path("", tickets.show_list, name="tickets"),
    path("file", tickets.file_ticket, name="file"),
    path("clocks", tickets.choose_clocks, name="clocks"),
    path("offices", tickets.show_offices, name="offices"),
    path("tickets/<int:pk>/", tickets.show_ticket, name="ticket"),
    path("tickets/<int:pk>/extension", tickets.decide_extension, name="decide_extension"),
    *(path(f"tickets/<int:pk>/{act.replace('_', '-')}", tickets.take_step, {"act": act}, name=act) for act in tickets.ACTS),
    path("visits/", visits.show_list, name="visits"),
    path("visits/plan", visits.show_list, name="plan"),
    path("visits/coverage/<str:code>", visits.show_coverage, name="coverage"),
    path("visits/new", visits.write_visit, name="visit_new"),
    path("visits/<int:pk>/", visits.show_visit, name="visit"),
    path("visits/<int:pk>/photo", visits.photo, name="photo"),
    path("help/", visits.write_help, name="help"),
    path("help/<int:pk>/after", visits.tell_after, name="help_after"),
    path("mine/", door.show_door, name="door"),
    path("mine/<int:pk>/month", door.report, name="report"),
    path("firms/<int:pk>/", door.show_firm, name="firm"),
    path("reports/", door.show_reports, name="reports"),
    path("joinings/", door.show_joinings, name="joinings"),
    path("joinings/<int:pk>/confirm", door.confirm_joining, name="confirm_joining"),
    path("invite/<int:pk>", door.invite, name="invite"),
    path("join/<str:code>/", door.join, name="join"),
]
