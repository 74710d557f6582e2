"""The addresses of signing in and out; every name stands in the permission table."""

from django.urls import path

from kaifaqu.foundation.accounts import entrance_views, oidc

app_name = "entrance"
urlpatterns = [
    path("login", entrance_views.Login.as_view(), name="login"),
    path("login/code", entrance_views.enter_code, name="code"),
    path("login/office", oidc.BeginAtOffice.as_view(), name="office"),
    path("login/office/back", oidc.ComeFromOffice.as_view(), name="office_back"),
    path("logout", entrance_views.leave, name="logout"),
]
