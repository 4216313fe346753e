"""A row as a plain form: a field for each box, with what was seen in it; and what closes the row."""

from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from meetings.exemptions.forms import GROUND, GroundForm, Suggesting
from meetings.registers.contents import ALL, Kind
from meetings.registers.models import RegisterColumn, RegisterRow
from meetings.registers.sheet import Sheet
from meetings.registers.writing import Typed
from rorikt.cases.fields import CaseField
from rorikt.pages.forms import ErrorsAtFields

HELP = {
    Kind.DAY: "dd.mm.åååå",
    Kind.MOMENT: "dd.mm.åååå tt.mm",
    Kind.AMOUNT: "Kroner, for eksempel 1 200 000 eller 450,50.",
    Kind.ROW: "Skriv eller velg navnet på raden.",
}
ALL_OF_THEM = ALL.capitalize()
Faults = Mapping[tuple[Any, int, str], str]


class Municipalities(forms.CheckboxSelectMultiple):
    """Boxes to tick, sent and read as the one text that a box of a register holds."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        chosen = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
        return ALL_OF_THEM if ALL_OF_THEM in chosen else ", ".join(chosen)

    def format_value(self, value: Any) -> list[str]:
        return [one.strip() for one in str(value or "").split(",")]


class RowForm(ErrorsAtFields, forms.Form):
    """`row` is not stored yet where it is new. What is typed is kept as it was typed, whatever is wrong with it."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, sheet: Sheet, row: RegisterRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, self.row = sheet, row
        self.initial["uuid"] = row.uuid if row.pk else uuid4()
        self.boxes: dict[str, tuple[RegisterColumn, str]] = {}
        for column, part in sheet.boxes:
            name = name_of(column.pk, part)
            self.boxes[name] = column, part
            self.fields[name] = self._field(column, part)
            self.fields[seen_of(name)] = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
            stands = sheet.text(row, column, part) if row.pk else ""
            self.initial[name] = self.initial[seen_of(name)] = stands

    def typed(self) -> list[Typed]:
        """The boxes in which something else was typed than stood there. For a new row, all that hold something."""
        uuid = self.row.uuid if self.row.pk else self.cleaned_data["uuid"]
        found = []
        for name, (column, part) in self.boxes.items():
            text, seen = self.cleaned_data[name], self.cleaned_data[seen_of(name)].replace("\r\n", "\n")
            if text.replace("\r\n", "\n").strip() != seen.strip():
                found.append(Typed(uuid, column.pk, text, part=part, seen=seen))
        return found

    def show_what_stands_now(self, faults: Faults, sheet: Sheet, row: RegisterRow | None) -> None:
        """Whoever sends the form again has been told what others have written since."""
        typed = cast(QueryDict, self.data).copy()
        standing = {column.pk: column for column in sheet.columns}
        for _, column, part in faults:
            if row and column in standing:
                typed[seen_of(name_of(column, part))] = sheet.text(row, standing[column], part)
        self.data = typed

    def _field(self, column: RegisterColumn, part: str) -> forms.CharField:
        required = column.is_required and not column.is_per_municipality
        label = self.sheet.label(column, part)
        return forms.CharField(
            label=label,
            required=required,
            strip=False,
            widget=self._widget(column),
            help_text=HELP.get(Kind(column.kind), ""),
            error_messages={"required": f"«{label}» må fylles ut."},
        )

    def _widget(self, column: RegisterColumn) -> forms.Widget:
        words = self.sheet.words[column.pk]
        match column.kind:
            case Kind.NOTES:
                return forms.Textarea(attrs={"rows": 5})
            case Kind.STATE:
                return _select(words.states.values())
            case Kind.PERSON:
                return _select(words.people.values())
            case Kind.MUNICIPALITY:
                return _select(words.municipalities.values())
            case Kind.MUNICIPALITIES:
                return Municipalities(choices=[(one, one) for one in (ALL_OF_THEM, *words.municipalities.values())])
            case Kind.ROW:
                return Suggesting(dict.fromkeys(words.rows.values(), ""))
            case Kind.NUMBER | Kind.AMOUNT:
                return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        return forms.TextInput(attrs={"autocomplete": "off"})


class ClosingForm(GroundForm):
    """The case, and the ground of the row's own; what the page is about is not folded away."""

    case = CaseField(required=False)

    class Meta:
        model = RegisterRow
        fields = ["case", *GROUND]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["case"] = CaseField.typed(self.instance.case)
        case: Any = self.fields["case"]
        case.help_text = f"{case.help_text} Er saken unntatt offentlighet, er raden det også."

    @property
    def is_unfolded(self) -> bool:
        return True


def name_of(column: int, part: str) -> str:
    return f"box_{column}_{part}" if part else f"box_{column}"


def seen_of(name: str) -> str:
    return f"seen_{name}"


def refused(faults: Faults) -> ValidationError:
    """What was told at boxes, at their fields."""
    return ValidationError({name_of(column, part): told for (_, column, part), told in faults.items()})


def _select(words: Iterable[str]) -> forms.Select:
    return forms.Select(choices=[("", "Ikke valgt"), *((one, one) for one in words)])
