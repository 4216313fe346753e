"""The pages of attachments as they are shown. All of it is made of the safe copies, and can be made again."""

from django.db import models
from django.db.models import Q

EDITION = 1  # of how pages are made; with another one all are made again


class PagesOfFile(models.Model):
    """What there is of the pages of one safe copy, by the hash of its bytes: a copy that is made anew has none yet.

    `told` is a sentence on what is not shown and why; `tried_at` when pages were made the last time.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    edition = models.PositiveSmallIntegerField("utgave", default=EDITION)
    is_finished = models.BooleanField("ferdig", default=False)
    is_broken = models.BooleanField("kan ikke leses", default=False)
    told = models.CharField("melding", max_length=300, blank=True)
    tried_at = models.DateTimeField("sist laget")

    class Meta:
        verbose_name = "sidene av et vedlegg"
        verbose_name_plural = "sidene av vedlegg"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_broken=False) | Q(is_finished=True) & ~Q(told=""), name="broken_pages_say_why"
            )
        ]

    def __str__(self) -> str:
        return f"Sidene av {self.sha256[:12]}"


class AttachmentPage(models.Model):
    """One page: its text, and its picture where it could be drawn. The size is in dots, the hash of the picture."""

    of = models.ForeignKey(PagesOfFile, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField("side")
    text = models.TextField("tekst", blank=True)
    picture_sha256 = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField("bredde", default=0)
    height = models.PositiveIntegerField("høyde", default=0)
    byte_count = models.PositiveIntegerField("størrelse", default=0)

    class Meta:
        verbose_name = "side av et vedlegg"
        verbose_name_plural = "sider av vedlegg"
        ordering = ["of", "number"]
        constraints = [
            models.UniqueConstraint(fields=["of", "number"], name="page_of_a_file_is_kept_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="pages_are_counted_from_one"),
            models.CheckConstraint(
                condition=Q(picture_sha256="") | Q(width__gte=1, height__gte=1), name="picture_of_a_page_has_its_size"
            ),
        ]

    def __str__(self) -> str:
        return f"Side {self.number}"
