"""What a search can be narrowed by. The query string passes through this form."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import django_filters
from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from meetings.agenda.models import AgendaItem, Meeting
from meetings.search.models import Entry, EntryQuerySet
from rorikt.pages.beside import Piece
from rorikt.people.models import Municipality, User
from rorikt.words.asking import LONGEST

TOO_LONG = f"Søket er for langt. Skriv høyst {LONGEST} tegn."


class SearchFilter(django_filters.FilterSet):
    """`year`, `kind` and the rest by the names that stand in addresses."""

    aar = django_filters.NumberFilter(label="År", field_name="year", widget=forms.Select)
    type = django_filters.ChoiceFilter(label="Hva", field_name="kind", choices=Entry.Kind.choices, empty_label="Alt")
    mote = django_filters.ModelChoiceFilter(
        label="Møte", field_name="item__meeting", queryset=Meeting.objects.all(), empty_label="Alle møter"
    )
    kommune = django_filters.ModelChoiceFilter(
        label="Nevner kommunen", queryset=Municipality.objects.all(), empty_label="Alle kommuner", method="as_it_is"
    )

    class Meta:
        model = Entry
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = Meeting.objects.order_by("-year").values_list("year", flat=True).distinct()
        self.form.fields["aar"].widget.choices = [("", "Alle år"), *((year, year) for year in years)]

    def as_it_is(self, entries: EntryQuerySet, name: str, value: Any) -> EntryQuerySet:
        """A municipality is a word that stands in the text: see `mentioning`."""
        return entries


class AskedForm(forms.Form):
    """`sak` shows all that was found in one case, by its primary key."""

    q = forms.CharField(label="Søk etter", max_length=LONGEST, required=False, error_messages={"max_length": TOO_LONG})
    orden = forms.ChoiceField(
        label="Rekkefølge", choices=[("", "Beste treff først"), ("dato", "Nyeste først")], required=False
    )
    sak = forms.ModelChoiceField(AgendaItem.objects.none(), required=False, widget=forms.HiddenInput)
    side = forms.IntegerField(min_value=1, max_value=10_000, required=False, widget=forms.HiddenInput)


@dataclass(frozen=True)
class Asked:
    """A query string as it is understood; `error` says what is wrong with it."""

    form: AskedForm
    filter: SearchFilter
    typed: str = ""
    mentioning: str = ""
    by_date: bool = False
    page: int = 1
    item: AgendaItem | None = None
    error: str = ""
    narrow: Callable[[EntryQuerySet], EntryQuerySet] = field(default=lambda entries: entries)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.item) or any(self.filter.form.cleaned_data.values())


def asked_of(data: QueryDict | MultiValueDict[str, str], user: User, request: HttpRequest | None = None) -> Asked:
    """What cannot be understood narrows nothing, but for a text that cannot be searched for."""
    form, chosen = AskedForm(data), SearchFilter(data, queryset=Entry.objects.none(), request=request)
    form.fields["sak"].queryset = AgendaItem.objects.visible_to(user)  # type: ignore[attr-defined]
    form.is_valid()
    chosen.form.is_valid()
    values, narrowed = form.cleaned_data, chosen.form.cleaned_data
    item, municipality = values.get("sak"), narrowed.get("kommune")

    def narrow(entries: EntryQuerySet) -> EntryQuerySet:
        found = chosen.filter_queryset(entries)
        return found.filter(item=item) if item else found

    return Asked(
        form=form,
        filter=chosen,
        typed=values.get("q") or "",
        mentioning=municipality.name if municipality else "",
        by_date=values.get("orden") == "dato",
        page=values.get("side") or 1,
        item=item,
        error=" ".join(map(str, form.errors.get("q", []))),
        narrow=narrow,
    )


def search_in_meeting(request: HttpRequest, meeting: Meeting) -> list[Piece]:
    """A field on the page of a meeting, that searches in it alone."""
    return [Piece("tools", "meetings/search/in_meeting.html", {"meeting": meeting})]
