"""The form of the period of the overview and the statistics."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from rorikt.calendar import last_day, months_between
from rorikt.pages.fields import MonthField
from rorikt.people.models import Municipality
from support.sla.models import Priority
from support.statistics.period import Period
from support.tickets.filters import PastDayField
from support.tickets.links import NO_MUNICIPALITY, WITHOUT_MUNICIPALITY, WITHOUT_TEAM
from support.tickets.models import Category, Team, Ticket

LONGEST_PERIOD = 12  # of an overview, which has a column for each month
LONGEST_STATISTICS = 120
MISSING = {"required": "Velg en måned."}


class PeriodForm(forms.Form):
    """The months of an overview, both included."""

    first = MonthField(label="Fra og med måned", error_messages=MISSING)
    last = MonthField(label="Til og med måned", error_messages=MISSING)
    longest = LONGEST_PERIOD

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and first > timezone.localdate():
            self.add_error("first", "Måneden er ikke begynt ennå.")
        elif first and last and last < first:
            self.add_error("last", "Siste måned kan ikke være før første måned.")
        elif first and last and len(months_between(first, last)) > self.longest:
            self.add_error("last", f"Velg høyst {self.longest} måneder.")
        return cleaned


class StatisticsForm(PeriodForm):
    """The period, the day open tickets are counted at, and which tickets. What is left empty limits nothing."""

    longest = LONGEST_STATISTICS
    as_of = PastDayField(label="Åpne saker per dato", required=False)
    kind = forms.ChoiceField(label="Type", required=False)
    priority = forms.ChoiceField(label="Prioritet", required=False)
    municipality = forms.ChoiceField(label="Kommune", required=False)
    team = forms.ChoiceField(label="Team", required=False)
    category = forms.ChoiceField(label="Kategori", required=False)
    level = forms.TypedChoiceField(
        label="Kategorinivå", required=False, coerce=int, empty_value="1",
        choices=[(1, "1. nivå"), (2, "2. nivå"), (3, "3. nivå")],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = list(Municipality.objects.values_list("number", "name"))
        choices: dict[str, list[Any]] = {
            "kind": list(Ticket.Kind.choices),
            "priority": list(Priority.choices),
            "municipality": [*places, (WITHOUT_MUNICIPALITY, NO_MUNICIPALITY)],
            "team": [*Team.objects.values_list("pk", "name"), (WITHOUT_TEAM, "Uten team")],
            "category": list(Category.objects.values_list("pk", "name")),
        }
        for name, found in choices.items():
            field = self.fields[name]
            field.choices = [("", "Alle"), *found]  # type: ignore[attr-defined]
            field.error_messages["invalid_choice"] = "Velg en av verdiene i listen."

    def period(self, initial: Mapping[str, date], today: date) -> Period:
        """Of a valid form, or `initial` where nothing is asked for. Open tickets are counted today at the latest."""
        given: Mapping[str, Any] = self.cleaned_data if self.is_bound else initial
        last = last_day(given["last"])
        as_of = given.get("as_of") or min(last, today)
        return Period(given["first"], given["last"], as_of, self._filters(), is_over=last < today)

    @property
    def category_level(self) -> int:
        return int(self.cleaned_data.get("level") or 1) if self.is_bound else 1

    def _filters(self) -> dict[str, str]:
        """Those that were given, as the ticket list has them."""
        names = ("kind", "priority", "municipality", "team", "category")
        return {name: self.cleaned_data[name] for name in names if self.is_bound and self.cleaned_data.get(name)}
