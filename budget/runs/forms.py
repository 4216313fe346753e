"""Forms of runs and of their correction."""

from typing import Any

import django_filters
from django import forms
from django.http import HttpRequest

from budget.allocations.models import AllocationRun
from budget.consumption.basis import Scope
from budget.money.forms import year_field
from budget.projects.disposal import Disposal
from budget.projects.models import InvestmentProject
from budget.services.models import PriceList, Service
from budget.years.state import closed_years
from rorikt.amounts import MONTHS, kroner
from rorikt.cases.fields import CaseField
from rorikt.pages.fields import AmountField
from rorikt.pages.forms import ErrorsAtFields

Kind = AllocationRun.Kind

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
    case = CaseField(required=False)
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
        self.fields["contribution"].help_text += _to_be_paid_for()
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


def _to_be_paid_for() -> str:
    """What the newest year with projects may use, and how much of it was carried over: the settlement of the year that
    it comes from pays that back, so that a contribution has to bring it in again.
    """
    newest = InvestmentProject.objects.order_by("-year").values_list("year", flat=True).first()
    if newest is None:
        return ""
    whole = Disposal.of_all(one.disposal for one in InvestmentProject.objects.for_year(newest).with_disposal())
    words = f" Investeringene i {newest} kan bruke {kroner(whole.available)} kr inkl. mva."
    if not whole.carried_in:
        return words
    return (
        f"{words[:-1]}, av det {kroner(whole.carried_in)} kr overført fra tidligere år. Det overførte er betalt "
        "tilbake i oppgjøret for året det kommer fra, og må være med i tilskuddet."
    )


class ConsumptionForm(ErrorsAtFields, forms.Form):
    """Which services are charged for which months. Without a choice: all that have a price list for the year."""

    year = year_field("År")
    months = [(month, name.capitalize()) for month, name in enumerate(MONTHS, 1)]
    first = forms.TypedChoiceField(label="Fra og med", choices=months, coerce=int, initial=1)
    last = forms.TypedChoiceField(label="Til og med", choices=months, coerce=int, initial=12)
    charged_year = year_field("Betales i")
    case = CaseField(required=False)
    services = forms.ModelMultipleChoiceField(
        label="Tjenester",
        queryset=Service.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Uten valg: alle tjenester som har en prisliste for året.",
    )

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", "Perioden kan ikke slutte før den begynner.")
        if data.get("year") and not data.get("services") and "services" not in self.errors:
            priced = PriceList.objects.filter(year=data["year"]).values("service")
            data["services"] = Service.objects.filter(pk__in=priced)
            if not data["services"]:
                self.add_error(
                    "services", f"Ingen tjenester har en prisliste for {data['year']}. Legg inn prisene først."
                )
        return data

    def scope(self) -> Scope:
        data = self.cleaned_data
        return Scope(tuple(data["services"]), data["year"], data["first"], data["last"])


class CorrectionForm(ErrorsAtFields, forms.Form):
    charged_year = year_field("Forskjellen betales i")
    reason = forms.CharField(label="Begrunnelse", max_length=200, help_text="Hvorfor fordelingen regnes ut på nytt.")
    newest_keys = forms.BooleanField(
        label="Bruk den nyeste versjonen av nøkkelen",
        required=False,
        help_text="Nøkkelen har fått en ny versjon etter at fordelingen ble godkjent. Uten kryss brukes den samme.",
    )

    def __init__(self, *args: Any, has_newer_keys: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_newer_keys:
            del self.fields["newest_keys"]


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
