"""Forms of account imports, and the filter of entries."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms

from budget.accounts.actions import ADD, REPLACE, STATED
from budget.accounts.report import FilePage
from budget.formats.month_columns import MONTH_FIELDS, columns_of, with_new_months
from budget.ledger import accounts_file
from budget.ledger.accounts_file import FIELDS, FIRST_YEAR, LAST_YEAR, year_in
from budget.ledger.models import LAST_MONTH, AccountEntry
from budget.lines.period import MONTHS_OF_YEAR
from budget.years.forms import reach_field
from rorikt.amounts import MONTHS
from rorikt.imports import forms as imports


class ColumnsForm(imports.ColumnsForm):
    row_fields = FIELDS
    flags = ("turn_sign", "in_thousands", "empty_is_zero", "skip_sums")
    at_first = ("skip_sums",)

    year_of_file = forms.IntegerField(
        label="Hele filen gjelder året",
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text="Når filen ikke har en kolonne med år eller dato.",
    )
    turn_sign = forms.BooleanField(
        label="Snu fortegnet", required=False, help_text="Når filen har inntekter som positive tall."
    )
    in_thousands = forms.BooleanField(label="Beløpene er i hele 1000 kroner", required=False)
    empty_is_zero = forms.BooleanField(label="Tomt beløp er null", required=False)
    skip_sums = forms.BooleanField(
        label="Hopp over sumrader og tekstlinjer",
        required=False,
        help_text="Rader uten konto der det står sum, totalt eller netto, og linjer med bare tekst. "
        "Summene vises ved siden av summen av radene.",
    )
    source_name = imports.optional_source()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([f"column_{one.name}" for one in FIELDS])
        if not columns_of(self.stored) and len(self.layout.header) < MONTHS_OF_YEAR:
            for one in MONTH_FIELDS:  # a narrow file has no column a month, and they would be in the way
                del self.fields[f"column_{one.name}"]

    def guessed(self) -> dict[str, str]:
        return accounts_file.guessed(self.layout.header)

    def kept(self) -> dict[str, str]:
        return with_new_months(self.imported.mapping, self.layout.header)

    def own_initial(self) -> dict[str, Any]:
        return {"year_of_file": self.imported.options.get("year") or _year_of_amounts(self.stored)}

    def faults(self, mapping: Mapping[str, str], options: Mapping[str, Any]) -> Mapping[str, str]:
        return accounts_file.faults(mapping, options, self.layout)

    def options(self) -> dict[str, Any]:
        return {"year" if name == "year_of_file" else name: value for name, value in super().options().items()}


def _year_of_amounts(mapping: dict[str, str]) -> int | None:
    """What the title of the amounts says, where no column tells the year of each row."""
    if any(mapping.get(name) for name in ("year", "booked_on")):
        return None
    return year_in(mapping.get("amount", ""))


class ConfirmForm(imports.ConfirmForm):
    """How far the accounts reach with this file, and how it stands to what is imported already where months overlap."""

    mode = forms.ChoiceField(
        label="Noen av månedene er importert før",
        choices=[
            (REPLACE, "Filen erstatter det som er importert for de samme månedene"),
            (ADD, "Filen kommer i tillegg"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Velg om filen skal erstatte det som er importert, eller komme i tillegg."},
    )

    def __init__(self, *args: Any, page: FilePage, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"mode": REPLACE if page.may_replace else None}})
        if not page.overlapping:
            del self.fields["mode"]
        for reach in page.reaches:
            self.fields[self.name_of(reach.year)] = reach_field(reach.year, reach.last)

    @staticmethod
    def name_of(year: int) -> str:
        return f"accounts_to_{year}"

    def options(self) -> dict[str, Any]:
        """What the import is done with: see actions.py."""
        names = {name: value for name, value in self.cleaned_data.items() if name.startswith("accounts_to_")}
        stated = {name.rpartition("_")[2]: month for name, month in names.items()}
        mode = {"mode": self.cleaned_data["mode"]} if "mode" in self.fields else {}
        return {**mode, STATED: stated}


MONTHS_OF_ENTRIES = [
    (0, "Uten måned"),
    *enumerate((name.capitalize() for name in MONTHS), 1),
    (LAST_MONTH, "Avslutning"),
]


class EntryFilter(django_filters.FilterSet):
    """Every figure of the accounts leads to this list with the filters that it was added up by."""

    account = django_filters.CharFilter(label="Konto", field_name="account")
    art = django_filters.CharFilter(label="KOSTRA-art", field_name="art")
    month = django_filters.ChoiceFilter(label="Måned", choices=MONTHS_OF_ENTRIES)
    account_import = django_filters.NumberFilter(label="Import", field_name="account_import", widget=forms.HiddenInput)
    line = django_filters.NumberFilter(label="Linje i filen", field_name="line_number")
    voucher = django_filters.CharFilter(label="Bilag", field_name="voucher")
    reference = django_filters.CharFilter(label="Dokumentreferanse", field_name="reference")
    text = django_filters.CharFilter(label="Tekst inneholder", field_name="text", lookup_expr="icontains")

    class Meta:
        model = AccountEntry
        fields: list[str] = []
