"""The address of what comes near in the registers."""

from django.urls import path

from meetings.register_reminders import views

urlpatterns = [path("dette-skjer-snart/", views.register_days, name="register-days")]
