"""Forms of the mapping of accounts: one range, many accounts at once, and those of another year."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from budget.ledger.codes import Codes
from budget.ledger.models import AccountMapping
from budget.lines.models import BudgetLine
from budget.mapping.many import beginning_with, code_of
from rorikt.pages.forms import ErrorsAtFields

OUTSIDE = "Utenfor driftsresultatet"
Basis = AccountMapping.Basis


class AccountMappingForm(ErrorsAtFields, forms.ModelForm):
    class Meta:
        model = AccountMapping
        fields = ["basis", "first", "last", "line"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines: Any = self.fields["line"]
        lines.queryset = BudgetLine.objects.for_year(self.instance.year)
        lines.empty_label = OUTSIDE
        lines.label_from_instance = lambda line: line.title
        self.fields["last"].required = False

    def clean_last(self) -> str:
        return self.cleaned_data["last"] or self.cleaned_data.get("first", "")


class ManyForm(ErrorsAtFields, forms.Form):
    """Accounts of those without a mapping, ticked or named by how they begin, and the line that all of them are of."""

    line = forms.ChoiceField(
        label="Koble til", error_messages={"required": "Velg typen utgift, eller «Utenfor driftsresultatet»."}
    )
    begins_with = forms.CharField(
        label="Alle numre som begynner med",
        required=False,
        max_length=19,
        help_text="Blir ett område: «11» av fem siffer er 11000–11999, også konti som kommer senere.",
    )
    every = forms.BooleanField(label="Alle konti i listen", required=False)
    accounts = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, year: int, unknown: Iterable[Codes], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year, self.unknown = year, list(unknown)
        self.lines = {str(line.pk): line for line in BudgetLine.objects.for_year(year)}
        choices: Any = self.fields["line"]
        titles = [(key, line.title) for key, line in self.lines.items()]
        choices.choices = [("", "Velg"), *titles, ("outside", OUTSIDE)]
        accounts: Any = self.fields["accounts"]
        accounts.choices = [(code_of(codes), code_of(codes)) for codes in self.unknown]
        accounts.error_messages["invalid_choice"] = "%(value)s er koblet av en annen i mellomtiden. Last siden på nytt."
        if len(self.unknown) > 1:
            self.fields["every"].label = f"Alle {len(self.unknown)} konti i listen"

    def clean(self) -> dict[str, Any]:
        start = self.cleaned_data.get("begins_with", "").strip()
        ways = [bool(start), bool(self.cleaned_data.get("every")), bool(self.cleaned_data.get("accounts"))]
        if "accounts" not in self.errors and sum(ways) != 1:
            fault = "Kryss av konti, velg alle, eller skriv hva numrene begynner med."
            self.add_error("begins_with", fault if not any(ways) else "Velg på én av måtene, ikke flere på en gang.")
        elif start and not beginning_with(start, self.unknown):
            self.add_error("begins_with", f"Ingen av kontiene uten kobling begynner med «{start}» og har bare siffer.")
        return self.cleaned_data

    def mappings(self) -> Sequence[AccountMapping]:
        """What was chosen, not stored yet."""
        line = self.lines.get(self.cleaned_data["line"])
        if start := self.cleaned_data["begins_with"].strip():
            ranges = beginning_with(start, self.unknown)
        else:
            chosen = set(self.cleaned_data["accounts"])
            wanted = [codes for codes in self.unknown if self.cleaned_data["every"] or code_of(codes) in chosen]
            # Rows of one account may differ in their art.
            ranges = list(dict.fromkeys((not one.account, code_of(one), code_of(one)) for one in wanted))
        return [
            AccountMapping(
                year=self.year, basis=Basis.ART if by_art else Basis.ACCOUNT, first=first, last=last, line=line
            )
            for by_art, first, last in ranges
        ]


class CopyMappingsForm(forms.Form):
    from_year = forms.TypedChoiceField(label="Hent koblingene fra", coerce=int)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["from_year"]
        field.choices = [(year, str(year)) for year in years]
