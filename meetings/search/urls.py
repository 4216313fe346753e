"""Addresses of search."""

from django.urls import path

from meetings.search import views

urlpatterns = [
    path("sok/", views.search_page, name="search"),
    path("sok/lagret/", views.saved_searches, name="saved-searches"),
    path("sok/lagre/", views.save_search, name="search-save"),
    path("sok/lagret/<int:pk>/", views.saved_search, name="saved-search"),
    path("sok/lagret/<int:pk>/slett/", views.delete_saved, name="saved-search-delete"),
]
