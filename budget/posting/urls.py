"""Addresses of suggested postings."""

from django.urls import path

from budget.posting import views

urlpatterns = [
    path("foring/", views.postings, name="postings"),
    path("foring/ny/", views.posting_pages.new, name="posting-new"),
    path("foring/<int:pk>/endre/", views.posting_pages.edit, name="posting-edit"),
    path("foring/<int:pk>/slett/", views.posting_pages.delete, name="posting-delete"),
]
