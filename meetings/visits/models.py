"""What a reader has read, and where they left off: their own, for nobody else to see.

Neither stands in the trail or in the admin, and both go with the person.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from meetings.agenda.models import AgendaItem
from meetings.attachments.models import Attachment
from meetings.documents.models import Document


class ReadMark(models.Model):
    """A section of a document, an attachment or what is said of a case, read as it was: `said` is the hash of that.

    `key` is that of the section, empty for one from before sections had one, and for the others.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="read_marks")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, null=True, related_name="+")
    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, null=True, related_name="+")
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, null=True, related_name="+")
    key = models.CharField(max_length=40, blank=True)
    said = models.CharField(max_length=64)
    read_at = models.DateTimeField("lest")

    class Meta:
        verbose_name = "lesemerke"
        verbose_name_plural = "lesemerker"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "document", "key", "said"], name="a_section_is_marked_once_as_it_is"
            ),
            models.UniqueConstraint(fields=["user", "attachment", "said"], name="an_attachment_is_marked_once"),
            models.UniqueConstraint(fields=["user", "item", "said"], name="a_summary_is_marked_once_as_it_is"),
            models.CheckConstraint(
                condition=Q(document__isnull=False, attachment=None, item=None)
                | Q(document=None, attachment__isnull=False, item=None, key="")
                | Q(document=None, attachment=None, item__isnull=False, key=""),
                name="a_mark_is_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"Lesemerke {self.pk}"


class ReadingPlace(models.Model):
    """The paragraph that a person read last in a document, by its `name`, and its section: a key, or an anchor where
    there was none. The name is empty in a text whose paragraphs have none."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reading_places")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100, blank=True)
    section = models.CharField(max_length=100)
    seen_at = models.DateTimeField("lest")

    class Meta:
        verbose_name = "lesested"
        verbose_name_plural = "lesesteder"
        ordering = ["-seen_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "document"], name="a_person_has_one_place_in_a_document"),
        ]

    def __str__(self) -> str:
        return f"Lesested {self.pk}"
