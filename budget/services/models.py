"""The catalogue of services: what is counted, what it costs in a year, who takes part, and the counts."""

from calendar import monthrange
from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from budget.money.fields import AMOUNT, YEAR, plausible_year
from budget.pricing import measuring, prices
from budget.pricing.prices import Prices, Step
from budget.purposes.models import purpose_field
from rorikt.amounts import MONTHS, number, printed_period, short_date
from rorikt.imports.models import ImportedFile
from rorikt.people.models import Municipality


class Service(models.Model):
    """Something that municipalities use and are charged for by a count, or by a fixed price. Tokens name it by slug."""

    class Unit(models.TextChoices):
        USER = "user", "bruker"
        DEVICE = "device", "enhet"
        LICENCE = "licence", "lisens"
        SERVER = "server", "server"
        INHABITANT = "inhabitant", "innbygger"
        FIXED = "fixed", "fast pris"

    class Measure(models.TextChoices):
        EACH_MONTH = measuring.Measure.EACH_MONTH.value, "Antallet i hver måned"
        AVERAGE = measuring.Measure.AVERAGE.value, "Gjennomsnittet av tellingene i perioden"
        DAY = measuring.Measure.DAY.value, "Antallet på en tellingsdag"

    class FixedAs(models.TextChoices):
        EACH = prices.FixedAs.EACH.value, "Samme beløp fra hver kommune som deltar"
        EQUALLY = prices.FixedAs.EQUALLY.value, "Ett beløp som deles likt mellom dem som deltar"
        BY_KEY = prices.FixedAs.BY_KEY.value, "Ett beløp som deles etter fordelingsnøkkelen"

    title = models.CharField("tjeneste", max_length=80)
    slug = models.SlugField(
        "kortnavn",
        max_length=60,
        unique=True,
        blank=True,
        help_text="Brukes i adressen til siden og i dokumenter. Lages av navnet hvis det står tomt.",
        error_messages={"unique": "En annen tjeneste har dette kortnavnet."},
    )
    unit = models.CharField("enhet", max_length=12, choices=Unit, default=Unit.USER)
    measure = models.CharField(
        "det som faktureres",
        max_length=12,
        choices=Measure,
        default=Measure.EACH_MONTH,
        help_text="Gjelder ikke tjenester med fast pris.",
    )
    counting_month = models.PositiveSmallIntegerField(
        "måned for tellingsdagen", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    counting_day = models.PositiveSmallIntegerField(
        "dag for tellingsdagen", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    fixed_as = models.CharField(
        "fast pris er", max_length=10, choices=FixedAs, default=FixedAs.EACH, help_text="Bare for enheten «fast pris»."
    )
    purpose = purpose_field()
    is_for_all = models.BooleanField(
        "alle medlemmer deltar", default=True, help_text="Uten kryss deltar bare kommunene som legges inn på tjenesten."
    )
    note = models.CharField("merknad", max_length=200, blank=True)

    class Meta:
        verbose_name = "tjeneste"
        verbose_name_plural = "tjenester"
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["title"],
                name="service_has_a_name_of_its_own",
                violation_error_code="title",
                violation_error_message="En annen tjeneste har dette navnet.",
            ),
            models.CheckConstraint(
                condition=~Q(measure="day") | Q(counting_month__range=(1, 12), counting_day__range=(1, 31)),
                name="service_measured_on_a_day_has_the_day",
                violation_error_code="counting_month",
                violation_error_message="Oppgi dag og måned for tellingsdagen.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("budget:service", args=[self.slug])

    @property
    def is_fixed(self) -> bool:
        return self.unit == self.Unit.FIXED

    @property
    def counts_inhabitants(self) -> bool:
        """Counted by Statistics Norway, and typed where the inhabitants are."""
        return self.unit == self.Unit.INHABITANT

    @property
    def units(self) -> str:
        """The unit in the plural: `brukere`."""
        return UNITS[self.Unit(self.unit)]

    def counted_on(self, year: int) -> date | None:
        """The counting day of a year; the last of the month where the month has no such day."""
        if self.measure != self.Measure.DAY or self.counting_month is None or self.counting_day is None:
            return None
        return date(year, self.counting_month, min(self.counting_day, monthrange(year, self.counting_month)[1]))

    @property
    def method(self) -> str:
        """What is done with the counts, in words."""
        if self.is_fixed:
            return self.get_fixed_as_display()
        if self.measure == self.Measure.DAY and self.counting_month:
            return f"Antallet {self.counting_day}. {MONTHS[self.counting_month - 1]}"
        return self.get_measure_display()


UNITS = {
    Service.Unit.USER: "brukere",
    Service.Unit.DEVICE: "enheter",
    Service.Unit.LICENCE: "lisenser",
    Service.Unit.SERVER: "servere",
    Service.Unit.INHABITANT: "innbyggere",
    Service.Unit.FIXED: "kommuner",
}


class PriceList(models.Model):
    """What a service costs in a year, NOK without VAT: one price, or steps that a count chooses between."""

    class Per(models.TextChoices):
        MONTH = "month", "måned"
        YEAR = "year", "år"

    class Tiering(models.TextChoices):
        NONE = prices.Tiering.NONE.value, "Ingen trinn: én pris"
        TOTAL_WHOLE = (
            prices.Tiering.TOTAL_WHOLE.value,
            "Samlet antall velger trinn, og hele antallet får trinnets pris",
        )
        TOTAL_STEPS = prices.Tiering.TOTAL_STEPS.value, "Samlet antall, hvert trinn for seg"
        OWN_WHOLE = (
            prices.Tiering.OWN_WHOLE.value,
            "Kommunens antall velger trinn, og hele antallet får trinnets pris",
        )
        OWN_STEPS = prices.Tiering.OWN_STEPS.value, "Kommunens antall, hvert trinn for seg"

    service = models.ForeignKey(Service, on_delete=models.PROTECT, verbose_name="tjeneste", related_name="price_lists")
    year = YEAR("år")
    per = models.CharField("prisen gjelder for en", max_length=10, choices=Per, default=Per.MONTH)
    tiering = models.CharField("pristrinn", max_length=12, choices=Tiering, default=Tiering.NONE)
    price = models.DecimalField(
        "pris", **AMOUNT, null=True, blank=True, help_text="Eksl. mva. La stå tom når prislisten har trinn."
    )
    source = models.CharField("kilde", max_length=200, blank=True, help_text="Avtalen eller vedtaket bak prisen.")

    class Meta:
        verbose_name = "prisliste"
        verbose_name_plural = "prislister"
        ordering = ["service", "-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "year"],
                name="service_has_one_price_list_a_year",
                violation_error_code="year",
                violation_error_message="Tjenesten har allerede en prisliste for dette året. Endre den.",
            ),
            models.CheckConstraint(
                condition=Q(tiering="none", price__isnull=False) | (~Q(tiering="none") & Q(price__isnull=True)),
                name="price_list_has_a_price_or_steps",
                violation_error_code="price",
                violation_error_message="Oppgi prisen, eller la den stå tom og legg inn trinn.",
            ),
            plausible_year("price_list_year_is_plausible"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.year}"

    @property
    def as_prices(self) -> Prices:
        steps = tuple(step.as_step for step in self.steps.all())
        return Prices(
            self.price or Decimal(0), self.per == self.Per.YEAR, prices.Tiering(self.tiering), tuple(sorted(steps))
        )


class PriceStep(models.Model):
    """The price from `first` up to and including `last` units; without `last` for all above."""

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, verbose_name="prisliste", related_name="steps")
    first = models.PositiveIntegerField("fra", validators=[MinValueValidator(1)])
    last = models.PositiveIntegerField("til og med", null=True, blank=True)
    price = models.DecimalField("pris", **AMOUNT)

    class Meta:
        verbose_name = "trinn i prislisten"
        verbose_name_plural = "trinn i prislisten"
        ordering = ["price_list", "first"]
        constraints = [
            models.UniqueConstraint(
                fields=["price_list", "first"],
                name="price_step_begins_once",
                violation_error_message="To trinn begynner på det samme antallet.",
            ),
            models.CheckConstraint(
                condition=Q(first__gte=1) & (Q(last__isnull=True) | Q(last__gte=F("first"))),
                name="price_step_does_not_end_before_it_starts",
                violation_error_message="Et trinn kan ikke slutte før det begynner.",
            ),
        ]

    def __str__(self) -> str:
        return f"fra {number(self.first)}"

    @property
    def as_step(self) -> Step:
        return Step(self.first, self.last, self.price)

    @property
    def span(self) -> str:
        """`1–50`, or `fra 151`."""
        return f"fra {number(self.first)}" if self.last is None else f"{number(self.first)}–{number(self.last)}"


class ServiceParticipant(models.Model):
    """A period in which a municipality takes part in a service that is not for all. Whole months."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, verbose_name="tjeneste", related_name="participants")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, verbose_name="kommune", related_name="+")
    first_on = models.DateField("deltar fra og med")
    last_on = models.DateField(
        "deltar til og med", null=True, blank=True, help_text="La stå tom så lenge kommunen deltar."
    )

    class Meta:
        verbose_name = "kommune som deltar"
        verbose_name_plural = "kommuner som deltar"
        ordering = ["municipality", "first_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "municipality", "first_on"],
                name="participation_begins_once",
                violation_error_code="first_on",
                violation_error_message="Kommunen deltar allerede fra denne dagen.",
            ),
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")),
                name="participation_does_not_end_before_it_starts",
                violation_error_code="last_on",
                violation_error_message="Kommunen kan ikke slutte å delta før den begynner.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} i {self.service}"

    @property
    def period(self) -> str:
        return printed_period(self.first_on, self.last_on)


class Customer(models.Model):
    """Somebody who is counted apart: a municipality as its supplier knows it, or a company that it owns.

    Its counts are its municipality's. Without one it is shown in counts, and charged to nobody.
    """

    number = models.CharField("kundenummer", max_length=20, blank=True)
    name = models.CharField("kunde", max_length=80, unique=True, error_messages={"unique": "Kunden finnes allerede."})
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        verbose_name="kommune",
        null=True,
        blank=True,
        related_name="+",
        help_text="Kommunen som betaler for kunden. Tom: ingen, bare tellingen vises.",
    )

    class Meta:
        verbose_name = "kunde"
        verbose_name_plural = "kunder"
        ordering = ["number", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="customer_number_is_unique",
                violation_error_code="number",
                violation_error_message="En annen kunde har dette kundenummeret.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceCount(models.Model):
    """How many units of a service a municipality, or one of its customers, had on a day. Stored by counts/actions.py.

    One that an import has replaced is kept until the import can no longer be undone, and counts nowhere.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, verbose_name="tjeneste", related_name="counts")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, verbose_name="kommune", null=True, blank=True, related_name="+"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, verbose_name="kunde", null=True, blank=True, related_name="counts"
    )
    counted_on = models.DateField("dato")
    count = models.PositiveIntegerField("antall")
    source = models.CharField("kilde", max_length=200, blank=True)
    imported = models.ForeignKey(
        ImportedFile, on_delete=models.PROTECT, verbose_name="import", null=True, blank=True, related_name="+"
    )
    replaced_by = models.ForeignKey(
        ImportedFile, on_delete=models.PROTECT, verbose_name="erstattet av", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "antall av en tjeneste"
        verbose_name_plural = "antall av tjenester"
        ordering = ["service", "counted_on", "municipality", "customer"]
        indexes = [models.Index(fields=["service", "counted_on"], name="count_by_service_and_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "municipality", "counted_on"],
                condition=Q(customer__isnull=True, replaced_by__isnull=True),
                name="service_counts_a_municipality_once_a_day",
                violation_error_message="Kommunen har allerede et antall denne dagen.",
            ),
            models.UniqueConstraint(
                fields=["service", "customer", "counted_on"],
                condition=Q(customer__isnull=False, replaced_by__isnull=True),
                name="service_counts_a_customer_once_a_day",
                violation_error_message="Kunden har allerede et antall denne dagen.",
            ),
            models.CheckConstraint(
                condition=Q(municipality__isnull=False) | Q(customer__isnull=False), name="count_is_of_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.customer or self.municipality} {short_date(self.counted_on)}"
