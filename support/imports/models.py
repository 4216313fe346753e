"""Which number a ticket has where a file brought it from, and what a file has changed."""

from django.db import models

from rorikt.imports.models import ImportedFile, ImportSource
from support.tickets.models import Ticket


class ImportedTicket(models.Model):
    """The same ticket in the next file from the same source is found by its number there, which may be text."""

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, verbose_name="sak", related_name="imported_as")
    source = models.ForeignKey(ImportSource, on_delete=models.PROTECT, verbose_name="kilde", related_name="+")
    source_number = models.CharField("saksnummer i kilden", max_length=64)
    # Of all that the file said of the ticket, as it was understood.
    fingerprint = models.CharField(max_length=32, editable=False)
    imported = models.ForeignKey(
        ImportedFile, on_delete=models.PROTECT, verbose_name="sist endret av filen", related_name="+"
    )

    class Meta:
        verbose_name = "sak fra fil"
        verbose_name_plural = "saker fra fil"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_number"],
                name="source_number_is_unique_in_its_source",
                violation_error_message="Kilden har allerede en sak med dette nummeret.",
            ),
        ]

    def __str__(self) -> str:
        return self.source_number


class ChangedTicket(models.Model):
    """What a ticket was before a file changed it, so that the import can be undone.

    `before` holds its fields, its pauses and priorities, and what its `ImportedTicket` said; `previous` is the file
    that had brought or changed it, none where no file had.
    """

    imported = models.ForeignKey(ImportedFile, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    previous = models.ForeignKey(ImportedFile, on_delete=models.PROTECT, null=True, related_name="+")
    before = models.JSONField()

    class Meta:
        verbose_name = "sak endret av fil"
        verbose_name_plural = "saker endret av fil"
        constraints = [
            models.UniqueConstraint(
                fields=["imported", "ticket"],
                name="file_changes_a_ticket_once",
                violation_error_message="Filen har allerede endret denne saken.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.imported}"
