"""Addresses of account imports, of the mapping of accounts, and of entries."""

from django.urls import path

from budget.accounts import views

urlpatterns = [
    path("regnskap/", views.imports, name="account-imports"),
    path("regnskap/ny/", views.new_import, name="account-import-new"),
    path("regnskap/<int:pk>/", views.import_page, name="account-import"),
    path("regnskap/<int:pk>/fil/", views.import_file, name="account-import-file"),
    path("regnskap/<int:pk>/kolonner/", views.columns, name="account-import-columns"),
    path("regnskap/<int:pk>/importer/", views.confirm, name="account-import-confirm"),
    path("regnskap/<int:pk>/angre/", views.undo, name="account-import-undo"),
    path("regnskap/<int:pk>/forkast/", views.discard, name="account-import-discard"),
    path("regnskap/<int:pk>/ta-bort-innskrevne/", views.clear_typed, name="account-import-clear"),
    path("<budget_year:year>/konti/", views.mappings, name="account-mappings"),
    path("<budget_year:year>/konti/ny/", views.mapping_pages.new, name="account-mapping-new"),
    path("<budget_year:year>/konti/hent/", views.copy_mappings, name="account-mappings-copy"),
    path("konti/<int:pk>/endre/", views.mapping_pages.edit, name="account-mapping-edit"),
    path("konti/<int:pk>/slett/", views.mapping_pages.delete, name="account-mapping-delete"),
    path("<budget_year:year>/poster/", views.entries, name="entries"),
    path("linjer/<int:pk>/konti/", views.line_accounts, name="line-accounts"),
]
