"""Addresses of vouchers."""

from django.urls import path

from budget.vouchers import views
from rorikt.imports.views import addresses

urlpatterns = [
    *addresses("bilag/opplastinger/", views.UPLOADS),
    path("<budget_year:year>/bilag/", views.vouchers, name="vouchers"),
    path("<budget_year:year>/bilag/innsyn/", views.access, name="voucher-access"),
    path("<budget_year:year>/bilag/skjerm/<path:number>/", views.shield, name="voucher-shield"),
    path("<budget_year:year>/bilag/vis-igjen/<path:number>/", views.unshield, name="voucher-unshield"),
    path("<budget_year:year>/bilag/nr/<path:number>/", views.voucher, name="voucher"),
    path("bilag/<int:pk>/", views.picture, name="voucher-file"),
    path("bilag/<int:pk>/original/", views.original, name="voucher-file-original"),
    path("bilag/<int:pk>/klargjor/", views.make_ready, name="voucher-file-ready"),
    path("bilag/<int:pk>/slett/", views.delete, name="voucher-file-delete"),
]
