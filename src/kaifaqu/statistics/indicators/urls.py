"""The addresses of 指标与发布; every name stands in the permission table."""

from django.urls import path

from kaifaqu.statistics.indicators import month_views, rounding_views, views

app_name = "indicators"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("table", views.show_table, name="table"),
    path("at/<str:code>/months", month_views.show_months, name="months"),
    path("growth", views.show_growth, name="growth"),
    path("release/<int:pk>", views.show_release, name="release"),
    path("at/<str:code>/release", views.prepare, name="prepare"),
    path("at/<str:code>/release/issue", views.issue, name="issue"),
    path("rounding", rounding_views.show_rounding, name="rounding"),
    path("rounding/set", rounding_views.keep_rounding, name="set_rounding"),
]
