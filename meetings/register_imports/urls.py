"""Addresses of the files that are brought into registers: below its register, and each file by itself."""

from django.urls import path

from meetings.register_imports import views

FILE = "registre/filer/<int:pk>/"
urlpatterns = [
    path(FILE, views.import_page, name="register-import"),
    path(f"{FILE}kolonner/", views.columns, name="register-import-columns"),
    path(f"{FILE}importer/", views.confirm, name="register-import-confirm"),
    path(f"{FILE}angre/", views.undo, name="register-import-undo"),
    path(f"{FILE}forkast/", views.discard, name="register-import-discard"),
    path("registre/<slug:slug>/filer/", views.imports, name="register-imports"),
    path("registre/<slug:slug>/filer/ny/", views.new_import, name="register-import-new"),
]
