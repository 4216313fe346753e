"""The addresses where a draft's check is read and answered, and where a document is quality-checked and approved."""

from django.urls import path

from meetings.documents.finding import DOCUMENT
from meetings.readiness import review_views, views

urlpatterns = [
    path(f"{DOCUMENT}kvalitetssikre/", views.check_document, name="document-check"),
    path(f"{DOCUMENT}godkjenn/", views.approve_document, name="document-approve"),
    path(f"{DOCUMENT}kontroll/", review_views.document_review, name="document-review"),
    path(f"{DOCUMENT}kontroll/lest/", review_views.mark_as_read, name="document-read"),
    path(f"{DOCUMENT}kontroll/<int:waiver>/angre/", review_views.withdraw, name="waiver-withdraw"),
    path(f"{DOCUMENT}kontroll/<str:fingerprint>/", review_views.waive, name="finding-waive"),
    path("dokumenter/kontroll/", review_views.my_review, name="my-review"),
]
