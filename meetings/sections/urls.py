"""Addresses of the text of a section, and of what it was before."""

from django.urls import path

from meetings.sections import history_views, views

urlpatterns = [
    path("avsnitt/<int:pk>/", views.edit_section, name="section-edit"),
    path("avsnitt/<int:pk>/her/", views.note_presence, name="section-here"),
    path("avsnitt/<int:pk>/historikk/", history_views.section_history, name="section-history"),
    path("avsnitt/<int:pk>/historikk/<int:number>/", history_views.revision, name="section-revision"),
    path("avsnitt/<int:pk>/historikk/<int:number>/gjenopprett/", history_views.restore, name="section-restore"),
]
