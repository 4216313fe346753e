"""Forms of projects, of what changes their budgets, and of payments on account."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import django_filters
from django import forms

from budget.money.forms import UNITS, MunicipalityFields
from budget.projects.models import InvestmentProject
from budget.purposes.fields import PurposeField
from rorikt.cases.fields import CaseField
from rorikt.pages.fields import AmountField, DayField
from rorikt.pages.forms import ErrorsAtFields
from rorikt.people.models import Municipality


class InvestmentProjectForm(ErrorsAtFields, forms.ModelForm):
    purpose = PurposeField()
    status = forms.ChoiceField(
        label="Status", choices=InvestmentProject.Status, required=False, initial=InvestmentProject.Status.ONGOING
    )
    budgeted = AmountField(
        label="Årsbudsjett", help_text="Det opprinnelige, inkl. mva. Senere endringer legges inn som reguleringer."
    )
    actual_excl_vat = AmountField(label="Regnskap eksl. mva.", initial=Decimal(0))
    vat = AmountField(label="Mva.", initial=Decimal(0))
    committed = AmountField(
        label="Bundet",
        required=False,
        help_text="Bestilt, men ikke betalt, inkl. mva. La stå tomt hvis ingenting er bundet.",
    )
    forecast = AmountField(
        label="Prognose for året", required=False, help_text="Inkl. mva. La stå tomt hvis den ikke er anslått."
    )

    class Meta:
        model = InvestmentProject
        fields = [
            "title",
            "purpose",
            "status",
            "starts_in",
            "ends_in",
            "budgeted",
            "actual_excl_vat",
            "vat",
            "committed",
            "forecast",
            "position",
        ]

    def clean_status(self) -> str:
        return self.cleaned_data["status"] or InvestmentProject.Status.ONGOING

    def clean_committed(self) -> Decimal:
        return self.cleaned_data["committed"] or Decimal(0)


class DecidedForm(ErrorsAtFields, forms.Form):
    """What a change of a project's budget rests on."""

    amount = AmountField(label="Beløp")
    decided_on = DayField(label="Vedtatt dato")
    decision = forms.CharField(label="Vedtak", max_length=120, help_text="Hvem som vedtok hva.")
    case = CaseField()
    reason = forms.CharField(label="Begrunnelse", max_length=300)


class RevisionForm(DecidedForm):
    amount = AmountField(label="Beløp", help_text="Inkl. mva. Økning er positiv, nedsetting negativ.")


class CarryOverForm(DecidedForm):
    amount = AmountField(label="Beløp", help_text="Inkl. mva.")
    target = forms.ModelChoiceField(label="Til prosjekt", queryset=InvestmentProject.objects.none(), required=False)

    field_order = ["target"]

    def __init__(self, *args: Any, source: InvestmentProject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["target"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = InvestmentProject.objects.filter(year__gt=source.year)
        field.empty_label = f"{source.title} {source.year + 1} (lages hvis det ikke finnes)"


class ProjectFilter(django_filters.FilterSet):
    """Which projects of the year are listed, and the unit of their amounts."""

    status = django_filters.ChoiceFilter(label="Status", choices=InvestmentProject.Status.choices, empty_label="Alle")
    unit = django_filters.ChoiceFilter(label="Vis beløp i", choices=UNITS, empty_label=None, method="show_all")

    class Meta:
        model = InvestmentProject
        fields = ["status"]

    def show_all(self, projects: Any, name: str, value: str) -> Any:
        """The unit decides how amounts are printed, not which projects there are."""
        return projects

    @property
    def is_exact(self) -> bool:
        return self.form.is_valid() and self.form.cleaned_data["unit"] == "ore"


class PaymentsForm(MunicipalityFields):
    """What each municipality has paid on account in a year. Empty is not known; zero is zero."""

    field_prefix = "payment"
    label = "{}, akonto i kroner"

    def __init__(self, *args: Any, municipalities: Iterable[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_fields(
            municipalities,
            AmountField,
            required=False,
            min_value=Decimal(0),
            error_messages={"min_value": "En akontobetaling kan ikke være under null."},
        )
