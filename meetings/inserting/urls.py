"""Addresses of what is put into the text of a section: what is pasted, and pictures."""

from django.urls import path

from meetings.documents.finding import DOCUMENT
from meetings.inserting import paste_views, picture_views

urlpatterns = [
    path("avsnitt/<int:pk>/lim-inn/", paste_views.paste, name="section-paste"),
    path("avsnitt/<int:pk>/bilder/", picture_views.upload_picture, name="section-picture"),
    path(f"{DOCUMENT}bilder/<slug:sha256>/", picture_views.picture, name="picture"),
]
