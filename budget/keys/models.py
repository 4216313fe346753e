"""Cost keys with their shares, what they were proposed from, and the inhabitants that keys are made of."""

from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from budget.keys.allocation import sum_fault
from budget.purposes.models import KeyPurpose, general_purpose
from rorikt.amounts import printed_period
from rorikt.cases.models import case_field
from rorikt.people.models import Municipality


class CostKeyQuerySet(models.QuerySet["CostKey"]):
    def current(self) -> Self:
        """Without those that a newer version of the same key has replaced."""
        newer = CostKey.objects.filter(
            purpose=OuterRef("purpose"), valid_from=OuterRef("valid_from"), version__gt=OuterRef("version")
        )
        return self.filter(~Exists(newer))

    def of_purpose(self, purpose: "KeyPurpose | None") -> Self:
        """Of the general purpose where none is given."""
        return self.filter(purpose__is_general=True) if purpose is None else self.filter(purpose=purpose)

    def overlapping(self, first: date, last: date | None) -> Self:
        """Keys that hold on any day of a period; an empty `last` has no end."""
        keys = self.current().filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first))
        return keys if last is None else keys.filter(valid_from__lte=last)


class CostKey(models.Model):
    """How costs of a purpose are shared in a period by the members that take part. Stored only by keys/actions.py.

    A key that an approved run was split by never changes; another decision is a new version for the same period.
    """

    purpose = models.ForeignKey(
        KeyPurpose, on_delete=models.PROTECT, verbose_name="formål", related_name="keys", default=general_purpose
    )
    valid_from = models.DateField("gjelder fra")
    version = models.PositiveSmallIntegerField("versjon", default=1, editable=False)
    valid_to = models.DateField(
        "gjelder til og med", null=True, blank=True, help_text="La stå tom hvis nøkkelen gjelder til en ny overtar."
    )
    source = models.CharField("kilde", max_length=200, help_text="Vedtaket eller avtalen nøkkelen bygger på.")
    case = case_field("Saken nøkkelen ble vedtatt i. Kan stå tom.")

    objects = CostKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "fordelingsnøkkel"
        verbose_name_plural = "fordelingsnøkler"
        ordering = ["-valid_from", "-version", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "valid_from", "version"],
                name="cost_key_begins_alone",
                violation_error_code="valid_from",
                violation_error_message="En annen nøkkel for det samme formålet begynner å gjelde samme dag.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="cost_key_does_not_end_before_it_starts",
                violation_error_code="valid_to",
                violation_error_message="Nøkkelen kan ikke slutte å gjelde før den begynner.",
            ),
        ]

    def __str__(self) -> str:
        return f"Fordelingsnøkkel fra {self.valid_from:%d.%m.%Y}"

    def get_absolute_url(self) -> str:
        return reverse("budget:cost-key", args=[self.pk])

    @property
    def is_frozen(self) -> bool:
        """Used by an approved run, so that only its end may still be set."""
        return self.approved_runs().exists()

    def approved_runs(self) -> "models.QuerySet[Any]":
        """Those that were split by it, alone or for a part of their period."""
        runs = self.runs.model.objects.filter(Q(key=self) | Q(spans__key=self), state="approved")
        return runs.distinct()

    @property
    def period(self) -> str:
        """`01.01.2023 – 31.12.2023`, or `fra 01.01.2024`."""
        return printed_period(self.valid_from, self.valid_to)

    def percentages(self) -> dict[str, Decimal]:
        """Municipality number to per cent, in the order of the numbers."""
        return {share.municipality_id: share.percent for share in self.shares.all()}

    def checked_percentages(self) -> dict[str, Decimal]:
        """The shares to split by. Raises ValidationError if they do not sum to 100.00."""
        percentages = self.percentages()
        if fault := sum_fault(percentages):
            raise ValidationError(f"Nøkkelen som gjelder {self.period}, kan ikke brukes. {fault}")
        return percentages


def newest_version(key: CostKey) -> CostKey:
    """The version that holds of the same key: of its purpose, from the same day."""
    versions = CostKey.objects.current().filter(purpose=key.purpose_id, valid_from=key.valid_from)
    return versions.select_related("purpose").first() or key


class CostKeyShare(models.Model):
    """The per cent of one municipality in a key."""

    key = models.ForeignKey(CostKey, on_delete=models.CASCADE, verbose_name="fordelingsnøkkel", related_name="shares")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, verbose_name="kommune", related_name="+")
    percent = models.DecimalField("andel", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = "andel"
        verbose_name_plural = "andeler"
        ordering = ["municipality"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "municipality"],
                name="municipality_has_one_share_in_a_key",
                violation_error_message="Kommunen har allerede en andel i nøkkelen.",
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lte=100),
                name="share_is_between_0_and_100",
                violation_error_message="En andel er mellom 0 og 100 prosent.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.percent}"


class InhabitantCount(models.Model):
    """How many people live in a municipality on a day, as Statistics Norway (SSB) counts them."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, verbose_name="kommune", related_name="+")
    counted_on = models.DateField("dato")
    count = models.PositiveIntegerField("innbyggere")

    class Meta:
        verbose_name = "innbyggertall"
        verbose_name_plural = "innbyggertall"
        ordering = ["-counted_on", "municipality"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "counted_on"],
                name="municipality_has_one_inhabitant_count_a_day",
                violation_error_code="counted_on",
                violation_error_message="Kommunen har allerede et innbyggertall denne dagen.",
            ),
        ]

    def __str__(self) -> str:
        return f"Innbyggere i {self.municipality} {self.counted_on:%d.%m.%Y}"


class KeyCalculation(models.Model):
    """The weights that the shares of a key were proposed from, kept with it. Shares typed by hand have none.

    `components` is a list of {"title", "percent", "weights": {municipality number: weight}}, decimals as text.
    """

    key = models.OneToOneField(CostKey, on_delete=models.CASCADE, related_name="calculation")
    components = models.JSONField("vekter", default=list)

    class Meta:
        verbose_name = "beregning av nøkkel"
        verbose_name_plural = "beregninger av nøkler"

    def __str__(self) -> str:
        return f"Beregning av {self.key}"
