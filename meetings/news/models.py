"""What each reader has seen, by which they are told what is new. It is theirs alone: in no trail, no admin, no list."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from meetings.agenda.models import AgendaItem
from meetings.attachments.models import Attachment
from meetings.documents.models import Document
from meetings.news.visiting import Visit


class LastSeen(models.Model):
    """Of a document, an attachment or a case: what of it a person has seen, as visiting.py has it.

    `seen` and `before` are numbers and hashes, never words: of a document the version, of an attachment the file, of a
    case what its page says. All is gone with the person, and with the thing.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, null=True, related_name="+")
    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, null=True, related_name="+")
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, null=True, related_name="+")
    seen = models.JSONField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    before = models.JSONField(null=True)
    before_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "sist sett"
        verbose_name_plural = "sist sett"
        ordering = ["user", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "document"], name="a_document_is_last_seen_once_by_each"),
            models.UniqueConstraint(fields=["user", "attachment"], name="an_attachment_is_last_seen_once_by_each"),
            models.UniqueConstraint(fields=["user", "item"], name="a_case_is_last_seen_once_by_each"),
            models.CheckConstraint(
                condition=Q(document__isnull=False, attachment=None, item=None)
                | Q(document=None, attachment__isnull=False, item=None)
                | Q(document=None, attachment=None, item__isnull=False),
                name="what_is_last_seen_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return "Sist sett"

    @property
    def visit(self) -> Visit:
        return Visit(self.seen, self.first_at, self.last_at, self.before, self.before_at)
