"""Addresses of the pages of an attachment."""

from django.urls import path

from meetings.attachment_pages import views

urlpatterns = [
    path("vedlegg/<int:pk>/side/", views.page, name="attachment-page"),
    path("vedlegg/<int:pk>/side/<int:number>/bilde/", views.picture, name="attachment-picture"),
    path("vedlegg/<int:pk>/forhandsvisning/", views.preview, name="attachment-preview"),
]
