"""Forms of ticket imports: the file, its columns, and what its words mean."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.utils import timezone

from rorikt.amounts import long_date
from rorikt.imports import forms as imports
from rorikt.imports.models import ImportedFile, ImportSource
from support.files import meanings, ticket_fields
from support.files.reading import guessed_format, seen_in
from support.files.ticket_fields import FIELDS, RowsAre, rows_are
from support.files.times import Format, Twice
from support.sla.models import Priority
from support.tickets.models import Ticket

MOST_SHOWN = 100  # words of a field, the undecided first
REST = "Resten, som ikke er avklart over"


class ColumnsForm(imports.ColumnsForm):
    row_fields = FIELDS
    flags = ("move_skipped", "resolved_by_state", "renumber", "without_total_pause")
    at_first = ("move_skipped",)

    source_name = forms.CharField(
        label="Navn på kilden",
        max_length=80,
        help_text="Systemet eller rapporten. Valgene lagres, og neste fil derfra leses på samme måte.",
        error_messages={"required": "Skriv et navn på kilden. Sakene finnes igjen etter nummeret de har der."},
    )
    rows_are = forms.ChoiceField(
        label="Hva er en rad i filen?",
        choices=RowsAre.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Velg hva en rad i filen er."},
    )
    format = forms.ChoiceField(
        label="Slik er tidspunktene skrevet",
        choices=Format.choices,
        error_messages={"required": "Velg hvordan tidspunktene er skrevet."},
    )
    tickets_of = forms.ChoiceField(
        label="Filen har bare pauser eller hendelser til saker fra",
        required=False,
        help_text="For en egen fil ved siden av sakene. Den trenger saksnummer, og pauser eller tidspunkt og status.",
    )
    kind_of_file = forms.ChoiceField(
        label="Alle sakene er", required=False, choices=[("", "Har egen kolonne"), *Ticket.Kind.choices]
    )
    priority_of_file = forms.ChoiceField(
        label="Alle sakene har prioritet", required=False, choices=[("", "Har egen kolonne"), *Priority.choices]
    )
    move_skipped = forms.BooleanField(
        label="Les klokkeslett som ikke finnes, som én time senere",
        required=False,
        help_text="Da sommertiden begynte, fantes ikke timen fra 02 til 03. Radene listes. Uten kryss er de feil.",
    )
    resolved_by_state = forms.BooleanField(
        label="Når «Løst» er tom i en logg, bruk tidspunktet da statusen ble «løst»",
        required=False,
        help_text="Uten kryss brukes «Lukket», og saken merkes med det.",
    )
    renumber = forms.BooleanField(
        label="Gi saken nytt nummer når nummeret er i bruk på en annen sak",
        required=False,
        help_text="For saker fra et annet system. Nummeret i kilden tas vare på.",
    )
    without_total_pause = forms.BooleanField(
        label="Importer uten kolonnen med samlet pausetid",
        required=False,
        help_text="Den sier ikke når klokken sto, og ventetiden blir da regnet som brukt tid.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = ImportSource.objects.filter(kind=ticket_fields.KIND).exclude(pk=self.imported.source_id or 0)
        choices = [(str(pk), name) for pk, name in sources.values_list("pk", "name")]
        of_tickets: Any = self.fields["tickets_of"]
        of_tickets.choices = [("", "Nei, den har sakene selv"), *choices]
        self.fields["format"].help_text = (
            "Foreslått ut fra tidspunktene i filen. Kontroller mot utdraget over."
            if self.is_sure
            else "Filen kan leses på to måter: dag eller måned først. Velg selv."
        )
        if not ticket_fields.total_pauses(self.layout.header):
            del self.fields["without_total_pause"]
        self.order_fields(["source_name", "rows_are", "format", *(f"column_{one.name}" for one in FIELDS)])

    def guessed(self) -> dict[str, str]:
        return ticket_fields.guessed_mapping(self.layout.header, seen_in(self.imported, self.layout))

    def own_initial(self) -> dict[str, Any]:
        options = self.imported.options
        guessed, self.is_sure = guessed_format(self.imported, self.layout, self.stored)
        names = ("tickets_of", "kind_of_file", "priority_of_file")
        rows = options.get("rows_are") or rows_are(self.stored)
        return {
            "format": options.get("format", guessed),
            "rows_are": rows,
            **{name: options.get(name, "") for name in names},
        }

    def faults(self, mapping: Mapping[str, str], options: Mapping[str, Any]) -> Mapping[str, str]:
        return ticket_fields.faults(mapping, options, self.layout)


class ConfirmForm(imports.ConfirmForm):
    """Where no day of the file shows whether day or month comes first, a person has to."""

    order = forms.BooleanField(
        help_text="Ingen dato i filen viser om det er dag eller måned som står først.",
        error_messages={
            "required": "Bekreft hvordan datoene er skrevet, eller velg en annen måte under «Endre kolonnene»."
        },
    )

    def __init__(self, *args: Any, imported: ImportedFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if imported.summary.get("is_order_open"):
            self.fields["order"].label = f"{example_of(imported)}, og så videre"
        else:
            del self.fields["order"]


def example_of(imported: ImportedFile) -> str:
    """How a time of the file is read; empty where it has none that is a text."""
    if not imported.summary.get("example"):
        return ""
    text, moment = imported.summary["example"]
    at = timezone.localtime(datetime.fromisoformat(moment))
    return f"«{text}» er {long_date(at)} kl. {at:%H.%M}"


class MeaningsForm(forms.Form):
    """One choice for each word of the file, and one for all words of a field that have none of their own.

    Words are numbered as they stand in the summary of the file, so that no word has to be the name of a field.
    """

    def __init__(self, *args: Any, imported: ImportedFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._words: dict[str, Sequence[tuple[str, int, str]]] = imported.summary.get("values", {})
        self.has_twice = bool(imported.summary.get("twice"))
        if self.has_twice:
            self.fields["twice"] = forms.ChoiceField(
                label="Klokkeslett som finnes to ganger",
                choices=Twice.choices,
                widget=forms.RadioSelect,
                initial=imported.options.get("twice", Twice.FIRST),
                help_text="Da sommertiden sluttet, kom timen fra 02 til 03 to ganger. Hvilken er ment i denne filen?",
                error_messages={"required": "Velg hvilket av de to tidspunktene som er ment."},
            )
        for name in self._words:
            offered = meanings.choices(name)
            for index, value, _, decision in self._shown(name):
                proposed = decision or meanings.proposal(name, value)
                label = f"{meanings.NAMES[name]}: {value or 'tomt'}"
                self.fields[f"{name}-{index}"] = forms.ChoiceField(
                    label=label,
                    widget=forms.Select(attrs={"aria-label": label}),
                    choices=[("", "Ikke avklart"), *offered],
                    required=False,
                    initial=proposed,
                )
            self.fields[f"{name}-rest"] = forms.ChoiceField(
                label=REST,
                widget=forms.Select(attrs={"aria-label": f"{meanings.NAMES[name]}: {REST[0].lower()}{REST[1:]}"}),
                choices=[("", "Avklar senere"), *offered],
                required=False,
            )

    @property
    def groups(self) -> list["MeaningGroup"]:
        """For the page: the name of each field, how many are undecided, how many do not show, its words, the rest."""
        return [
            MeaningGroup(
                meanings.NAMES[name],
                sum(not decision for _, _, decision in rows),
                max(len(rows) - MOST_SHOWN, 0),
                [
                    (value, count, not decision, self[f"{name}-{index}"])
                    for index, value, count, decision in self._shown(name)
                ],
                self[f"{name}-rest"],
            )
            for name, rows in self._words.items()
        ]

    def values(self) -> dict[str, dict[str, str]]:
        """Field name to word to decision; words that stay undecided are left out."""
        found: dict[str, dict[str, str]] = {}
        for name, rows in self._words.items():
            rest, shown = self.cleaned_data[f"{name}-rest"], {index for index, *_ in self._shown(name)}
            for index, (value, _, decision) in enumerate(rows):
                own = self.cleaned_data[f"{name}-{index}"] if index in shown else decision
                if chosen := own or rest:
                    found.setdefault(name, {})[value] = chosen
        return found

    def _shown(self, name: str) -> list[tuple[int, str, int, str]]:
        rows = [(index, *row) for index, row in enumerate(self._words[name])]
        return sorted(rows, key=lambda row: bool(row[3]))[:MOST_SHOWN]


class MeaningGroup(NamedTuple):
    """`rows` are word, count, whether it is undecided, and its choice."""

    title: str
    undecided: int
    hidden: int
    rows: list[tuple[str, int, bool, forms.BoundField]]
    rest: forms.BoundField
