"""Addresses of the room of finance officers."""

from django.urls import path

from budget.officers import views

urlpatterns = [
    path("for-okonomi/", views.officers, name="officers"),
    path("for-okonomi/<str:number>/lest/", views.mark_news_read, name="officers-read"),
    path("for-okonomi/<str:number>/hent/", views.order_file, name="officer-file-new"),
    path("for-okonomi/filer/<int:pk>/", views.officer_file, name="officer-file"),
]
