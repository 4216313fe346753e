"""The form of a measure."""

from typing import Any

from django import forms

from budget.lines.models import BudgetLine
from budget.measures.models import Measure
from rorikt.pages.fields import AmountField, DayField
from rorikt.pages.forms import ErrorsAtFields


class MeasureForm(ErrorsAtFields, forms.ModelForm):
    effect = AmountField(
        label="Ventet virkning i år",
        help_text="Positiv når tiltaket gir lavere utgifter eller høyere inntekter før året er slutt.",
    )

    class Meta:
        model = Measure
        fields = [
            "title",
            "line",
            "effect",
            "is_foreseen",
            "state",
            "decided_by",
            "decided_on",
            "responsible",
            "deadline_on",
        ]
        field_classes = {"decided_on": DayField, "deadline_on": DayField}
        help_texts = {
            "decided_by": "Rådet, lederen eller en annen rolle. Står tomt til tiltaket er besluttet.",
            "is_foreseen": "Da telles det ikke med en gang til når tiltakene holdes mot ventet avvik.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line: Any = self.fields["line"]
        line.queryset = BudgetLine.objects.for_year(self.instance.year)
        line.empty_label = "Flere linjer"
        line.label_from_instance = lambda one: one.title
