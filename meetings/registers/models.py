"""Registers: rows of what documents tell again and again, in columns that each register says itself.

What a report printed of them is kept with its approved version, so that rows may change and be taken away for ever.
"""

import uuid
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse

from meetings.exemptions.checking import check_basis
from meetings.registers.contents import MOST_DECIMALS, Kind
from meetings.registers.standard import Standard
from rorikt.cases.models import CaseReference
from rorikt.people.models import Municipality

KEY = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", "Skriv små bokstaver, tall og bindestrek.")
TITLE_LENGTH = 300


class Register(models.Model):
    """A list with a title and columns of its own. `standard` is which of the known ones it is, empty for one's own."""

    class Readers(models.TextChoices):
        STAFF = "staff", "De ansatte i samarbeidet"
        COUNCIL = "council", "De ansatte og rådet"
        MEMBERS = "members", "De ansatte, rådet og økonomi i kommunene"

    class Editors(models.TextChoices):
        RUNNERS = "runners", "Leder og sekretær"
        AUTHORS = "authors", "Leder, sekretær og fagansvarlige"
        NAMED = "named", "Leder, den ansvarlige og de som er valgt"

    slug = models.CharField("kortnavn", max_length=40, unique=True, validators=[KEY])
    standard = models.CharField("type", max_length=20, choices=Standard, blank=True, editable=False)
    title = models.CharField("tittel", max_length=80, unique=True)
    lead = models.TextField("hva det er", blank=True, max_length=400)
    position = models.PositiveSmallIntegerField("rekkefølge", default=0)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="ansvarlig", null=True, blank=True,
        related_name="+", help_text="Får påminnelsene om rader der ingen person står.",
    )  # fmt: skip

    readers = models.CharField("hvem leser det", max_length=10, choices=Readers, default=Readers.STAFF)
    is_own_rows_only = models.BooleanField(
        "hver kommune ser bare sine egne rader",
        default=False,
        help_text="Gjelder rådsmedlemmer og økonomi i kommunene. Rader som gjelder alle, eller ingen, ser alle.",
    )
    editors = models.CharField("hvem skriver i det", max_length=10, choices=Editors, default=Editors.AUTHORS)
    named_editors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name="valgt til å skrive", blank=True, related_name="+"
    )
    exemption_basis = models.CharField(
        "unntatt offentlighet etter",
        max_length=200,
        blank=True,
        validators=[check_basis],
        help_text="Gjelder hele registeret. En enkelt rad kan ha sitt eget grunnlag.",
    )
    is_active = models.BooleanField("i bruk", default=True)

    class Meta:
        verbose_name = "register"
        verbose_name_plural = "registre"
        ordering = ["position", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["standard"], condition=~Q(standard=""), name="there_is_one_register_of_each_standard",
                violation_error_message="Dette registeret er allerede tatt i bruk.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:register", args=[self.slug])


class RegisterColumnQuerySet(models.QuerySet["RegisterColumn"]):
    def standing(self) -> Self:
        """Not taken away."""
        return self.filter(removed_at=None)


class RegisterColumn(models.Model):
    """A column. `key` is its name for life: tokens, files and the rules of a standard register know it by that.

    One that is taken away keeps what was written in it, and can be put back. The first that stands names the rows.
    """

    register = models.ForeignKey(Register, on_delete=models.CASCADE, related_name="columns")
    key = models.CharField("kortnavn", max_length=40, validators=[KEY])
    title = models.CharField("tittel", max_length=60)
    kind = models.CharField("innhold", max_length=15, choices=Kind, default=Kind.TEXT)
    position = models.PositiveSmallIntegerField("rekkefølge", default=0)
    is_per_municipality = models.BooleanField(
        "en for hver kommune", default=False, help_text="Kolonnen får en rute for hver kommune."
    )
    decimals = models.PositiveSmallIntegerField(
        "desimaler", default=0, validators=[MaxValueValidator(MOST_DECIMALS)], help_text="Av tall."
    )
    refers_to = models.ForeignKey(
        Register, on_delete=models.PROTECT, verbose_name="det andre registeret", null=True, blank=True,
        related_name="referring_columns",
    )  # fmt: skip
    is_required = models.BooleanField("må fylles ut", default=False)
    is_printed = models.BooleanField("skrives ut i rapporten", default=True)
    width = models.PositiveSmallIntegerField(
        "bredde i prosent", default=0, validators=[MaxValueValidator(90)], help_text="0 lar systemet velge."
    )
    remind_days = models.PositiveSmallIntegerField(
        "minn om datoen så mange dager før",
        null=True,
        blank=True,
        validators=[MaxValueValidator(730)],
        help_text="Tomt for ingen påminnelse. Gjelder datoer, og rader som ikke er avsluttet.",
    )
    removed_at = models.DateTimeField("tatt bort", null=True, blank=True, editable=False)

    objects = RegisterColumnQuerySet.as_manager()

    class Meta:
        verbose_name = "kolonne i register"
        verbose_name_plural = "kolonner i registre"
        ordering = ["register", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "key"], name="column_key_is_unique_in_its_register",
                violation_error_message="Registeret har allerede en kolonne med dette kortnavnet.",
            ),
            models.UniqueConstraint(
                fields=["register", "title"], condition=Q(removed_at=None),
                name="column_title_is_unique_in_its_register",
                violation_error_code="title",
                violation_error_message="Registeret har allerede en kolonne med denne tittelen.",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.ROW, refers_to__isnull=False) | (~Q(kind=Kind.ROW) & Q(refers_to=None)),
                name="column_of_rows_says_of_which_register",
                violation_error_code="refers_to",
                violation_error_message="Velg hvilket register radene hentes fra, og bare for en slik kolonne.",
            ),
            models.CheckConstraint(
                condition=Q(is_per_municipality=False) | ~Q(kind__in=[Kind.MUNICIPALITY, Kind.MUNICIPALITIES]),
                name="column_of_municipalities_is_not_per_municipality",
                violation_error_code="is_per_municipality",
                violation_error_message="En kolonne med kommuner kan ikke også ha en rute for hver kommune.",
            ),
            models.CheckConstraint(
                condition=Q(remind_days=None) | Q(kind=Kind.DAY), name="only_a_day_reminds",
                violation_error_code="remind_days",
                violation_error_message="Bare en dato kan det minnes om.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class RegisterState(models.Model):
    """A state that the boxes of a column may have: a word, and a colour that never stands alone."""

    class Tone(models.TextChoices):
        NEUTRAL = "neutral", "Grå"
        INFO = "info", "Blå"
        SUCCESS = "success", "Grønn"
        WARNING = "warning", "Gul"
        DANGER = "danger", "Rød"

    column = models.ForeignKey(RegisterColumn, on_delete=models.CASCADE, related_name="states")
    key = models.CharField("kortnavn", max_length=40, validators=[KEY])
    label = models.CharField("status", max_length=60)
    tone = models.CharField("farge", max_length=10, choices=Tone, default=Tone.NEUTRAL)
    position = models.PositiveSmallIntegerField("rekkefølge", default=0)
    is_settled = models.BooleanField(
        "er avsluttet", default=False, help_text="En rad med denne statusen minnes ikke lenger om."
    )

    class Meta:
        verbose_name = "status i register"
        verbose_name_plural = "statuser i registre"
        ordering = ["column", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["column", "key"], name="state_key_is_unique_in_its_column",
                violation_error_message="Kolonnen har allerede en status med dette kortnavnet.",
            ),
            models.UniqueConstraint(
                fields=["column", "label"], name="state_label_is_unique_in_its_column",
                violation_error_code="label",
                violation_error_message="Kolonnen har allerede denne statusen.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.label


class RegisterRowQuerySet(models.QuerySet["RegisterRow"]):
    def standing(self) -> Self:
        """Not taken away."""
        return self.filter(removed_at=None)

    def with_cells(self) -> Self:
        """With what all their boxes hold, in one query more."""
        return self.prefetch_related(Prefetch("cells", RegisterCell.objects.all()))


class RegisterRow(models.Model):
    """A row. `title` repeats what its first column holds, for whatever refers to it.

    One that is taken away can be put back. `changed_at` is when any of its boxes was last given something else.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="rows")
    position = models.PositiveIntegerField("rekkefølge", default=0)
    title = models.CharField("tittel", max_length=TITLE_LENGTH, blank=True, editable=False)
    case = models.ForeignKey(
        CaseReference, on_delete=models.PROTECT, verbose_name="sak", null=True, blank=True, related_name="register_rows"
    )
    exemption_basis = models.CharField(
        "unntatt offentlighet etter", max_length=200, blank=True, validators=[check_basis]
    )
    made_at = models.DateTimeField("lagt til", editable=False)
    changed_at = models.DateTimeField("sist endret", editable=False)
    removed_at = models.DateTimeField("tatt bort", null=True, blank=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="tatt bort av", null=True, blank=True,
        editable=False, related_name="+",
    )  # fmt: skip

    objects = RegisterRowQuerySet.as_manager()

    class Meta:
        verbose_name = "rad i register"
        verbose_name_plural = "rader i registre"
        ordering = ["register", "position", "pk"]
        indexes = [models.Index(fields=["register", "position"], name="rows_of_a_register_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="row_is_taken_away_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title or "Rad uten navn"

    def get_absolute_url(self) -> str:
        return reverse("meetings:register-row", args=[self.uuid])


class RegisterCell(models.Model):
    """What one box of a row holds, in the field of its column's kind; a box that holds nothing has no cell.

    `part` is the number of the municipality where the column has a box for each, and where a box lists several: then
    it has a cell for each of them. It is empty elsewhere. «Alle» is a cell with that text and no part.
    """

    row = models.ForeignKey(RegisterRow, on_delete=models.CASCADE, related_name="cells")
    column = models.ForeignKey(RegisterColumn, on_delete=models.PROTECT, related_name="cells")
    part = models.CharField(max_length=4, blank=True, default="")
    text = models.TextField(blank=True, default="")
    number = models.DecimalField(max_digits=15, decimal_places=3, null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    moment = models.DateTimeField(null=True, blank=True)
    state = models.ForeignKey(RegisterState, on_delete=models.PROTECT, null=True, blank=True, related_name="cells")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    refers = models.ForeignKey(
        RegisterRow, on_delete=models.PROTECT, null=True, blank=True, related_name="referring_cells"
    )

    class Meta:
        verbose_name = "rute i register"
        verbose_name_plural = "ruter i registre"
        ordering = ["row", "column", "part"]
        indexes = [
            models.Index(fields=["column", "day"], name="cells_of_a_column_by_day"),
            models.Index(fields=["column", "row"], name="cells_of_a_column"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["row", "column", "part"], name="a_box_holds_one_thing"),
            models.CheckConstraint(
                condition=Q(part="") | Q(municipality__isnull=False, municipality=F("part")),
                name="cell_of_a_municipality_points_at_it",
            ),
            models.CheckConstraint(
                condition=~Q(
                    text="", number=None, day=None, moment=None, state=None, municipality=None, person=None, refers=None
                ),
                name="a_cell_holds_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row}: {self.column}"

    @property
    def values(self) -> tuple[Any, ...]:
        """All it holds, to tell two apart."""
        return (self.text, self.number, self.day, self.moment, self.state_id, self.municipality_id, self.person_id,
                self.refers_id)  # fmt: skip
