"""Every text that a section has had."""

from typing import Any

from django.conf import settings
from django.db import models

from meetings.documents.models import Section


class SectionRevision(models.Model):
    """What somebody saved of a section, for ever: the database refuses to change or delete it.

    `number` is the revision of the section that it was, `None` for one that was only sent: it was made one with what
    somebody else had stored, and the next revision holds both. `base` is what its writer had seen. `by` is empty for a
    text that came by another way, such as the outline, and is kept as it stood. Saves of one person that follow each
    other soon have the same `began_at`, that of the first.
    The revisions of a section that is deleted stay, so the key is not held by the database.
    """

    section = models.ForeignKey(Section, on_delete=models.DO_NOTHING, db_constraint=False, related_name="revisions")
    number = models.PositiveIntegerField(null=True)
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField("overskrift", max_length=200)
    body = models.TextField("tekst", blank=True)
    facts = models.JSONField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="skrevet av", null=True, related_name="+"
    )
    at = models.DateTimeField("lagret")
    began_at = models.DateTimeField("påbegynt")

    class Meta:
        verbose_name = "tidligere tekst"
        verbose_name_plural = "tidligere tekster"
        ordering = ["section", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["section", "number"], name="a_revision_has_its_number_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stamp(self) -> str:
        """What the editor names it by, as what it has seen."""
        return f"ved-{self.pk}" if self.number is None else str(self.number)

    @property
    def values(self) -> dict[str, Any]:
        return {"title": self.title, "body": self.body, **self.facts}
