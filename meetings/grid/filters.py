"""What the rows of a register can be narrowed by, as its columns allow. The query string passes through this form."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q

from meetings.registers.contents import Kind
from meetings.registers.models import RegisterCell, RegisterColumn, RegisterRow, RegisterRowQuerySet
from meetings.registers.sheet import Sheet
from rorikt.pages.fields import DayField

TEXTS = (Kind.TEXT, Kind.NOTES)
DAYS = (Kind.DAY, Kind.MOMENT)
LISTED = (Kind.MUNICIPALITY, Kind.MUNICIPALITIES)


class DayFilter(django_filters.DateFilter):
    field_class = DayField

    def __init__(self, label: str) -> None:
        super().__init__(label=label, method="filter_days")


class RowFilter(django_filters.FilterSet):
    """The rows where some box says what is asked for. A state is that of the municipality, where both are asked for."""

    q = django_filters.CharFilter(label="Søk i tekst", max_length=100, method="filter_text")
    status = django_filters.ChoiceFilter(label="Status", method="filter_state")
    kommune = django_filters.ChoiceFilter(label="Kommune", method="filter_municipality")
    person = django_filters.ChoiceFilter(label="Person", method="filter_person")
    dato = django_filters.ChoiceFilter(label="Hvilken dato", empty_label="Alle datoer", method="filter_days")
    fra = DayFilter("Dato fra")
    til = DayFilter("Dato til")

    class Meta:
        model = RegisterRow
        fields: list[str] = []

    def __init__(self, data: Any, queryset: RegisterRowQuerySet, *, sheet: Sheet) -> None:
        super().__init__(data, queryset)
        self.sheet = sheet
        if not self._columns(TEXTS):
            del self.filters["q"]
        self._offer("status", self._states())
        self._offer("kommune", sheet.municipalities.items() if self._tells_of_municipalities() else ())
        self._offer("person", sheet.people.items() if self._columns((Kind.PERSON,)) else ())
        days = [(column.key, column.title) for column in self._columns(DAYS)]
        self._offer("dato", days if len(days) > 1 else ())
        if not days:
            del self.filters["fra"], self.filters["til"]

    def filter_text(self, found: RegisterRowQuerySet, name: str, value: str) -> RegisterRowQuerySet:
        """Also with another first letter, which SQLite tells apart where it is none of ASCII."""
        said = Q()
        for form in {value, value.lower(), value.upper(), value[:1].upper() + value[1:]}:
            said |= Q(text__icontains=form)
        return found.filter(self._a_cell(said, self._columns(TEXTS)))

    def filter_state(self, found: RegisterRowQuerySet, name: str, value: str) -> RegisterRowQuerySet:
        asked = Q(state=value)
        if self._is_of_each_municipality(value) and (number := self.form.cleaned_data.get("kommune")):
            asked &= Q(part=number)
        return found.filter(self._a_cell(asked, self._columns((Kind.STATE,))))

    def filter_municipality(self, found: RegisterRowQuerySet, name: str, value: str) -> RegisterRowQuerySet:
        """Also rows that are for all of them. Where only boxes are set apart by municipality: rows with one filled."""
        if listed := self._columns(LISTED):
            return found.filter(self._a_cell(Q(municipality=value) | Q(municipality=None), listed))
        return found.filter(self._a_cell(Q(part=value), [one for one in self.sheet.columns if one.is_per_municipality]))

    def filter_person(self, found: RegisterRowQuerySet, name: str, value: str) -> RegisterRowQuerySet:
        return found.filter(self._a_cell(Q(person=value), self._columns((Kind.PERSON,))))

    def filter_days(self, found: RegisterRowQuerySet, name: str, value: Any) -> RegisterRowQuerySet:
        """One box whose day is within both; asked once, by the first of them that is given."""
        asked = self.form.cleaned_data
        first, last = asked.get("fra"), asked.get("til")
        if name != next((one for one in ("fra", "til") if asked.get(one)), ""):
            return found
        day, moment = Q(day__isnull=False), Q(moment__isnull=False)
        if first:
            day, moment = day & Q(day__gte=first), moment & Q(moment__date__gte=first)
        if last:
            day, moment = day & Q(day__lte=last), moment & Q(moment__date__lte=last)
        columns = [one for one in self._columns(DAYS) if asked.get("dato") in {None, "", one.key}]
        return found.filter(self._a_cell(day | moment, columns))

    def _columns(self, kinds: Iterable[str]) -> list[RegisterColumn]:
        return [column for column in self.sheet.columns if column.kind in kinds]

    def _tells_of_municipalities(self) -> bool:
        return bool(self._columns(LISTED)) or any(column.is_per_municipality for column in self.sheet.columns)

    def _states(self) -> list[tuple[Any, Any]]:
        """Under the title of their column where there are several."""
        columns = self._columns((Kind.STATE,))
        found = [(column.title, [(state.pk, state.label) for state in column.states.all()]) for column in columns]
        return found if len(found) > 1 else [state for _, states in found for state in states]

    def _is_of_each_municipality(self, state: str) -> bool:
        columns = [column for column in self._columns((Kind.STATE,)) if column.is_per_municipality]
        return any(str(one.pk) == state for column in columns for one in column.states.all())

    def _offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        found = list(choices)
        if found:
            self.filters[name].extra["choices"] = found
        else:
            del self.filters[name]

    def _a_cell(self, said: Q, columns: list[RegisterColumn]) -> Exists:
        return Exists(RegisterCell.objects.filter(said, row=OuterRef("pk"), column__in=columns))
