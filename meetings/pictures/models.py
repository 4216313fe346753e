"""Pictures in the texts of documents."""

from django.conf import settings
from django.db import models


class Picture(models.Model):
    """A cleaned picture, kept by the hash of its bytes. The database refuses to change or delete it: a version that
    was approved shows it for ever. Who may see it is asked of the documents that show it."""

    class Kind(models.TextChoices):
        PNG = "png", "PNG"
        JPEG = "jpeg", "JPEG"

    sha256 = models.CharField(max_length=64, unique=True)
    kind = models.CharField("filtype", max_length=4, choices=Kind)
    width = models.PositiveIntegerField("bredde")
    height = models.PositiveIntegerField("høyde")
    data = models.BinaryField("innhold")
    uploaded_at = models.DateTimeField("lastet opp")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="lastet opp av", related_name="+"
    )

    class Meta:
        verbose_name = "bilde"
        verbose_name_plural = "bilder"

    def __str__(self) -> str:
        return f"Bilde {self.sha256[:8]}"
