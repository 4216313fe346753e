"""Addresses of invitations."""

from django.urls import path

from rorikt.invitations import views

urlpatterns = [
    path("invitasjoner/", views.invitations, name="invitations"),
    path("invitasjoner/ny/", views.invitation_new, name="invitation-new"),
    path("invitasjoner/<int:pk>/send/", views.invitation_again, name="invitation-again"),
    path("invitasjoner/<int:pk>/trekk/", views.invitation_withdraw, name="invitation-withdraw"),
    path("invitasjon/", views.invitation_accept, name="invitation-accept"),
    path("invitasjon/<str:key>/", views.invitation_link, name="invitation-link"),
]
