"""The form of a new section, or of one that is moved."""

from typing import Any

from django import forms

from meetings.documents.models import Document, Section
from meetings.documents.numbering import MAX_LEVEL, number_sections, section_number


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
