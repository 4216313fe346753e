"""Who was reminded of a section, of what and when."""

from django.conf import settings
from django.db import models

from meetings.documents.models import Section


class SectionReminder(models.Model):
    """Before each deadline, after it, and once a day by hand: `day` is the deadline, or the day it was asked for.

    It is there from when it is decided, and sent when the mail server takes it.
    """

    class Kind(models.TextChoices):
        SOON = "soon", "Før fristen"
        LATE = "late", "Etter fristen"
        BY_HAND = "by_hand", "Sendt fra tavlen"

    section = models.ForeignKey(Section, on_delete=models.CASCADE, verbose_name="avsnitt", related_name="reminders")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="ansvarlig", related_name="+"
    )
    kind = models.CharField("type", max_length=7, choices=Kind)
    day = models.DateField("dag")
    made_at = models.DateTimeField("laget")
    sent_at = models.DateTimeField("sendt", null=True, blank=True)

    class Meta:
        verbose_name = "påminnelse om avsnitt"
        verbose_name_plural = "påminnelser om avsnitt"
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "owner", "kind", "day"], name="nobody_is_reminded_of_a_section_twice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.section}"
