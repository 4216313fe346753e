"""Addresses of meetings, documents and what they are made of."""

from django.urls import path

from meetings.views import attachments, documents, meetings, outline, own, packets, sections, shared

CASE = "moter/<int:year>/M<int:sequence>/<int:item>/"
DOCUMENT = "dokumenter/<int:pk>/"

app_name = "meetings"
urlpatterns = [
    path("moter/", meetings.meeting_list, name="meetings"),
    path("moter/raad/", meetings.council, name="council"),
    path("moter/nytt/", meetings.new_meeting, name="meeting-new"),
    path("moter/<int:year>/M<int:sequence>/", meetings.meeting, name="meeting"),
    path("moter/<int:year>/M<int:sequence>/rediger/", meetings.edit_meeting, name="meeting-edit"),
    path("moter/<int:year>/M<int:sequence>/pakke/", packets.packet, name="packet"),
    path("moter/<int:year>/M<int:sequence>/pakke/offentlig/", packets.public_packet, name="packet-public"),
    path("moter/<int:year>/M<int:sequence>/pakke/filer/", packets.packet_files, name="packet-files"),
    path("moter/<int:year>/M<int:sequence>/pakke/send/", packets.issue, name="packet-issue"),
    path("moter/utsendt/<int:pk>/", packets.issued_packet, name="issued-packet"),
    path("moter/<int:year>/M<int:sequence>/ny-sak/", meetings.new_item, name="agenda-item-new"),
    path(CASE, meetings.agenda_item, name="agenda-item"),
    path(f"{CASE}rediger/", meetings.edit_item, name="agenda-item-edit"),
    path(f"{CASE}slett/", meetings.delete_item, name="agenda-item-delete"),
    path(f"{CASE}pakke/", packets.case_packet, name="agenda-item-packet"),
    path(f"{CASE}vedlegg/", attachments.add, name="attachment-new"),
    path("vedlegg/<int:pk>/", attachments.attachment, name="attachment"),
    path("vedlegg/<int:pk>/fil/", attachments.file, name="attachment-file"),
    path("vedlegg/<int:pk>/original/", attachments.original, name="attachment-original"),
    path("vedlegg/<int:pk>/rediger/", attachments.edit, name="attachment-edit"),
    path("vedlegg/<int:pk>/flytt/", attachments.move, name="attachment-move"),
    path("vedlegg/<int:pk>/slett/", attachments.delete, name="attachment-delete"),
    path("dokumenter/", documents.document_list, name="documents"),
    path("dokumenter/ny/", documents.new_document, name="document-new"),
    path(DOCUMENT, documents.document, name="document"),
    path(f"{DOCUMENT}pdf/", documents.document_pdf, name="document-pdf"),
    path(f"{DOCUMENT}versjon/<int:sequence>/", documents.version, name="version"),
    path(f"{DOCUMENT}versjon/<int:sequence>/pdf/", documents.version_pdf, name="version-pdf"),
    path(f"{DOCUMENT}rediger/", documents.edit_document, name="document-edit"),
    path(f"{DOCUMENT}godkjenn/", documents.approve_document, name="document-approve"),
    path(f"{DOCUMENT}flytt/", documents.move_document, name="document-move"),
    path(f"{DOCUMENT}disposisjon/", outline.outline, name="document-outline"),
    path(f"{DOCUMENT}tabeller/", own.own_data, name="document-data"),
    path(f"{DOCUMENT}tabeller/ny/", own.new_table, name="manual-table-new"),
    path(f"{DOCUMENT}tabeller/<slug:slug>/", own.edit_table, name="manual-table"),
    path(f"{DOCUMENT}tabeller/<slug:slug>/slett/", own.delete_table, name="manual-table-delete"),
    path(f"{DOCUMENT}tall/ny/", own.new_figure, name="manual-figure-new"),
    path(f"{DOCUMENT}tall/<slug:slug>/", own.edit_figure, name="manual-figure"),
    path(f"{DOCUMENT}tall/<slug:slug>/slett/", own.delete_figure, name="manual-figure-delete"),
    path("avsnitt/<int:pk>/", sections.edit_section, name="section-edit"),
    path("avsnitt/<int:pk>/plass/", outline.place_section, name="section-place"),
    path("avsnitt/<int:pk>/flytt/", outline.move_section, name="section-move"),
    path("avsnitt/<int:pk>/slett/", outline.delete_section, name="section-delete"),
    path("definisjoner/", shared.definitions, name="definitions"),
    path("definisjoner/ny/", shared.edit_definition, name="definition-new"),
    path("definisjoner/<int:pk>/", shared.edit_definition, name="definition-edit"),
    path("byggprosjekter/", shared.building_projects, name="building-projects"),
    path("byggprosjekter/ny/", shared.edit_building_project, name="building-project-new"),
    path("byggprosjekter/<int:pk>/", shared.edit_building_project, name="building-project-edit"),
]
