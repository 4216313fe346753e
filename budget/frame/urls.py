"""Addresses of the frame, its changes, and the decisions on estimates."""

from django.urls import path

from budget.frame import views

urlpatterns = [
    path("ramme/", views.newest_frame, name="newest-frame"),
    path("<budget_year:year>/ramme/", views.frame, name="frame"),
    path("<budget_year:year>/ramme/ny/", views.new_frame_change, name="frame-change-new"),
    path("ramme/<int:pk>/", views.frame_change, name="frame-change"),
    path("ramme/<int:pk>/vedtak/", views.new_decision, name="frame-decision-new"),
    path("kostnadsoverslag/<slug:slug>/vedtak/", views.decide_estimate, name="estimate-decide"),
    path("kostnadsoverslag/<slug:slug>/avslag/", views.decline_estimate, name="estimate-decline"),
    path("kostnadsoverslag/<slug:slug>/ventes/", views.reopen_estimate, name="estimate-reopen"),
]
