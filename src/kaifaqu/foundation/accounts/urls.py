"""The addresses of 账号; every name stands in the permission table."""

from django.urls import path

from kaifaqu.foundation.accounts import contact_views, entrance_views, token_views, views

app_name = "accounts"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("open", views.open_account, name="open"),
    path("mine", views.show_mine, name="mine"),
    path("mine/password", views.change_password, name="password"),
    path("mine/email", contact_views.edit_email, name="email"),
    path("mine/sessions/<int:pk>/end", views.end_session, name="end_session"),
    path("mine/tokens", token_views.make, name="make_token"),
    path("mine/tokens/<int:pk>/end", token_views.end, name="end_token"),
    path("mine/factor", entrance_views.set_up_factor, name="factor"),
    path("mine/factor/remove", entrance_views.remove_my_factor, name="remove_my_factor"),
    path("<int:pk>/factor/remove", entrance_views.remove_factor, name="remove_factor"),
    path("<int:pk>", views.show_account, name="account"),
    path("<int:pk>/approve", views.approve, name="approve"),
    path("<int:pk>/active", views.set_active, name="active"),
    path("<int:pk>/reset", views.reset, name="reset"),
    path("<int:pk>/grant", views.grant, name="grant"),
    path("<int:pk>/revoke", views.revoke, name="revoke"),
]
