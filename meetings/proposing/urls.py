"""Addresses of the changes that are suggested to a section."""

from django.urls import path

from meetings.proposing import views

urlpatterns = [
    path("avsnitt/<int:pk>/forslag/", views.section_edits, name="section-edits"),
    path("avsnitt/<int:pk>/forslag/nytt/", views.suggest, name="section-suggest"),
    path("endringsforslag/<int:pk>/", views.proposed_edit, name="proposed-edit"),
    path("endringsforslag/<int:pk>/ta-inn/", views.take, name="proposed-edit-take"),
    path("endringsforslag/<int:pk>/avsla/", views.refuse, name="proposed-edit-refuse"),
    path("endringsforslag/<int:pk>/trekk/", views.withdraw, name="proposed-edit-withdraw"),
]
