"""The address of the council."""

from django.urls import path

from meetings.council import views

urlpatterns = [
    path("moter/raad/", views.council, name="council"),
]
