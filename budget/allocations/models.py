"""Allocations and settlements as stored runs, with the part of each municipality.

An approved run, its parts and the key it used are frozen by the database itself. What is to change is a new row whose
difference is booked against the old one.
"""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Abs
from django.db.models.lookups import LessThan
from django.urls import reverse

from budget.keys.models import CostKey
from budget.money.fields import AMOUNT, YEAR, plausible_year, sums
from rorikt.amounts import KRONE, ORE
from rorikt.cases.models import case_field
from rorikt.people.models import Municipality, User


def adds_up(total: str, plus: str, minus: str) -> LessThan:
    """`total` = `plus` - `minus`, to the øre. Less than half an øre is none: SQLite computes in floating point."""
    return LessThan(Abs(F(total) - F(plus) + F(minus)), models.Value(Decimal("0.005")))


class AllocationRunQuerySet(models.QuerySet["AllocationRun"]):
    def approved(self) -> Self:
        return self.filter(state=AllocationRun.State.APPROVED)

    def visible_to(self, user: User) -> Self:
        """Drafts are for those who may see drafts. What is exempt is shown closed; see money/reader.py."""
        return self if user.has_perm("budget.view_draft") else self.approved()

    def in_force(self) -> Self:
        """Approved, and not replaced by an approved correction."""
        return self.approved().exclude(correction__state=AllocationRun.State.APPROVED)

    def charged_in(self, year: int) -> Self:
        return self.filter(charged_year=year)


class AllocationRun(models.Model):
    """An amount shared between the municipalities by keys or by counts, as it was on the day.

    `key` is the one key that all of it was split by, empty where several were, or counts: `spans` have every key.

    `amount` is what is shared: positive is paid by the municipalities, negative is paid back to them. `basis` says what
    it was made of: `label`, `url` and `sources` (`rorikt.figures.values.Source` as JSON). A correction computes the
    whole again, and what it books is the difference from the run it corrects.
    """

    class Kind(models.TextChoices):
        OPERATING_RESULT = "operating_result", "Mer- eller mindreforbruk"
        INVESTMENT = "investment", "Investeringer mot akonto"
        OFFSET = "offset", "Investeringstilskudd med motregning"
        FRAME = "frame", "Driftsramme"
        CASE_COST = "case_cost", "Kostnad i en sak"
        CONSUMPTION = "consumption", "Forbruk av tjenester"

    class Unit(models.TextChoices):
        ORE = "ore", "øre"
        KRONE = "krone", "hele kroner"

    class State(models.TextChoices):
        DRAFT = "draft", "Utkast"
        APPROVED = "approved", "Godkjent"

    kind = models.CharField("type", max_length=20, choices=Kind)
    year = YEAR("gjelder år")
    charged_year = YEAR("betales i")
    subject = models.SlugField("gjelder", max_length=80, blank=True, editable=False)
    title = models.CharField("tittel", max_length=160)
    case = case_field("Saken fordelingen følger av. Kan stå tom.")

    amount = models.DecimalField("beløp", **AMOUNT)
    unit = models.CharField("fordeles i", max_length=10, choices=Unit, default=Unit.ORE)
    key = models.ForeignKey(
        CostKey, on_delete=models.PROTECT, verbose_name="fordelingsnøkkel", null=True, blank=True, related_name="runs"
    )
    basis = models.JSONField("grunnlag", default=dict)
    offsets = models.ForeignKey(
        "self", on_delete=models.PROTECT, verbose_name="motregner", null=True, blank=True, related_name="offset_by"
    )
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, verbose_name="korrigerer", null=True, blank=True, related_name="correction"
    )
    reason = models.CharField("begrunnelse", max_length=200, blank=True)

    state = models.CharField("status", max_length=10, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField("regnet")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="regnet av", related_name="+"
    )
    approved_at = models.DateTimeField("godkjent", null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="godkjent av",
        null=True,
        blank=True,
        related_name="+",
    )

    objects = AllocationRunQuerySet.as_manager()

    class Meta:
        verbose_name = "fordeling"
        verbose_name_plural = "fordelinger"
        ordering = ["-charged_year", "-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "subject"],
                condition=Q(corrects__isnull=True),
                name="run_is_made_once",
                violation_error_message="Fordelingen finnes allerede. Slett utkastet, eller korriger den godkjente.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", approved_at__isnull=True, approved_by__isnull=True)
                | Q(state="approved", approved_at__isnull=False, approved_by__isnull=False),
                name="run_is_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(corrects=F("pk")), name="run_does_not_correct_itself"
            ),
            plausible_year("run_year_is_plausible"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("budget:run", args=[self.pk])

    @property
    def is_approved(self) -> bool:
        return self.state == self.State.APPROVED

    @property
    def smallest(self) -> Decimal:
        """The unit the parts are whole numbers of, in NOK."""
        return KRONE if self.unit == self.Unit.KRONE else ORE

    def totals(self) -> dict[str, Decimal]:
        """The sums of the parts."""
        return sums(self.parts.all(), "amount", "paid_on_account", "to_pay", "booked")


class AllocationPart(models.Model):
    """What a run says of one municipality, in NOK.

    `amount` is its part of the run's amount and `to_pay` what is left of it when `paid_on_account` is taken off:
    negative is money back. `booked` is what the run moves: all of it, or what differs from the run it corrects.
    `percent` is its share of the one key of the run, empty where several keys or counts decided.
    """

    run = models.ForeignKey(AllocationRun, on_delete=models.CASCADE, verbose_name="fordeling", related_name="parts")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, verbose_name="kommune", related_name="+")
    percent = models.DecimalField("andel", max_digits=5, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField("beløp", **AMOUNT)
    paid_on_account = models.DecimalField("akonto", **AMOUNT, default=0)
    to_pay = models.DecimalField("å betale", **AMOUNT)
    previously = models.DecimalField("etter forrige fordeling", **AMOUNT, default=0)
    booked = models.DecimalField("bokført", **AMOUNT)

    class Meta:
        verbose_name = "kommunens del"
        verbose_name_plural = "kommunenes deler"
        ordering = ["run", "municipality"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "municipality"],
                name="municipality_has_one_part_in_a_run",
                violation_error_message="Kommunen har allerede en del i fordelingen.",
            ),
            models.CheckConstraint(
                condition=adds_up("to_pay", "amount", "paid_on_account"), name="part_to_pay_is_amount_less_paid"
            ),
            models.CheckConstraint(condition=adds_up("booked", "to_pay", "previously"), name="part_books_what_differs"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.run}"

    @property
    def variance(self) -> Decimal:
        """As a settlement prints it: positive was paid too much."""
        return -self.to_pay


class AllocationSpan(models.Model):
    """The days that a key decided of a run: `amount` of the run, in NOK, is of the key's purpose, by their weight.

    The spans of one purpose in a run have the same amount, and `weight` counts days or whole months of their period.
    A run by counts has none.
    """

    run = models.ForeignKey(AllocationRun, on_delete=models.CASCADE, verbose_name="fordeling", related_name="spans")
    key = models.ForeignKey(CostKey, on_delete=models.PROTECT, verbose_name="fordelingsnøkkel", related_name="spans")
    amount = models.DecimalField("beløp", **AMOUNT)
    first_on = models.DateField("fra og med")
    last_on = models.DateField("til og med")
    weight = models.PositiveSmallIntegerField("vekt")

    class Meta:
        verbose_name = "nøkkel i fordelingen"
        verbose_name_plural = "nøkler i fordelingen"
        ordering = ["run", "key__purpose", "first_on"]
        constraints = [
            models.UniqueConstraint(fields=["run", "key"], name="key_decides_once_in_a_run"),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="span_does_not_end_before_it_starts"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="span_weighs_something"),
        ]

    def __str__(self) -> str:
        return f"{self.key} i {self.run}"


# Runs that share the accounts of a year, which has to be closed.
SHARED_OF_CLOSED = (AllocationRun.Kind.OPERATING_RESULT, AllocationRun.Kind.INVESTMENT)
