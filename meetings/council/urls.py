"""Addresses of the council and its seats."""

from django.urls import path

from meetings.council import views

urlpatterns = [
    path("moter/raad/", views.council, name="council"),
    path("moter/raad/ny/", views.seat_pages.new, name="seat-new"),
    path("moter/raad/<int:pk>/", views.seat_pages.edit, name="seat-edit"),
    path("moter/raad/<int:pk>/slett/", views.seat_pages.delete, name="seat-delete"),
]
