"""Addresses of what a register is. They stand before those of the registers themselves, see designing.RESERVED."""

from django.urls import path

from meetings.designing import views

COLUMN, STATE = "registre/kolonner/<int:pk>/", "registre/statuser/<int:pk>/"
urlpatterns = [
    path("registre/nytt/", views.new, name="register-new"),
    path("registre/<slug:slug>/innstillinger/", views.settings, name="register-settings"),
    path("registre/<slug:slug>/innstillinger/endre/", views.edit, name="register-edit"),
    path("registre/<slug:slug>/kolonner/ny/", views.new_column, name="register-column-new"),
    path(COLUMN, views.edit_column, name="register-column"),
    path(f"{COLUMN}flytt/", views.move_column, name="register-column-move"),
    path(f"{COLUMN}ta-bort/", views.remove_column, name="register-column-remove"),
    path(f"{COLUMN}sett-tilbake/", views.restore_column, name="register-column-restore"),
    path(f"{COLUMN}statuser/ny/", views.new_state, name="register-state-new"),
    path(STATE, views.edit_state, name="register-state"),
    path(f"{STATE}flytt/", views.move_state, name="register-state-move"),
    path(f"{STATE}slett/", views.delete_state, name="register-state-delete"),
]
