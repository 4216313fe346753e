"""Addresses of support."""

from django.urls import path

from support import pureservice_views, ticket_import_views
from support.measuring.views import recompute
from support.sla.views import add_holidays, sla
from support.statistics.views import index, statistics
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
    path("pureservice/", pureservice_views.overview, name="pureservice"),
    path("pureservice/synkroniser/", pureservice_views.start, name="sync-start"),
    path("pureservice/kjoringer/<int:pk>/", pureservice_views.run, name="sync-run"),
    path("pureservice/venter/", pureservice_views.waiting, name="waiting"),
    path("pureservice/koblinger/<slug:slug>/", pureservice_views.mapping, name="mapping"),
    path("pureservice/innstillinger/", pureservice_views.settings, name="pureservice-settings"),
    path("pureservice/borte/<int:pk>/fjern/", pureservice_views.remove_held, name="remove-held"),
    path("filer/", ticket_import_views.imports, name="ticket-imports"),
    path("filer/ny/", ticket_import_views.new_import, name="ticket-import-new"),
    path("filer/<int:pk>/", ticket_import_views.import_page, name="ticket-import"),
    path("filer/<int:pk>/kolonner/", ticket_import_views.columns, name="ticket-import-columns"),
    path("filer/<int:pk>/importer/", ticket_import_views.confirm, name="ticket-import-confirm"),
    path("filer/<int:pk>/forkast/", ticket_import_views.discard, name="ticket-import-discard"),
]
