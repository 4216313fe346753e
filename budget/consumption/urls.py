"""Addresses of what other counts and prices would cost."""

from django.urls import path

from budget.consumption import views

urlpatterns = [
    path("hva-hvis/", views.what_if, name="what-if"),
    path("hva-hvis/lagre/", views.save_proposal, name="what-if-save"),
    path("hva-hvis/<int:pk>/slett/", views.delete_proposal, name="what-if-delete"),
]
