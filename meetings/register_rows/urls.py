"""Addresses of the rows of registers. They stand before those of the registers themselves."""

from django.urls import path

from meetings.register_rows import views

ROW = "registre/rader/<uuid:uuid>/"
urlpatterns = [
    path(ROW, views.row_page, name="register-row"),
    path(f"{ROW}rediger/", views.edit, name="register-row-edit"),
    path(f"{ROW}sak-og-unntak/", views.closing, name="register-row-exemption"),
    path(f"{ROW}ta-bort/", views.remove, name="register-row-remove"),
    path(f"{ROW}sett-tilbake/", views.restore, name="register-row-restore"),
    path("registre/<slug:slug>/ny-rad/", views.new, name="register-row-new"),
]
