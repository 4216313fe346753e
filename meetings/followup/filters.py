"""What the lists of what follows from decisions can be narrowed by. Their query strings pass through these forms."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from meetings.agenda.models import AgendaItem
from meetings.followup import register
from meetings.followup.models import Action, ActionQuerySet, MunicipalityAct
from meetings.proceedings.models import Treatment
from rorikt.people.models import Municipality, User
from rorikt.people.person import person

OVERDUE = "overdue"


class ActionFilter(django_filters.FilterSet):
    """By the person who is responsible; a body that is only named is no choice, as it may be of an exempt case."""

    state = django_filters.ChoiceFilter(
        label="Status", choices=[(OVERDUE, "Over fristen"), *Action.State.choices], method="filter_state"
    )
    owner = django_filters.ModelChoiceFilter(
        label="Ansvarlig", queryset=User.objects.filter(actions__isnull=False).distinct()
    )

    class Meta:
        model = Action
        fields = ["state", "owner"]

    def filter_state(self, found: ActionQuerySet, name: str, value: str) -> ActionQuerySet:
        return found.overdue(timezone.localdate()) if value == OVERDUE else found.filter(state=value)


class DecisionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Søk", max_length=100, method="filter_text")
    year = django_filters.ChoiceFilter(label="År", field_name="item__meeting__year")
    kind = django_filters.ChoiceFilter(label="Type", choices=AgendaItem.Kind.choices, field_name="item__kind")
    money = django_filters.ChoiceFilter(
        label="Rammen", choices=[("ja", "Endrer rammen"), ("nei", "Endrer ikke rammen")], method="filter_money"
    )
    municipality = django_filters.ModelChoiceFilter(
        label="Venter på kommune", queryset=Municipality.objects.all(), method="filter_municipality"
    )

    class Meta:
        model = Treatment
        fields = ["q", "year", "kind", "money", "municipality"]

    def __init__(self, data: Any = None, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(data, *args, request=request, **kwargs)
        years = Treatment.objects.decided().order_by("-item__meeting__year")
        found = years.values_list("item__meeting__year", flat=True).distinct()
        self.filters["year"].extra["choices"] = [(year, str(year)) for year in found]

    def filter_text(self, found: "QuerySet[Treatment]", name: str, value: str) -> "QuerySet[Treatment]":
        return register.searched(found, value, person(self.request))

    def filter_money(self, found: "QuerySet[Treatment]", name: str, value: str) -> "QuerySet[Treatment]":
        return found.filter(has_money=value == "ja")  # type: ignore[misc]  # of register.decisions

    def filter_municipality(
        self, found: "QuerySet[Treatment]", name: str, value: Municipality
    ) -> "QuerySet[Treatment]":
        waiting = MunicipalityAct.objects.filter(municipality=value, state=MunicipalityAct.State.UNTREATED)
        return found.filter(item__in=waiting.values("item"))
