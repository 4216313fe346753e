"""Addresses of the comments of a section."""

from django.urls import path

from meetings.comments import views

urlpatterns = [
    path("avsnitt/<int:pk>/kommentarer/", views.section_comments, name="section-comments"),
    path("kommentarer/<int:pk>/svar/", views.answer, name="comment-answer"),
    path("kommentarer/<int:pk>/avgjort/", views.settle, name="comment-settle"),
    path("kommentarer/<int:pk>/gjenapne/", views.reopen, name="comment-reopen"),
]
