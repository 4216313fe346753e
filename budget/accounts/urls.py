"""Addresses of account imports, of the mapping of accounts, and of entries."""

from django.urls import path

from budget.accounts import views
from rorikt.imports.views import addresses

urlpatterns = [
    *addresses("regnskap/", views.ACCOUNT_FILES),
    path("regnskap/<int:pk>/fil/", views.import_file, name="account-import-file"),
    path("regnskap/<int:pk>/ta-bort-innskrevne/", views.clear_typed, name="account-import-clear"),
    path("<budget_year:year>/konti/", views.mappings, name="account-mappings"),
    path("<budget_year:year>/konti/ny/", views.mapping_pages.new, name="account-mapping-new"),
    path("<budget_year:year>/konti/hent/", views.copy_mappings, name="account-mappings-copy"),
    path("konti/<int:pk>/endre/", views.mapping_pages.edit, name="account-mapping-edit"),
    path("konti/<int:pk>/slett/", views.mapping_pages.delete, name="account-mapping-delete"),
    path("<budget_year:year>/poster/", views.entries, name="entries"),
    path("linjer/<int:pk>/konti/", views.line_accounts, name="line-accounts"),
]
