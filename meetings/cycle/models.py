"""The cycle of the year: what comes back each year before the meetings of the council, and what became of it."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from meetings.agenda.models import AgendaItem
from meetings.cycle import cycle
from rorikt.amounts import MONTHS


class CyclePoint(models.Model):
    """A task or a case of a month of each year, from the year of `since` on.

    Its deadline is a day of the month, the last one where none is given, or a number of days before the first meeting
    from that month on; see cycle.py.
    """

    class Kind(models.TextChoices):
        TASK = "task", "Oppgave"
        CASE = "case", "Sak til møtet"

    kind = models.CharField("hva det er", max_length=4, choices=Kind, default=Kind.TASK)
    title = models.CharField("tittel", max_length=200)
    note = models.TextField("hva som skal gjøres", blank=True)
    case_kind = models.CharField("sakens type", max_length=10, choices=AgendaItem.Kind, blank=True)
    month = models.PositiveSmallIntegerField(
        "måned",
        choices=list(enumerate((name.capitalize() for name in MONTHS), start=1)),
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    day = models.PositiveSmallIntegerField(
        "dag i måneden", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    days_before = models.PositiveSmallIntegerField(
        "dager før møtet", null=True, blank=True, validators=[MaxValueValidator(300)]
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="ansvarlig", related_name="cycle_points"
    )
    since = models.DateField("gjelder fra", default=timezone.localdate, editable=False)

    class Meta:
        verbose_name = "punkt i årshjulet"
        verbose_name_plural = "punkter i årshjulet"
        ordering = ["month", "title", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(month__range=(1, 12)), name="a_cycle_point_has_a_month_of_the_year"),
            models.CheckConstraint(
                condition=Q(day=None) | Q(day__range=(1, 31), days_before=None),
                name="a_cycle_point_has_one_deadline",
                violation_error_code="days_before",
                violation_error_message="Velg en dag i måneden eller et antall dager før møtet, ikke begge.",
            ),
            models.CheckConstraint(
                condition=Q(kind="task", case_kind="") | (Q(kind="case") & ~Q(case_kind="")),
                name="a_case_of_the_cycle_has_a_kind",
                violation_error_code="case_kind",
                violation_error_message="Velg sakens type.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_case(self) -> bool:
        return self.kind == self.Kind.CASE

    def begins(self, year: int) -> date | None:
        """The first day of its month; None in a year that is before it was made."""
        first = date(year, self.month, 1)
        return first if first >= self.since.replace(day=1) else None

    def due(self, year: int, meetings: list[date]) -> date | None:
        """`meetings` are the days of those that are planned or held, in their order."""
        return cycle.deadline(date(year, self.month, 1), self.day, self.days_before, meetings)


class CycleTurn(models.Model):
    """What became of a point in one year: a task is done by somebody, a case is made, and who was reminded when."""

    point = models.ForeignKey(CyclePoint, on_delete=models.CASCADE, verbose_name="punkt", related_name="turns")
    year = models.PositiveSmallIntegerField("år")
    item = models.OneToOneField(
        AgendaItem,
        on_delete=models.SET_NULL,
        verbose_name="sak",
        null=True,
        blank=True,
        related_name="cycle_turn",
    )
    done_at = models.DateTimeField("gjort", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        verbose_name="gjort av",
        null=True,
        blank=True,
        related_name="+",
    )
    reminded_at = models.DateTimeField("påminnet", null=True, blank=True)
    late_reminded_at = models.DateTimeField("påminnet etter fristen", null=True, blank=True)

    class Meta:
        verbose_name = "årets gang for et punkt"
        verbose_name_plural = "årets gang for punktene"
        ordering = ["point", "year"]
        constraints = [
            models.UniqueConstraint(fields=["point", "year"], name="a_cycle_point_comes_once_a_year"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="what_is_done_in_the_cycle_is_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point} {self.year}"

    @property
    def is_done(self) -> bool:
        return self.done_at is not None or self.item_id is not None
