"""The filters of the ticket list. Every figure of the statistics links to it with the filters that it counts by."""

from datetime import date
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from rorikt.calendar import ONE_DAY, start_of
from rorikt.pages.fields import DayField
from rorikt.people.models import Municipality
from support.sla.judging import Verdict
from support.sla.models import Priority, WorkingHours
from support.sla.policies import load_rules
from support.tickets.categories import Tree
from support.tickets.links import (
    IN_TIME,
    JUDGED,
    MEASURED,
    NO_MUNICIPALITY,
    TARGETED,
    TOO_LATE,
    UNANSWERED,
    WITHOUT_MUNICIPALITY,
    WITHOUT_TEAM,
)
from support.tickets.models import Category, Team, Ticket, TicketQuerySet, response_within

RESPONSES = [
    (IN_TIME, "Innenfor fristen"), (TOO_LATE, "Over fristen"),
    (TARGETED, "Innenfor eller over"), (MEASURED, "Målt"), (UNANSWERED, "Ikke besvart"),
]  # fmt: skip
VERDICTS = [(JUDGED, "OK eller Brudd"), *Verdict.choices]


class PastDayField(DayField):
    """A day whose end is known, or which is today."""

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and value > timezone.localdate():
            raise ValidationError("Datoen kan ikke være fram i tid.")


class DayFilter(django_filters.Filter):
    field_class = DayField


class PastDayFilter(django_filters.Filter):
    field_class = PastDayField


def municipality_filter() -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        label="Kommune",
        queryset=Municipality.objects.all(),
        null_label=NO_MUNICIPALITY,
        null_value=WITHOUT_MUNICIPALITY,
    )


def team_filter() -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        label="Team", queryset=Team.objects.all(), null_label="Uten team", null_value=WITHOUT_TEAM
    )


class TicketFilter(django_filters.FilterSet):
    """Days are those of Oslo. `verdict` is the one the queryset was annotated with, so open tickets have theirs."""

    number = django_filters.CharFilter(label="Saksnummer", max_length=64, method="filter_number")
    kind = django_filters.ChoiceFilter(label="Type", choices=Ticket.Kind)
    priority = django_filters.ChoiceFilter(label="Prioritet", choices=Priority)
    verdict = django_filters.ChoiceFilter(label="SLA", choices=VERDICTS, method="filter_verdict")
    category = django_filters.ModelChoiceFilter(
        label="Kategori", queryset=Category.objects.all(), method="filter_category"
    )
    municipality = municipality_filter()
    team = team_filter()
    created_from = DayFilter(label="Opprettet fra og med", method="filter_created_from")
    created_to = DayFilter(label="Opprettet til og med", method="filter_created_to")
    resolved_from = DayFilter(label="Løst fra og med", method="filter_resolved_from")
    resolved_to = DayFilter(label="Løst til og med", method="filter_resolved_to")
    responded_from = DayFilter(label="Besvart fra og med", method="filter_responded_from")
    responded_to = DayFilter(label="Besvart til og med", method="filter_responded_to")
    response = django_filters.ChoiceFilter(label="Første svar", choices=RESPONSES, method="filter_response")
    reopened = django_filters.ChoiceFilter(label="Gjenåpnet", choices=[("ja", "Ja")], method="filter_reopened")
    weekday = django_filters.TypedChoiceFilter(
        label="Opprettet på ukedag", choices=WorkingHours.Weekday, coerce=int, method="filter_weekday"
    )
    hour = django_filters.TypedChoiceFilter(
        label="Opprettet i timen", choices=[(hour, f"{hour:02d}–{hour + 1:02d}") for hour in range(24)], coerce=int,
        method="filter_hour",
    )  # fmt: skip
    open_on = PastDayFilter(label="Åpen på dato", method="filter_open_on")
    overdue_on = PastDayFilter(label="Over fristen på dato", method="filter_overdue_on")

    class Meta:
        model = Ticket
        fields: list[str] = []

    def __init__(self, data: Any = None, queryset: Any = None, *, request: HttpRequest | None = None) -> None:
        super().__init__(data, queryset=queryset, request=request)
        for field in self.form.fields.values():
            if "invalid_choice" in field.error_messages:
                field.error_messages["invalid_choice"] = "Velg en av verdiene i listen."

    def filter_number(self, tickets: TicketQuerySet, name: str, number: str) -> TicketQuerySet:
        """Ours, or the one it has where a file brought it from."""
        own = Q(number=int(number)) if number.isdecimal() and len(number) < 18 else Q()
        return tickets.filter(Q(imported_as__source_number__iexact=number) | own)

    def filter_verdict(self, tickets: TicketQuerySet, name: str, verdict: str) -> TicketQuerySet:
        return tickets.judged() if verdict == JUDGED else tickets.filter(Q(current_verdict=verdict))

    def filter_category(self, tickets: TicketQuerySet, name: str, category: Category) -> TicketQuerySet:
        """With the categories that belong to it."""
        return tickets.filter(category__in=Tree.load().below(category.pk))

    def filter_created_from(self, tickets: TicketQuerySet, name: str, day: date) -> TicketQuerySet:
        return tickets.filter(created_at__gte=start_of(day))

    def filter_created_to(self, tickets: TicketQuerySet, name: str, day: date) -> TicketQuerySet:
        return tickets.filter(created_at__lt=start_of(day + ONE_DAY))

    def filter_resolved_from(self, tickets: TicketQuerySet, name: str, day: date) -> TicketQuerySet:
        return tickets.filter(resolved_at__gte=start_of(day))

    def filter_resolved_to(self, tickets: TicketQuerySet, name: str, day: date) -> TicketQuerySet:
        return tickets.filter(resolved_at__lt=start_of(day + ONE_DAY))

    def filter_responded_from(self, tickets: TicketQuerySet, name: str, day: date) -> TicketQuerySet:
        return tickets.filter(responded_at__gte=start_of(day))

    def filter_responded_to(self, tickets: TicketQuerySet, name: str, day: date) -> TicketQuerySet:
        return tickets.filter(responded_at__lt=start_of(day + ONE_DAY))

    def filter_response(self, tickets: TicketQuerySet, name: str, response: str) -> TicketQuerySet:
        if response == UNANSWERED:
            return tickets.filter(responded_at__isnull=True)
        if response == MEASURED:
            return tickets.filter(response_time__isnull=False)
        rules = load_rules()
        within, breached = response_within(rules.response_limits() if rules else ())
        return tickets.filter({IN_TIME: within, TOO_LATE: breached}.get(response, within | breached))

    def filter_weekday(self, tickets: TicketQuerySet, name: str, weekday: int) -> TicketQuerySet:
        """Monday is 0."""
        return tickets.filter(created_at__iso_week_day=weekday + 1)

    def filter_hour(self, tickets: TicketQuerySet, name: str, hour: int) -> TicketQuerySet:
        return tickets.filter(created_at__hour=hour)

    def filter_reopened(self, tickets: TicketQuerySet, name: str, reopened: str) -> TicketQuerySet:
        return tickets.filter(reopenings__gt=0)

    def filter_open_on(self, tickets: TicketQuerySet, name: str, day: date) -> TicketQuerySet:
        return tickets.open_on(day)

    def filter_overdue_on(self, tickets: TicketQuerySet, name: str, day: date) -> TicketQuerySet:
        """Open and past the deadline at the end of the day."""
        rules, moment = load_rules(), start_of(day + ONE_DAY)
        if rules is None or moment < rules.clock.begins:
            return tickets.none()
        return tickets.open_on(day).overdue(rules.settled(moment), moment)
