"""Addresses of expert groups, and of what is done with what they decide."""

from django.urls import path

from meetings.expert_groups import views

urlpatterns = [
    path("faggrupper/", views.groups, name="expert-groups"),
    path("faggrupper/<uuid:uuid>/", views.group, name="expert-group"),
    path("faggrupper/vedtak/<uuid:uuid>/lag-sak/", views.make_case, name="group-decision-case"),
    path("faggrupper/vedtak/<uuid:uuid>/gjennomfort/", views.finish, name="group-decision-done"),
]
