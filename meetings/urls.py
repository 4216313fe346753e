"""Addresses of meetings, documents and what they are made of."""

from django.urls import path

from meetings.agenda.views import delete_item, edit_item, edit_meeting, meeting_list, new_item, new_meeting
from meetings.attachments.views import add, attachment, delete, edit, file, move, original
from meetings.council.views import council
from meetings.documents import outline_views
from meetings.documents.views import document_list, edit_document, move_document, new_document
from meetings.own.views import delete_figure, delete_table, edit_figure, edit_table, new_figure, new_table, own_data
from meetings.packet.views import case_packet, issue, issued_packet, packet, packet_files, public_packet
from meetings.papers import section_views
from meetings.papers.views import approve_document, document, document_pdf, version, version_pdf
from meetings.reading.views import agenda_item, meeting
from meetings.registers.views import building_projects, definitions, edit_building_project, edit_definition

CASE = "moter/<int:year>/M<int:sequence>/<int:item>/"
DOCUMENT = "dokumenter/<int:pk>/"

app_name = "meetings"
urlpatterns = [
    path("moter/", meeting_list, name="meetings"),
    path("moter/raad/", council, name="council"),
    path("moter/nytt/", new_meeting, name="meeting-new"),
    path("moter/<int:year>/M<int:sequence>/", meeting, name="meeting"),
    path("moter/<int:year>/M<int:sequence>/rediger/", edit_meeting, name="meeting-edit"),
    path("moter/<int:year>/M<int:sequence>/pakke/", packet, name="packet"),
    path("moter/<int:year>/M<int:sequence>/pakke/offentlig/", public_packet, name="packet-public"),
    path("moter/<int:year>/M<int:sequence>/pakke/filer/", packet_files, name="packet-files"),
    path("moter/<int:year>/M<int:sequence>/pakke/send/", issue, name="packet-issue"),
    path("moter/utsendt/<int:pk>/", issued_packet, name="issued-packet"),
    path("moter/<int:year>/M<int:sequence>/ny-sak/", new_item, name="agenda-item-new"),
    path(CASE, agenda_item, name="agenda-item"),
    path(f"{CASE}rediger/", edit_item, name="agenda-item-edit"),
    path(f"{CASE}slett/", delete_item, name="agenda-item-delete"),
    path(f"{CASE}pakke/", case_packet, name="agenda-item-packet"),
    path(f"{CASE}vedlegg/", add, name="attachment-new"),
    path("vedlegg/<int:pk>/", attachment, name="attachment"),
    path("vedlegg/<int:pk>/fil/", file, name="attachment-file"),
    path("vedlegg/<int:pk>/original/", original, name="attachment-original"),
    path("vedlegg/<int:pk>/rediger/", edit, name="attachment-edit"),
    path("vedlegg/<int:pk>/flytt/", move, name="attachment-move"),
    path("vedlegg/<int:pk>/slett/", delete, name="attachment-delete"),
    path("dokumenter/", document_list, name="documents"),
    path("dokumenter/ny/", new_document, name="document-new"),
    path(DOCUMENT, document, name="document"),
    path(f"{DOCUMENT}pdf/", document_pdf, name="document-pdf"),
    path(f"{DOCUMENT}versjon/<int:sequence>/", version, name="version"),
    path(f"{DOCUMENT}versjon/<int:sequence>/pdf/", version_pdf, name="version-pdf"),
    path(f"{DOCUMENT}rediger/", edit_document, name="document-edit"),
    path(f"{DOCUMENT}godkjenn/", approve_document, name="document-approve"),
    path(f"{DOCUMENT}flytt/", move_document, name="document-move"),
    path(f"{DOCUMENT}disposisjon/", outline_views.outline, name="document-outline"),
    path(f"{DOCUMENT}tabeller/", own_data, name="document-data"),
    path(f"{DOCUMENT}tabeller/ny/", new_table, name="manual-table-new"),
    path(f"{DOCUMENT}tabeller/<slug:slug>/", edit_table, name="manual-table"),
    path(f"{DOCUMENT}tabeller/<slug:slug>/slett/", delete_table, name="manual-table-delete"),
    path(f"{DOCUMENT}tall/ny/", new_figure, name="manual-figure-new"),
    path(f"{DOCUMENT}tall/<slug:slug>/", edit_figure, name="manual-figure"),
    path(f"{DOCUMENT}tall/<slug:slug>/slett/", delete_figure, name="manual-figure-delete"),
    path("avsnitt/<int:pk>/", section_views.edit_section, name="section-edit"),
    path("avsnitt/<int:pk>/plass/", outline_views.place_section, name="section-place"),
    path("avsnitt/<int:pk>/flytt/", outline_views.move_section, name="section-move"),
    path("avsnitt/<int:pk>/slett/", outline_views.delete_section, name="section-delete"),
    path("definisjoner/", definitions, name="definitions"),
    path("definisjoner/ny/", edit_definition, name="definition-new"),
    path("definisjoner/<int:pk>/", edit_definition, name="definition-edit"),
    path("byggprosjekter/", building_projects, name="building-projects"),
    path("byggprosjekter/ny/", edit_building_project, name="building-project-new"),
    path("byggprosjekter/<int:pk>/", edit_building_project, name="building-project-edit"),
]
