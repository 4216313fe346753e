"""Addresses of the files of tickets."""

from django.urls import path

from support.imports import views

urlpatterns = [
    path("filer/", views.imports, name="ticket-imports"),
    path("filer/ny/", views.new_import, name="ticket-import-new"),
    path("filer/<int:pk>/", views.import_page, name="ticket-import"),
    path("filer/<int:pk>/kolonner/", views.columns, name="ticket-import-columns"),
    path("filer/<int:pk>/importer/", views.confirm, name="ticket-import-confirm"),
    path("filer/<int:pk>/forkast/", views.discard, name="ticket-import-discard"),
]
