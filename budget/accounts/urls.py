"""Addresses of account imports, and of entries."""

from django.urls import path

from budget.accounts import views
from rorikt.imports.views import addresses

urlpatterns = [
    *addresses("regnskap/", views.ACCOUNT_FILES),
    path("regnskap/<int:pk>/fil/", views.import_file, name="account-import-file"),
    path("regnskap/<int:pk>/ta-bort-innskrevne/", views.clear_typed, name="account-import-clear"),
    path("<budget_year:year>/poster/", views.entries, name="entries"),
    path("linjer/<int:pk>/konti/", views.line_accounts, name="line-accounts"),
]
