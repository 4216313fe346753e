"""The address that measures all tickets again."""

from django.urls import path

from support.measuring import views

urlpatterns = [
    path("sla/mal-pa-nytt/", views.recompute, name="recompute"),
]
