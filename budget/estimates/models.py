"""Cost estimates with their lines and price tiers, and those that were not adopted."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from budget.estimates.tiers import Tier, chosen_tier, line_amount
from budget.money.fields import AMOUNT, YEAR, plausible_year
from budget.purposes.models import purpose_field
from rorikt.cases.models import case_field
from rorikt.slugs import slug


class CostEstimate(models.Model):
    """What a case will cost, line by line and year by year. `unit_count` chooses the tier of its price list."""

    title = models.CharField("tittel", max_length=120)
    slug = models.SlugField(
        "kortnavn",
        max_length=60,
        unique=True,
        blank=True,
        help_text="Brukes i adressen til siden. Lages av tittelen hvis det står tomt.",
        error_messages={"unique": "Et annet kostnadsoverslag har dette kortnavnet."},
    )
    case = case_field("Saken overslaget hører til. Kan stå tom.")
    unit_name = models.CharField(
        "enhet", max_length=30, blank=True, help_text="Det prislisten teller, for eksempel servere."
    )
    unit_count = models.PositiveIntegerField("antall enheter", null=True, blank=True)
    counted_on = models.DateField("dato for tellingen", null=True, blank=True)
    purpose = purpose_field()

    class Meta:
        verbose_name = "kostnadsoverslag"
        verbose_name_plural = "kostnadsoverslag"
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit_count__isnull=True, counted_on__isnull=True)
                | Q(unit_count__isnull=False, counted_on__isnull=False),
                name="unit_count_has_its_date",
                violation_error_code="counted_on",
                violation_error_message="Oppgi både antall og datoen det ble telt.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("budget:cost-estimate", args=[self.slug])

    def chosen_tier(self) -> Tier | None:
        """The tier that the count chooses; `None` without a count, or when the price list ends below it."""
        if self.unit_count is None:
            return None
        return chosen_tier((tier.as_tier for tier in self.tiers.all()), self.unit_count)


class PriceTier(models.Model):
    """The monthly price, NOK without VAT, for up to and including `up_to` units."""

    estimate = models.ForeignKey(
        CostEstimate, on_delete=models.CASCADE, verbose_name="kostnadsoverslag", related_name="tiers"
    )
    up_to = models.PositiveIntegerField("opp til", validators=[MinValueValidator(1)])
    monthly_price = models.DecimalField("pris per måned", **AMOUNT)

    class Meta:
        verbose_name = "pristrinn"
        verbose_name_plural = "pristrinn"
        ordering = ["estimate", "up_to"]
        constraints = [
            models.UniqueConstraint(
                fields=["estimate", "up_to"],
                name="tier_limit_is_unique_in_its_price_list",
                violation_error_code="up_to",
                violation_error_message="Prislisten har allerede et trinn med denne grensen.",
            ),
            models.CheckConstraint(
                condition=Q(up_to__gte=1),
                name="tier_holds_at_least_one_unit",
                violation_error_code="up_to",
                violation_error_message="Et pristrinn gjelder for minst én enhet.",
            ),
            models.CheckConstraint(
                condition=Q(monthly_price__gte=0),
                name="tier_price_is_not_negative",
                violation_error_code="monthly_price",
                violation_error_message="En pris kan ikke være under null.",
            ),
        ]

    def __str__(self) -> str:
        return f"opp til {self.up_to}"

    @property
    def as_tier(self) -> Tier:
        return Tier(self.up_to, self.monthly_price)


class CostEstimateLine(models.Model):
    """One cost in one year: a fixed `amount`, or `months` at the price of the tier that the unit count chooses."""

    estimate = models.ForeignKey(
        CostEstimate, on_delete=models.CASCADE, verbose_name="kostnadsoverslag", related_name="lines"
    )
    year = YEAR("år")
    position = models.PositiveSmallIntegerField("rekkefølge", default=0)
    title = models.CharField("kostnad", max_length=120)
    amount = models.DecimalField("beløp", **AMOUNT, null=True, blank=True)
    months = models.PositiveSmallIntegerField(
        "måneder etter prislisten",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    is_yearly = models.BooleanField(
        "hvert år fra og med dette",
        default=False,
        help_text="Kryss av når kostnaden også kommer de neste årene. Ellers gjelder den bare dette året.",
    )

    class Meta:
        verbose_name = "kostnadslinje"
        verbose_name_plural = "kostnadslinjer"
        ordering = ["estimate", "year", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["estimate", "year", "title"],
                name="estimate_line_is_unique_in_its_year",
                violation_error_code="title",
                violation_error_message="Året har allerede en linje med denne tittelen.",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=False, months__isnull=True) | Q(amount__isnull=True, months__isnull=False),
                name="estimate_line_has_an_amount_or_months",
                violation_error_code="amount",
                violation_error_message="Oppgi enten et beløp eller et antall måneder etter prislisten.",
            ),
            models.CheckConstraint(
                condition=Q(months__isnull=True) | Q(months__gte=1, months__lte=12),
                name="estimate_line_has_1_to_12_months",
                violation_error_code="months",
                violation_error_message="Et år har fra 1 til 12 måneder.",
            ),
            plausible_year("estimate_line_year_is_plausible"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.year}"

    @property
    def slug(self) -> str:
        return slug(self.title)

    def amount_at(self, tier: Tier | None) -> Decimal | None:
        return line_amount(self.amount, self.months, tier)


class DeclinedEstimate(models.Model):
    """The council said no: what the estimate would have cost is no longer expected in any year."""

    estimate = models.OneToOneField(
        CostEstimate, on_delete=models.PROTECT, verbose_name="kostnadsoverslag", related_name="declined"
    )
    decision = models.CharField("vedtak", max_length=300)
    decided_on = models.DateField("vedtatt")
    case = case_field()
    recorded_at = models.DateTimeField("registrert")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="registrert av", related_name="+"
    )

    class Meta:
        verbose_name = "avslått kostnadsoverslag"
        verbose_name_plural = "avslåtte kostnadsoverslag"
        ordering = ["-decided_on", "-pk"]

    def __str__(self) -> str:
        return f"Ikke vedtatt: {self.estimate}"
