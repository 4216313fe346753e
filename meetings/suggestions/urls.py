"""Addresses of the cases that the figures propose."""

from django.urls import path

from meetings.suggestions import views

urlpatterns = [
    path("moter/forslag/", views.suggestions, name="suggestions"),
    path("moter/forslag/<int:pk>/sak/", views.make_case, name="suggestion-make-case"),
    path("moter/forslag/<int:pk>/forkast/", views.dismiss, name="suggestion-dismiss"),
]
