"""Addresses of questions to those who prepare a case."""

from django.urls import path

from meetings.questions import views

urlpatterns = [
    path("sporsmal/", views.questions, name="questions"),
    path("sporsmal/<int:pk>/", views.question, name="question"),
]
