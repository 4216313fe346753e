"""Forms of documents and their outline."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from meetings.agenda.models import AgendaItem
from meetings.documents.models import Document, Section
from meetings.documents.numbering import MAX_LEVEL, number_sections, section_number
from meetings.exemptions.forms import EXEMPTION, ExemptionForm
from rorikt.pages.fields import DayField, MonthField


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
        self.fields["cost_estimate"].empty_label = "Ikke noe overslag"  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["kind"]

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


class NewSectionForm(forms.Form):
    title = forms.CharField(label="Overskrift", max_length=200)
    parent = forms.ModelChoiceField(
        Section.objects.none(), label="Plasseres under", required=False, empty_label="Øverste nivå"
    )

    def __init__(self, *args: Any, document: Document, without: Section | None = None, **kwargs: Any) -> None:
        """`without` is a section that is being moved: it cannot stand below itself."""
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = document.sections.all()  # type: ignore[attr-defined]
        self.fields["parent"].choices = [  # type: ignore[attr-defined]
            ("", "Øverste nivå"),
            *(
                (section.pk, f"{section_number(number)} {section.title}")
                for number, section in _possible_parents(document, without)
            ),
        ]


def _possible_parents(document: Document, without: Section | None) -> list[tuple[tuple[int, ...], Section]]:
    numbered = list(number_sections(document.sections.all()))
    own = next((number for number, section in numbered if section == without), None)
    return [
        (number, section)
        for number, section in numbered
        if len(number) < MAX_LEVEL and (own is None or number[: len(own)] != own)
    ]
