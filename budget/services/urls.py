"""Addresses of the services, their prices, who takes part, and the customers."""

from django.urls import path

from budget.services import views

urlpatterns = [
    path("tjenester/", views.services, name="services"),
    path("ny-tjeneste/", views.service_pages.new, name="service-new"),
    path("kunder/", views.customers, name="customers"),
    path("kunder/ny/", views.customer_pages.new, name="customer-new"),
    path("kunder/<int:pk>/endre/", views.customer_pages.edit, name="customer-edit"),
    path("kunder/<int:pk>/slett/", views.customer_pages.delete, name="customer-delete"),
    path("prislister/<int:pk>/endre/", views.edit_price_list, name="price-list-edit"),
    path("prislister/<int:pk>/slett/", views.delete_price_list, name="price-list-delete"),
    path("deltakere/<int:pk>/endre/", views.participant_pages.edit, name="participant-edit"),
    path("deltakere/<int:pk>/slett/", views.participant_pages.delete, name="participant-delete"),
    path("tjenester/<slug:slug>/", views.service, name="service"),
    path("tjenester/<slug:slug>/endre/", views.service_pages.edit, name="service-edit"),
    path("tjenester/<slug:slug>/slett/", views.service_pages.delete, name="service-delete"),
    path("tjenester/<slug:slug>/pris/ny/", views.new_price_list, name="price-list-new"),
    path("tjenester/<slug:slug>/deltakere/", views.new_participants, name="participants-new"),
]
