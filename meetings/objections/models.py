"""What stands in a draft in spite of a check, and why; and what its figures were when their sentences were written."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from meetings.documents.models import Document, Section


class Waiver(models.Model):
    """A finding that may stand, with the reason. It is of the finding's `fingerprint`: another text asks again."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="waivers")
    fingerprint = models.CharField(max_length=64)
    says = models.TextField("kontrollen sier")
    reason = models.TextField("begrunnelse")
    waived_at = models.DateTimeField("godtatt")
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="godtatt av", related_name="+"
    )

    class Meta:
        verbose_name = "begrunnelse for det som står"
        verbose_name_plural = "begrunnelser for det som står"
        ordering = ["document", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "fingerprint"],
                name="finding_is_waived_once",
                violation_error_message="Dette er allerede begrunnet.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="waiver_has_a_reason",
                violation_error_code="reason",
                violation_error_message="Skriv hvorfor dette kan stå.",
            ),
        ]

    def __str__(self) -> str:
        return self.says


class WrittenFigures(models.Model):
    """What the tokens of a section said when their sentences were written, or read again.

    `figures` has for each sentence, by the hash of its words, the printed value of each token.
    """

    section = models.OneToOneField(Section, on_delete=models.CASCADE, related_name="written_figures")
    figures = models.JSONField(default=dict)

    class Meta:
        verbose_name = "tall slik de var"
        verbose_name_plural = "tall slik de var"

    def __str__(self) -> str:
        return str(self.section)
