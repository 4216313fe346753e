"""Addresses of the forecast and of the months of a line."""

from django.urls import path

from budget.forecasts import views

urlpatterns = [
    path("<budget_year:year>/prognose/", views.forecast, name="forecast"),
    path("linjer/<int:pk>/prognose/", views.set_forecast, name="forecast-set"),
    path("linjer/<int:pk>/maneder/", views.set_distribution, name="distribution"),
]
