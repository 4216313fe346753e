"""Addresses of memberships and purposes."""

from django.urls import path

from budget.participation import views

urlpatterns = [
    path("medlemskap/", views.memberships, name="memberships"),
    path("medlemskap/nytt/", views.membership_pages.new, name="memberships-new"),
    path("medlemskap/<int:pk>/endre/", views.membership_pages.edit, name="memberships-edit"),
    path("medlemskap/<int:pk>/slett/", views.membership_pages.delete, name="memberships-delete"),
    path("formal/nytt/", views.purpose_pages.new, name="purposes-new"),
    path("formal/<int:pk>/endre/", views.purpose_pages.edit, name="purposes-edit"),
    path("formal/<int:pk>/slett/", views.purpose_pages.delete, name="purposes-delete"),
]
