"""Forms of runs, the frame, invoices and the calculator of keys."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.http import HttpRequest

from budget import peppol
from budget.frame_actions import Decision, EstimatedChange
from budget.key_calculator import Component
from budget.models import AllocationRun, FrameChange, InhabitantCount
from budget.money.forms import MunicipalityFields, year_field
from budget.years.state import closed_years
from rorikt.amounts import kroner, short_date
from rorikt.pages.fields import AmountField, CaseField, PercentField, date_field
from rorikt.pages.forms import ErrorsAtFields
from rorikt.people.models import Municipality

Kind = AllocationRun.Kind
STANDARD_RATE = Decimal(25)
MADE_BY_HAND = [Kind.OPERATING_RESULT, Kind.INVESTMENT, Kind.OFFSET]


class RunForm(ErrorsAtFields, forms.Form):
    """A new run. A contribution needs its amount and the settlement that is offset against it."""

    kind = forms.ChoiceField(
        label="Hva skal fordeles?",
        choices=[(kind.value, kind.label) for kind in MADE_BY_HAND],
        widget=forms.RadioSelect,
    )
    year = year_field("Gjelder år")
    charged_year = year_field("Betales i", help_text="Året kommunene betaler, eller får pengene tilbake.")
    case_number = CaseField(required=False)
    unit = forms.ChoiceField(label="Fordeles i", choices=AllocationRun.Unit.choices, initial=AllocationRun.Unit.ORE)
    contribution = AmountField(
        label="Investeringstilskudd",
        required=False,
        help_text="Bare for tilskudd: det kommunene skal betale til sammen.",
    )
    offsets = forms.ModelChoiceField(
        label="Oppgjør som motregnes",
        queryset=AllocationRun.objects.none(),
        required=False,
        help_text="Bare for tilskudd: et godkjent oppgjør av et tidligere år.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        settlements = AllocationRun.objects.in_force().filter(kind=Kind.INVESTMENT, offset_by__isnull=True)
        self.fields["offsets"].queryset = settlements  # type: ignore[attr-defined]
        closed = [str(year) for year in closed_years()]
        self.fields["year"].help_text = (
            f"Mer- eller mindreforbruk og investeringer fordeles når året er avsluttet: {', '.join(closed)}."
            if closed
            else "Mer- eller mindreforbruk og investeringer fordeles når året er avsluttet. Ingen år er avsluttet ennå."
        )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("kind") == Kind.OFFSET:
            for name in ("contribution", "offsets"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, "Må fylles ut for et investeringstilskudd.")
        else:
            data["contribution"] = data["offsets"] = None
        return data


class CorrectionForm(ErrorsAtFields, forms.Form):
    charged_year = year_field("Forskjellen betales i")
    reason = forms.CharField(label="Begrunnelse", max_length=200, help_text="Hvorfor fordelingen regnes på nytt.")


class DecisionFields(ErrorsAtFields, forms.Form):
    """What the council decided, in words, and where."""

    decision = forms.CharField(
        label="Vedtak", max_length=300, help_text="Hvem som vedtok hva. Står ved beløpet på rammesiden."
    )
    decided_on = date_field("Vedtatt dato")
    case_number = CaseField()

    def decided(self) -> Decision:
        data = self.cleaned_data
        return Decision(data["decision"], data["decided_on"], data["case_number"])


class EstimateDecisionForm(DecisionFields):
    """Which years of an estimate the council has decided."""

    changes = forms.MultipleChoiceField(
        label="Føres i rammen",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Velg minst ett år."},
    )
    field_order = ["changes", "decision", "decided_on", "case_number"]

    def __init__(self, *args: Any, estimated: Iterable[EstimatedChange], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.estimated = {change.code: change for change in estimated}
        self.fields["changes"].choices = [  # type: ignore[attr-defined]
            (code, f"{change.year}: {kroner(change.amount)} kr, {change.kind.label.lower()}")
            for code, change in self.estimated.items()
        ]

    def chosen(self) -> list[EstimatedChange]:
        return [self.estimated[code] for code in self.cleaned_data["changes"]]


class FrameChangeForm(DecisionFields):
    """A decision on the frame that comes of no estimate, the frame itself above all."""

    kind = forms.ChoiceField(label="Type", choices=FrameChange.Kind.choices, widget=forms.RadioSelect)
    year = year_field("År")
    title = forms.CharField(label="Tittel", max_length=160)
    amount = AmountField(label="Beløp", help_text="Det som legges til rammen; under null er et kutt.")
    field_order = ["kind", "year", "title", "amount", "decision", "decided_on", "case_number"]


class NewDecisionForm(DecisionFields):
    amount = AmountField(label="Nytt beløp", help_text="Hele beløpet slik det blir. Forskjellen bokføres.")
    field_order = ["amount", "decision", "decided_on", "case_number"]


class InvoiceForm(ErrorsAtFields, forms.Form):
    """What a person has to decide before a draft invoice is made; the VAT category has no default."""

    category = forms.ChoiceField(
        label="Merverdiavgift",
        choices=[
            (peppol.VatCategory.STANDARD.value, "25 % merverdiavgift (S)"),
            (peppol.VatCategory.EXEMPT.value, "Unntatt merverdiavgift (E)"),
            (peppol.VatCategory.ZERO.value, "Nullsats (Z)"),
            (peppol.VatCategory.OUTSIDE.value, "Utenfor merverdiavgiftsloven (O)"),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Velg hvordan merverdiavgiften skal behandles. Det finnes ikke noe trygt standardvalg."
        },
    )
    reason = forms.CharField(
        label="Hvorfor ingen merverdiavgift",
        max_length=200,
        required=False,
        help_text="Må fylles ut for E og O, og står på fakturaen.",
    )
    issued_on = date_field("Fakturadato")
    due_on = date_field("Forfall")
    buyer_reference = forms.CharField(label="Kjøperens referanse", max_length=60)

    def vat(self) -> peppol.Vat:
        category = peppol.VatCategory(self.cleaned_data["category"])
        rate = STANDARD_RATE if category == peppol.VatCategory.STANDARD else Decimal(0)
        return peppol.Vat(category, rate, self.cleaned_data["reason"])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "category" in data and self.vat().needs_reason and not data.get("reason"):
            self.add_error("reason", "Skriv hvorfor det ikke beregnes merverdiavgift.")
        if data.get("issued_on") and data.get("due_on") and data["due_on"] < data["issued_on"]:
            self.add_error("due_on", "Forfall kan ikke være før fakturadatoen.")
        return data

    @staticmethod
    def starting(today: date, payment_days: int, reference: str) -> dict[str, Any]:
        return {"issued_on": today, "due_on": today + timedelta(days=payment_days), "buyer_reference": reference}


class SentInvoiceForm(ErrorsAtFields, forms.Form):
    number = forms.CharField(label="Fakturanummer", max_length=40, help_text="Nummeret i fakturasystemet.")
    sent_on = date_field("Sendt dato")


class CalculatorForm(MunicipalityFields):
    """Up to five components of a key; those without a per cent are left out. Read from the query string."""

    year = year_field("Sammenlign med år", help_text="Viser hva nøkkelen ville ha betydd dette året.")
    equal_percent = PercentField(label="Lik del, prosent av nøkkelen", required=False)
    inhabitants_percent = PercentField(label="Innbyggere, prosent av nøkkelen", required=False)
    counted_on = forms.TypedChoiceField(
        label="Innbyggere per", coerce=date.fromisoformat, empty_value=None, required=False
    )
    counts = (("users", "Brukere"), ("devices", "Enheter"), ("other", "Annet antall"))

    def __init__(self, *args: Any, municipalities: Iterable[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = InhabitantCount.objects.order_by("-counted_on").values_list("counted_on", flat=True).distinct()
        self.fields["counted_on"].choices = [(day.isoformat(), short_date(day)) for day in days]  # type: ignore[attr-defined]
        members = list(municipalities)
        for prefix, label in self.counts:
            self.fields[f"{prefix}_percent"] = PercentField(label=f"{label}, prosent av nøkkelen", required=False)
            self.field_prefix = prefix
            self.add_fields(members, AmountField, required=False, min_value=Decimal(0))
            for municipality in members:
                self.fields[self.field_name(municipality)].label = f"{label}, {municipality.name}"

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        percents = [
            data.get(f"{name}_percent") for name in ("equal", "inhabitants", *(name for name, _ in self.counts))
        ]
        total = sum((percent for percent in percents if percent), Decimal(0))
        if not self.errors and total != 100:
            self.add_error("equal_percent", f"Delene er til sammen {kroner(total)} %. De skal være 100 %.")
        if data.get("inhabitants_percent") and not data.get("counted_on"):
            self.add_error("counted_on", "Velg hvilken dato innbyggertallene er fra. Legg dem inn først om de mangler.")
        for prefix, label in self.counts:
            if data.get(f"{prefix}_percent") and not any(self.weights(prefix).values()):
                first = f"{prefix}_{self.municipalities[0].pk}"
                self.add_error(first, f"Skriv antall for «{label.lower()}».")
        if data.get("inhabitants_percent") and data.get("counted_on") and not self._has_whole_count(data["counted_on"]):
            self.add_error("counted_on", "Innbyggertallet mangler for minst én kommune denne datoen.")
        return data

    def always(self) -> list[forms.BoundField]:
        """The fields that are always shown; the counts are folded, one group for each."""
        return [self[name] for name in ("year", "equal_percent", "inhabitants_percent", "counted_on")]

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField], bool]]:
        """Label, fields, and whether the group is in use and so unfolded."""
        for prefix, label in self.counts:
            names = [f"{prefix}_percent", *(f"{prefix}_{municipality.pk}" for municipality in self.municipalities)]
            fields = [self[name] for name in names]
            yield label, fields, any(field.value() or field.errors for field in fields)

    def components(self) -> list[Component]:
        data, found = self.cleaned_data, []
        if data["equal_percent"]:
            weights = {municipality.pk: Decimal(1) for municipality in self.municipalities}
            found.append(Component("Lik del", data["equal_percent"], weights))
        if data["inhabitants_percent"]:
            day = data["counted_on"]
            found.append(Component(f"Innbyggere {short_date(day)}", data["inhabitants_percent"], inhabitants_on(day)))
        for prefix, label in self.counts:
            if data[f"{prefix}_percent"]:
                found.append(Component(label, data[f"{prefix}_percent"], self.weights(prefix)))
        return found

    def weights(self, prefix: str) -> dict[str, Decimal]:
        return {
            municipality.pk: self.cleaned_data.get(f"{prefix}_{municipality.pk}") or Decimal(0)
            for municipality in self.municipalities
        }

    def _has_whole_count(self, day: date) -> bool:
        return {municipality.pk for municipality in self.municipalities} <= inhabitants_on(day).keys()


def inhabitants_on(day: date) -> dict[str, Decimal]:
    rows = InhabitantCount.objects.filter(counted_on=day).values_list("municipality", "count")
    return {number: Decimal(count) for number, count in rows}


class InhabitantCountForm(ErrorsAtFields, forms.ModelForm):
    counted_on = date_field("Dato")

    class Meta:
        model = InhabitantCount
        fields = ["municipality", "counted_on", "count"]


class TierForm(forms.Form):
    """Which counts of the price list are set side by side. An odd value in the address is as none."""

    counts = forms.CharField(
        label="Antall å sammenligne", required=False, help_text="Tall med komma mellom, for eksempel 425, 450."
    )

    def chosen(self) -> list[int]:
        if not self.is_valid():
            return []
        texts = [text.strip() for text in self.cleaned_data["counts"].split(",")]
        return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 8][:8]


class RunFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label="Type", choices=Kind.choices)
    charged_year = django_filters.NumberFilter(label="Betales i")
    state = django_filters.ChoiceFilter(label="Status", choices=AllocationRun.State.choices)

    class Meta:
        model = AllocationRun
        fields = ["kind", "charged_year", "state"]

    def __init__(self, data: Any = None, queryset: Any = None, *, request: HttpRequest | None = None) -> None:
        super().__init__(data, queryset=queryset, request=request)
        for name in ("kind", "state"):
            self.form.fields[name].error_messages["invalid_choice"] = "Velg en av verdiene i listen."
