"""The audit trail as it is stored: rows that are only added, chained by hash."""

from typing import Any, ClassVar

from django.db import models

from rorikt.people.models import User

# Rows that tell of no change: who read what, who took a part of the trail along, and that it was checked.
READ = "leste unntatt innhold"
CHECKED = "kontrollerte endringsloggen"
EXPORTED = "lastet ned endringsloggen"
# By these nothing has become another: who looked at what, and who came and went.
LOGGED = (
    "logget inn",
    "logget ut",
    "mislyktes i å logge inn",
    "mislyktes i andre trinn",
    "avsluttet økt",
    "avsluttet økter",
)
LOOKED = (READ, CHECKED, EXPORTED, *LOGGED)


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def changes(self) -> "AuditEntryQuerySet":
        return self.exclude(action__in=LOOKED)


class AuditEntry(models.Model):
    """Who did what when. Rows are only added, each carrying the hash of the one before; see trail.py."""

    at = models.DateTimeField("tidspunkt")
    by = models.ForeignKey(User, on_delete=models.PROTECT, verbose_name="hvem", null=True, related_name="+")
    action = models.CharField("handling", max_length=60)
    subject = models.CharField("gjelder", max_length=120, db_index=True)
    detail = models.JSONField("detaljer", default=dict)
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    objects: ClassVar[Any] = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "hendelse i loggen"
        verbose_name_plural = "endringslogg"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.action}: {self.subject}"
