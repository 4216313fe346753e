"""The audit trail as it is stored: rows that are only added, chained by hash."""

from django.db import models

from rorikt.people.models import User


class AuditEntry(models.Model):
    """Who did what when. Rows are only added, each carrying the hash of the one before; see trail.py."""

    at = models.DateTimeField("tidspunkt")
    by = models.ForeignKey(User, on_delete=models.PROTECT, verbose_name="hvem", null=True, related_name="+")
    action = models.CharField("handling", max_length=60)
    subject = models.CharField("gjelder", max_length=120, db_index=True)
    detail = models.JSONField("detaljer", default=dict)
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = "hendelse i loggen"
        verbose_name_plural = "endringslogg"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.action}: {self.subject}"
