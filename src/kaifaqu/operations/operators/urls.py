"""Pages of the operators room; every name stands in the permission table."""

from __future__ import annotations

from django.urls import path

from kaifaqu.operations.operators.views import books, companies, zones

app_name = "operators"
urlpatterns = [
    path("", zones.show_list, name="list"),
    path("zones/<str:code>", zones.show_zone, name="zone"),
    path("zones/<str:code>/register", zones.register, name="register"),
    path("zones/<str:code>/pilot", zones.pilot, name="pilot"),
    path("zones/<str:code>/duties/claim", zones.claim, name="claim"),
    path("zones/<str:code>/duties/settle", zones.settle, name="settle"),
    path("duties/<int:pk>/drop", zones.drop, name="drop"),
    path("companies/<str:code>", companies.show_company, name="company"),
    path("companies/<str:code>/change", companies.change, name="change"),
    path("companies/<str:code>/mandate", companies.mandate, name="mandate"),
    path("companies/<str:code>/asset", books.asset, name="asset"),
    path("mandates/<int:pk>/fee", companies.fee, name="fee"),
    path("fees/<int:pk>/drop", companies.drop_fee, name="drop_fee"),
    path("settlements/<int:pk>/pay", companies.pay, name="pay"),
    path("mandates/<int:pk>/exit", companies.begin_exit, name="exit"),
    path("mandates/<int:pk>/exit/add", companies.add_hand_back, name="add_hand_back"),
    path("mandates/<int:pk>/exit/finish", companies.finish_exit, name="finish_exit"),
    path("hand-backs/<int:pk>/done", companies.hand_back, name="hand_back"),
    path("assets/<int:pk>", books.change_asset, name="change_asset"),
    path("assets/<int:pk>/lease", books.lease, name="lease"),
    path("leases/<int:pk>", books.change_lease, name="change_lease"),
    path("leases/<int:pk>/receipts", books.receipts, name="receipts"),
    path("receipts/<int:pk>/drop", books.drop_receipt, name="drop_receipt"),
    path("funds", books.show_funds, name="funds"),
    path("funds/<int:pk>", books.show_fund, name="fund"),
    path("zones/<str:code>/fund", books.put_fund, name="put_fund"),
    path("funds/<int:pk>/change", books.change_fund, name="change_fund"),
    path("funds/<int:pk>/commit", books.commit, name="commit"),
    path("funds/<int:pk>/invest", books.invest, name="invest"),
    path("investments/<int:pk>/exit", books.exit_investment, name="exit_investment"),
    path("zones/<str:code>/need", books.need, name="need"),
    path("needs/<int:pk>/offer", books.offer, name="offer"),
    path("offers/<int:pk>/decide", books.decide, name="decide"),
]
