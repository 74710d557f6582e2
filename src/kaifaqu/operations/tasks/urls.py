"""Pages of the tasks room."""

from __future__ import annotations

from django.urls import path

from kaifaqu.operations.tasks.views import campaigns, meetings, work

app_name = "tasks"
urlpatterns = [
    path("", work.show_list, name="list"),
    path("new", work.open_new, name="open"),
    path("<int:pk>/", work.show_task, name="task"),
    path("<int:pk>/close", work.close, name="close"),
    path("<int:pk>/extend", work.extend, name="extend"),
    path("<int:pk>/extension", work.decide_extension, name="decide_extension"),
    path("<int:pk>/hand-over", work.hand_over, name="hand_over"),
    path("<int:pk>/urge", work.urge, name="urge"),
    path("urgings/<int:pk>.docx", work.urging, name="urging"),
    path("meetings/", meetings.show_list, name="meetings"),
    path("meetings/call", meetings.show_list, name="call"),
    path("meetings/agenda", meetings.propose, name="propose"),
    path("meetings/<int:pk>/", meetings.show_meeting, name="meeting"),
    path("meetings/<int:pk>/decide", meetings.decide, name="decide"),
    path("meetings/<int:pk>/hold", meetings.hold, name="hold"),
    path("meetings/<int:pk>.docx", meetings.minutes, name="minutes"),
    path("campaigns/", campaigns.show_campaigns, name="campaigns"),
    path("campaigns/start", campaigns.show_campaigns, name="start_campaign"),
    path("campaigns/<int:pk>/", campaigns.show_campaign, name="campaign"),
    path("campaigns/<int:pk>/entries", campaigns.add_entry, name="add_entry"),
    path("campaigns/<int:pk>/judge", campaigns.judge_entry, name="judge_entry"),
    path("campaigns/<int:pk>/close", campaigns.close_campaign, name="close_campaign"),
    path("promises/", campaigns.show_promises, name="promises"),
    path("promises/make", campaigns.show_promises, name="make_promise"),
    path("promises/<int:pk>/", campaigns.show_promise, name="promise"),
    path("promises/<int:pk>/deliver", campaigns.deliver, name="deliver"),
    path("promises/<int:pk>/confirm", campaigns.confirm_delivery, name="confirm_delivery"),
]
