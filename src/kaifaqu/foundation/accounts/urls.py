"""The addresses of 账号; every name stands in the permission table."""

from django.urls import path

from kaifaqu.foundation.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("open", views.open_account, name="open"),
    path("mine", views.show_mine, name="mine"),
    path("mine/password", views.change_password, name="password"),
    path("mine/sessions/<int:pk>/end", views.end_session, name="end_session"),
    path("<int:pk>", views.show_account, name="account"),
    path("<int:pk>/approve", views.approve, name="approve"),
    path("<int:pk>/active", views.set_active, name="active"),
    path("<int:pk>/reset", views.reset, name="reset"),
    path("<int:pk>/grant", views.grant, name="grant"),
    path("<int:pk>/revoke", views.revoke, name="revoke"),
]
