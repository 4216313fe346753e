"""Addresses of what is rolled out: in all municipalities, and in one."""

from django.urls import path

from meetings.rollouts import views

urlpatterns = [
    path("utrulling/", views.rollouts, name="rollouts"),
    path("utrulling/<str:number>/", views.rollouts_of, name="rollouts-of"),
]
