"""The addresses of the public's pages; what they show begins in `queries`."""

from django.urls import path

from kaifaqu.outputs.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.show_portal, name="portal"),
    path("figures/", views.show_list, name="list"),
    path("figures/<int:pk>", views.show_figures, name="figures"),
    path("figures/<int:pk>.csv", views.download_csv, name="csv"),
    path("figures/<int:pk>.json", views.download_json, name="json"),
    path("space", views.show_space, name="space"),
    path("policies/", views.show_policies, name="policies"),
    path("policies/<int:pk>", views.show_policy, name="policy"),
    path("decisions", views.show_decisions, name="decisions"),
    path("decisions/<int:pk>/open", views.open_release, name="open"),
    path("decisions/<int:pk>/withdraw", views.withdraw_release, name="withdraw"),
]
