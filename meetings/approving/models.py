"""What is kept of an approval beside what was approved: that somebody read it, and the proof that it is as it was."""

from django.conf import settings
from django.db import models

from meetings.documents.models import Document, DocumentVersion


class QualityCheck(models.Model):
    """Somebody has read a draft as it stood and found it in order; `mark` is the one it had, `text_hash` what it read.

    The database refuses to change it. It says nothing of the draft any more once that has another mark.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="quality_checks")
    mark = models.UUIDField()
    text_hash = models.CharField(max_length=64)
    checked_at = models.DateTimeField("kvalitetssikret")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="kvalitetssikret av", related_name="+"
    )

    class Meta:
        verbose_name = "kvalitetssikring"
        verbose_name_plural = "kvalitetssikringer"
        ordering = ["document", "-pk"]

    def __str__(self) -> str:
        return f"Kvalitetssikring av {self.document}"


class Seal(models.Model):
    """What is kept beside an approved version, to prove later that it is as it was. The database refuses to change it.

    `text_hash` is of all that its page reads, `public_hash` and `public_text_hash` of the edition without what is
    exempt, empty where there is none. `rests_on` is what its figures were asked with, see approving/resting.py.
    `reason` is why it replaced the version before, `changes` what was then changed, a sentence each. Its own hash is
    in the trail. A version from before there were seals gets one later, without `rests_on`.
    """

    version = models.OneToOneField(DocumentVersion, on_delete=models.PROTECT, related_name="seal")
    text_hash = models.CharField(max_length=64)
    public_hash = models.CharField(max_length=64, blank=True)
    public_text_hash = models.CharField(max_length=64, blank=True)
    rests_on = models.JSONField(default=dict)
    reason = models.CharField("fordi", max_length=300, blank=True)
    changes = models.JSONField("endret", default=list)
    quality_check = models.ForeignKey(
        QualityCheck, on_delete=models.PROTECT, verbose_name="kvalitetssikring", null=True, related_name="+"
    )
    sealed_at = models.DateTimeField("forseglet")

    class Meta:
        verbose_name = "segl"
        verbose_name_plural = "segl"
        ordering = ["version"]

    def __str__(self) -> str:
        return f"Segl på {self.version}"
