"""Forms of documents."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from meetings.agenda.models import AgendaItem
from meetings.documents.models import Document
from meetings.exemptions.forms import EXEMPTION, ExemptionForm
from meetings.tertials import tertials
from rorikt.amounts import MONTHS
from rorikt.pages.fields import EARLIEST, LATEST, AmountField, DayField, MonthField, PercentField


class DocumentForm(ExemptionForm):
    """What a document is called, which case it belongs to, and what its figures are computed with."""

    period_from = MonthField(label="Fra måned", required=False, help_text="Første måned i supporttabellene.")
    period_to = MonthField(label="Til måned", required=False, help_text="Siste måned i supporttabellene.")

    class Meta:
        model = Document
        fields = [
            "kind",
            "title",
            "file_title",
            "agenda_item",
            "document_owner",
            *EXEMPTION,
            "as_of",
            "accounting_year",
            "period_from",
            "period_to",
            "cost_estimate",
        ]
        field_classes = {"as_of": DayField}
        help_texts = {
            "as_of": "Dagen tallene gjelder for der teksten ikke sier noe annet. "
            "Regnskapet vises til og med den siste hele måneden.",
            "accounting_year": "Året regnskapstallene hentes fra.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = F("meeting__held_on").desc(nulls_first=True)  # those that wait for a meeting before all
        cases = AgendaItem.objects.select_related("meeting").order_by(newest, "sequence", "pk")
        self.fields["agenda_item"].queryset = cases  # type: ignore[attr-defined]
        self.fields["agenda_item"].empty_label = "Ingen sak"  # type: ignore[attr-defined]
        if "cost_estimate" in self.fields:
            self.fields["cost_estimate"].empty_label = "Ikke noe overslag"  # type: ignore[attr-defined]
        if self.instance.pk:
            self.fields.pop("kind", None)
        elif "kind" in self.fields:
            kind: Any = self.fields["kind"]
            kind.choices = [one for one in kind.choices if one[0] != Document.Kind.PERIOD_REPORT]

    def clean_as_of(self) -> date:
        day: date = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise ValidationError("Datoen kan ikke være fram i tid: tallene finnes ikke ennå.")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "period_from" in data and "period_to" in data:
            first, last = data["period_from"], data["period_to"]
            if (first is None) != (last is None):
                self.add_error("period_to" if first else "period_from", "Oppgi både fra og til måned.")
            elif first and last and last < first:
                self.add_error("period_to", "Siste måned kan ikke ligge før den første.")
        return data


ANOTHER = "annen"
PERIODS = [*((str(month), label) for month, label in tertials.CHOICES.items()), (ANOTHER, "Til og med en annen måned")]


class PeriodReportForm(DocumentForm):
    """A report of a period: its year and last month, and which deviations have to be explained in it."""

    period = forms.ChoiceField(label="Periode", choices=PERIODS)
    last_month = forms.TypedChoiceField(
        label="Siste måned",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Følger av perioden"), *((str(month), name) for month, name in enumerate(MONTHS, start=1))],
        help_text="Fylles ut når rapporten går til og med en annen måned.",
    )
    threshold_amount = AmountField(
        label="Avvik skal forklares når de er over, i kroner", required=False, help_text="La stå tomt for ingen grense."
    )
    threshold_percent = PercentField(
        label="Og over, i prosent av budsjettet",
        required=False,
        help_text="Avvik hittil måles mot budsjettet for de samme månedene, ventet avvik mot årsbudsjettet.",
    )
    threshold_is_either = forms.BooleanField(
        label="Det holder at avviket er over ett av dem",
        required=False,
        help_text="Ellers må avviket være over begge for å måtte forklares.",
    )

    class Meta(DocumentForm.Meta):
        fields = [
            *("title", "file_title", "agenda_item", "document_owner", *EXEMPTION, "accounting_year", "as_of"),
            *("threshold_amount", "threshold_percent", "threshold_is_either"),
        ]
        help_texts = {
            **DocumentForm.Meta.help_texts,
            "title": "Lages av perioden hvis den står tom.",
            "as_of": "Velg en dag etter at perioden er over. Regnskapet vises ikke lenger enn til den siste hele "
            "måneden før den.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("period_from", "period_to"):
            del self.fields[name]
        self.fields["title"].required = False
        self.fields["accounting_year"].required = True
        self.order_fields([*self.Meta.fields[: self.Meta.fields.index("as_of")], "period", "last_month", "as_of"])
        end, year = self.instance.period_to, self.instance.accounting_year
        self.made_title = tertials.title_of(year, end.month) if year and end else ""
        if end:
            is_tertial = end.month in tertials.TERTIALS
            self.initial.setdefault("period", str(end.month) if is_tertial else ANOTHER)
            self.initial.setdefault("last_month", None if is_tertial else end.month)

    def clean_accounting_year(self) -> int:
        year: int = self.cleaned_data["accounting_year"]
        if not EARLIEST.year <= year <= LATEST.year:
            raise ValidationError(f"Året må være mellom {EARLIEST.year} og {LATEST.year}.")
        return year

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.instance.kind = Document.Kind.PERIOD_REPORT
        if data.get("period") == ANOTHER and not data.get("last_month"):
            self.add_error("last_month", "Velg den siste måneden rapporten gjelder.")
        elif (year := data.get("accounting_year")) and data.get("period"):
            month = data["last_month"] if data["period"] == ANOTHER else int(data["period"])
            self.instance.period_from, self.instance.period_to = date(year, 1, 1), date(year, month, 1)
            if data.get("title", "") in {"", self.made_title}:  # what was made of a period follows it
                data["title"] = tertials.title_of(year, month)
        if "threshold_amount" in data and data["threshold_amount"] is None and data.get("threshold_percent") is None:
            self.add_error("threshold_amount", "Oppgi en grense i kroner, i prosent eller begge deler.")
        return data


def form_of(document: Document) -> type[DocumentForm]:
    """The form that a document of this kind is changed by."""
    return PeriodReportForm if document.is_of_period else DocumentForm
