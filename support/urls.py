"""Addresses of support."""

from django.urls import path

from support.imports.views import columns, confirm, discard, import_page, imports, new_import
from support.measuring.views import recompute
from support.sla.views import add_holidays, sla
from support.statistics.views import index, statistics
from support.syncing.views import mapping, overview, remove_held, run, settings, start, waiting
from support.tickets.views import critical_event, ticket, tickets

app_name = "support"
urlpatterns = [
    path("", index, name="index"),
    path("saker/", tickets, name="tickets"),
    path("saker/<int:number>/", ticket, name="ticket"),
    path("saker/<int:number>/hendelse/", critical_event, name="critical-event"),
    path("statistikk/", statistics, name="statistics"),
    path("sla/", sla, name="sla"),
    path("sla/fridager/", add_holidays, name="add-holidays"),
    path("sla/mal-pa-nytt/", recompute, name="recompute"),
    path("pureservice/", overview, name="pureservice"),
    path("pureservice/synkroniser/", start, name="sync-start"),
    path("pureservice/kjoringer/<int:pk>/", run, name="sync-run"),
    path("pureservice/venter/", waiting, name="waiting"),
    path("pureservice/koblinger/<slug:slug>/", mapping, name="mapping"),
    path("pureservice/innstillinger/", settings, name="pureservice-settings"),
    path("pureservice/borte/<int:pk>/fjern/", remove_held, name="remove-held"),
    path("filer/", imports, name="ticket-imports"),
    path("filer/ny/", new_import, name="ticket-import-new"),
    path("filer/<int:pk>/", import_page, name="ticket-import"),
    path("filer/<int:pk>/kolonner/", columns, name="ticket-import-columns"),
    path("filer/<int:pk>/importer/", confirm, name="ticket-import-confirm"),
    path("filer/<int:pk>/forkast/", discard, name="ticket-import-discard"),
]
