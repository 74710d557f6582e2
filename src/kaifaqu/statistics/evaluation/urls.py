"""The addresses of 评价; every name stands in the permission table."""

from django.urls import path

from kaifaqu.statistics.evaluation import sheet_views, trial_views, views

app_name = "evaluation"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("try", trial_views.try_scheme, name="try"),
    path("open", trial_views.open_new, name="open"),
    path("<int:pk>", views.show_round, name="round"),
    path("<int:pk>/recompute", views.recompute, name="recompute"),
    path("<int:pk>/give", sheet_views.give, name="give"),
    path("<int:pk>/parcel", sheet_views.put_parcel, name="parcel"),
    path("parcels/<int:pk>/drop", sheet_views.drop_parcel, name="drop_parcel"),
    path("<int:pk>/exempt", sheet_views.exempt, name="exempt"),
    path("exemptions/<int:pk>/decide", sheet_views.approve, name="approve"),
    path("<int:pk>/notify", views.notify, name="notify"),
    path("<int:pk>/freeze", views.freeze, name="freeze"),
    path("<int:pk>/publish", views.publish, name="publish"),
    path("<int:pk>/sheet/<str:code>", sheet_views.show_sheet, name="sheet"),
    path("<int:pk>/sheet/<str:code>/object", sheet_views.file_objection, name="object"),
    path("<int:pk>/sheet/<str:code>/confirm", sheet_views.confirm, name="confirm"),
    path("objections/<int:pk>/answer", sheet_views.answer, name="answer"),
    path("objections/<int:pk>/evidence", sheet_views.evidence, name="evidence"),
    path("follow-ups/<int:pk>/done", views.carry_out, name="carry_out"),
]
