"""Addresses of log-in and security."""

from django.urls import path

from rorikt.security import views

urlpatterns = [
    path("sikkerhet/", views.security, name="security"),
    path("sikkerhet/totrinn/", views.second_factor, name="second-factor"),
    path("sikkerhet/okt/", views.session, name="session"),
    path("sikkerhet/okter/<int:pk>/avslutt/", views.session_end, name="session-end"),
    path("sikkerhet/okter/avslutt-andre/", views.session_end_others, name="session-end-others"),
    path("sikkerhet/brukere/", views.log_ins, name="log-ins"),
    path("sikkerhet/brukere/<int:pk>/nullstill/", views.second_factor_reset, name="second-factor-reset"),
    path("sikkerhet/brukere/<int:pk>/koble-fra/", views.sign_on_disconnect, name="sign-on-disconnect"),
]
