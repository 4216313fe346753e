"""What was found to be missing in a draft, kept until the draft or what it shows is changed."""

from django.db import models

from meetings.documents.models import Document


class Finding(models.Model):
    """What the checks said of a draft, and what that rested on; see findings.py for when it is out of date.

    `found` has every finding as claims/findings.py writes it, `problems` a sentence for each of those that stop the
    approval.
    `printed` is what the paper rested on when it was last printed ahead, for a draft as `rests_on`.
    """

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="finding")
    problems = models.JSONField("mangler", default=list)
    found = models.JSONField("funn", default=list)
    checked_at = models.DateTimeField("kontrollert")
    rests_on = models.CharField(max_length=160)
    printed = models.CharField(max_length=160, blank=True)

    class Meta:
        verbose_name = "kontroll av utkast"
        verbose_name_plural = "kontroller av utkast"

    def __str__(self) -> str:
        return f"Kontroll av {self.document}"
