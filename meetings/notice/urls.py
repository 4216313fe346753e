"""Addresses of a meeting's notices."""

from django.urls import path

from meetings.agenda.addresses import MEETING
from meetings.notice import views

urlpatterns = [
    path(f"{MEETING}innkalling/", views.notice, name="notice"),
    path(f"{MEETING}innkalling/avlys/", views.call_off, name="notice-call-off"),
    path("moter/innkalling/<int:pk>/", views.notice_log, name="notice-log"),
    path("moter/innkalling/<int:pk>/send-resten/", views.send_rest, name="notice-send-rest"),
    path("moter/utsending/<int:pk>/send-igjen/", views.send_again, name="delivery-send-again"),
    path("moter/utsending/<int:pk>/levert/", views.mark_as_delivered, name="delivery-delivered"),
]
