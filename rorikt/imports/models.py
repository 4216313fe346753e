"""Files that rows are read from, and where they come from."""

from django.db import models
from django.db.models import Q

from rorikt.people.models import User


class ImportSource(models.Model):
    """Where files of one kind come from, with which column is which: chosen once, used for every file from there.

    `mapping` is field name to column title, `options` what else the kind of import wants to know.
    """

    kind = models.CharField("type", max_length=40, editable=False)
    name = models.CharField("navn", max_length=80, help_text="Systemet eller rapporten filene kommer fra.")
    mapping = models.JSONField("kolonner", default=dict, blank=True)
    options = models.JSONField("valg", default=dict, blank=True)

    class Meta:
        verbose_name = "importkilde"
        verbose_name_plural = "importkilder"
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name"],
                name="import_source_name_is_unique_in_its_kind",
                violation_error_code="name",
                violation_error_message="Det finnes allerede en kilde med dette navnet.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


def imported_file_path(imported: "ImportedFile", name: str) -> str:
    """Kept under its content, so a name can never overwrite another file."""
    return f"imports/{imported.sha256[:2]}/{imported.sha256}"


class ImportedFile(models.Model):
    """A file that rows were read from, kept as it came, with the mapping it was read by and what was found in it.

    `summary` is what the kind of import shows of it, `seen` what was found by looking into the file, which does not
    change. Changed only by rorikt.imports.imported_files.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", "Lastet opp"
        PREVIEWED = "previewed", "Forhåndsvist"
        CONFIRMED = "confirmed", "Importert"
        UNDONE = "undone", "Angret"
        FAILED = "failed", "Kan ikke leses"

    kind = models.CharField("type", max_length=40)
    source = models.ForeignKey(
        ImportSource, on_delete=models.PROTECT, verbose_name="kilde", null=True, blank=True, related_name="files"
    )
    original_name = models.CharField("fil", max_length=200)
    file = models.FileField("innhold", upload_to=imported_file_path, max_length=200)
    sha256 = models.CharField(max_length=64)
    byte_count = models.PositiveBigIntegerField("størrelse")
    uploaded_at = models.DateTimeField("lastet opp")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, verbose_name="lastet opp av", related_name="+")

    state = models.CharField("status", max_length=10, choices=State, default=State.UPLOADED)
    mapping = models.JSONField("kolonner", default=dict, blank=True)
    options = models.JSONField("valg", default=dict, blank=True)
    row_count = models.PositiveIntegerField("rader", default=0)
    summary = models.JSONField("sammendrag", default=dict, blank=True)
    seen = models.JSONField("sett i filen", default=dict, blank=True, editable=False)

    confirmed_at = models.DateTimeField("importert", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, verbose_name="importert av", null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField("angret", null=True, blank=True)
    undone_by = models.ForeignKey(
        User, on_delete=models.PROTECT, verbose_name="angret av", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "importert fil"
        verbose_name_plural = "importerte filer"
        ordering = ["-uploaded_at", "-pk"]
        indexes = [models.Index(fields=["kind", "state"], name="import_by_kind_and_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "sha256"],
                condition=Q(state="confirmed"),
                name="file_is_imported_once",
                violation_error_message="Filen er allerede importert. Angre den importen først.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="import_is_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="import_is_undone_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["uploaded", "previewed", "failed"], confirmed_at__isnull=True)
                | Q(state="confirmed", confirmed_at__isnull=False, undone_at__isnull=True)
                | Q(state="undone", confirmed_at__isnull=False, undone_at__isnull=False),
                name="import_has_the_times_of_its_state",
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_open(self) -> bool:
        """Not yet imported: it may be read with another mapping, imported or thrown away."""
        return self.state in {self.State.UPLOADED, self.State.PREVIEWED, self.State.FAILED}

    @property
    def error_count(self) -> int:
        return int(self.summary.get("error_count", 0))
