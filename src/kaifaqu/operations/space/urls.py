"""The addresses of 空间资源; every name stands in the permission table."""

from django.urls import path

from kaifaqu.operations.space import views

app_name = "space"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("parcels/new", views.add_parcel, name="add_parcel"),
    path("parcels/<int:pk>", views.show_parcel, name="parcel"),
    path("parcels/<int:pk>/edit", views.edit_parcel, name="edit_parcel"),
    path("parcels/<int:pk>/supply", views.supply, name="supply"),
    path("parcels/<int:pk>/release", views.release, name="release"),
    path("parcels/<int:pk>/offer", views.offer_again, name="offer_again"),
    path("supplies/<int:pk>/start", views.start, name="start"),
    path("supplies/<int:pk>/pause", views.pause, name="pause"),
    path("supplies/<int:pk>/recover", views.recover, name="recover"),
    path("promises/<int:pk>/measure", views.measure, name="measure"),
    path("plants/new", views.add_plant, name="add_plant"),
    path("plants/<int:pk>", views.show_plant, name="plant"),
    path("plants/<int:pk>/edit", views.edit_plant, name="edit_plant"),
    path("plants/<int:pk>/let", views.let, name="let"),
    path("tenancies/<int:pk>/end", views.end_tenancy, name="end_tenancy"),
    path("recognitions/new", views.recognise, name="recognise"),
]
