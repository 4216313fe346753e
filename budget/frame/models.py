"""The frame and its changes. A change is never edited: a new decision is a new row that replaces it."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from budget.allocations.models import AllocationRun
from budget.estimates.models import CostEstimate
from budget.money.fields import AMOUNT, YEAR, plausible_year, sums
from budget.purposes.models import purpose_field
from rorikt.cases.models import case_field


class FrameChangeQuerySet(models.QuerySet["FrameChange"]):
    def acting_in(self, year: int) -> Self:
        """Those that a year's frame is made of, replaced ones and what replaced them alike, oldest first."""
        lasting = Q(kind=FrameChange.Kind.YEARLY, year__lte=year)
        return self.filter(Q(year=year) | lasting).order_by("year", "pk")

    def lasting(self) -> Self:
        """What comes every year by the newest decision."""
        return self.filter(kind=FrameChange.Kind.YEARLY, replaced_by__isnull=True)

    def added(self) -> Decimal:
        """What these changes add to a frame, NOK."""
        return sums(self.order_by(), "difference")["difference"]


class FrameChange(models.Model):
    """What the council has decided of the frame: the frame of a year itself, or something on top of it.

    Never edited: a new decision is a new row that replaces this one. `amount` is the new whole, and `difference` what
    the row adds to the frame when what it replaces is taken off.
    """

    class Kind(models.TextChoices):
        BASE = "base", "Vedtatt ramme"
        ONE_OFF = "one_off", "Engangsbeløp"
        YEARLY = "yearly", "Årlig fra og med året"

    kind = models.CharField("type", max_length=10, choices=Kind)
    year = YEAR("år")
    subject = models.SlugField("gjelder", max_length=80, editable=False)
    title = models.CharField("tittel", max_length=160)
    amount = models.DecimalField("beløp", **AMOUNT)
    difference = models.DecimalField("endring", **AMOUNT)
    purpose = purpose_field()
    holds_from = models.DateField(
        "gjelder fra",
        null=True,
        blank=True,
        help_text="Når kostnaden begynner midt i året. Da deles den etter nøklene fra denne dagen og ut året.",
    )
    decision = models.CharField("vedtak", max_length=300, help_text="Hvem som vedtok hva.")
    decided_on = models.DateField("vedtatt")
    case = case_field("Saken i samarbeidsrådet.")
    estimate = models.ForeignKey(
        CostEstimate,
        on_delete=models.PROTECT,
        verbose_name="kostnadsoverslag",
        null=True,
        blank=True,
        related_name="frame_changes",
    )
    run = models.OneToOneField(
        AllocationRun, on_delete=models.PROTECT, verbose_name="fordeling", related_name="frame_change"
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, verbose_name="erstatter", null=True, blank=True, related_name="replaced_by"
    )
    created_at = models.DateTimeField("registrert")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="registrert av", related_name="+"
    )

    objects = FrameChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "rammeendring"
        verbose_name_plural = "rammeendringer"
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(kind="base", replaces__isnull=True),
                name="year_has_one_frame",
                violation_error_code="year",
                violation_error_message="Året har allerede en vedtatt ramme. Registrer et nytt vedtak på den.",
            ),
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(replaces__isnull=True),
                name="frame_change_is_made_once",
                violation_error_code="title",
                violation_error_message="Endringen er allerede registrert. Registrer et nytt vedtak på den i stedet.",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("pk")), name="frame_change_does_not_replace_itself"
            ),
            plausible_year("frame_year_is_plausible"),
        ]

    def __str__(self) -> str:
        return self.title_and_year

    def get_absolute_url(self) -> str:
        return reverse("budget:frame-change", args=[self.pk])

    @property
    def title_and_year(self) -> str:
        """The year is named once, also where somebody wrote it in the title."""
        return self.title if str(self.year) in self.title else f"{self.title} {self.year}"
