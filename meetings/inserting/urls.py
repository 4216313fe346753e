"""Addresses of what is put into the text of a section: what is pasted, pictures, and figures."""

from django.urls import path

from meetings.documents.finding import DOCUMENT
from meetings.inserting import paste_views, picture_views, token_views

urlpatterns = [
    path("avsnitt/<int:pk>/lim-inn/", paste_views.paste, name="section-paste"),
    path("avsnitt/<int:pk>/bilder/", picture_views.upload_picture, name="section-picture"),
    path("avsnitt/<int:pk>/koder/", token_views.tokens, name="section-tokens"),
    path("avsnitt/<int:pk>/tall/", token_views.values, name="section-values"),
    path(f"{DOCUMENT}bilder/<slug:sha256>/", picture_views.picture, name="picture"),
]
