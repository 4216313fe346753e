"""Forms of meetings, documents and their parts. They check what was typed; `agenda` and `writing` change things."""

import hashlib
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator
from django.db.models import QuerySet
from django_prose_editor.fields import ProseEditorFormField

from meetings import agenda, attachments, checks, manual_tables
from meetings.models import (
    AgendaItem,
    Attachment,
    BuildingProject,
    Definition,
    Document,
    IssuedPacket,
    ManualFigure,
    ManualTable,
    Meeting,
    Section,
)
from meetings.numbering import MAX_LEVEL, number_sections, section_number
from rorikt import amounts
from rorikt.office import conversion
from rorikt.pages import richtext
from rorikt.pages.fields import AmountField, ClockInput, DayInput, MonthField
from rorikt.pages.richtext import EDITOR
from rorikt.people.models import User
from rorikt.slugs import slug

EXEMPTION = ["exemption_basis", "public_title"]


def staff() -> QuerySet[User]:
    roles = [User.Role.HEAD, User.Role.AUTHOR, User.Role.ADMINISTRATOR]
    return User.objects.filter(is_active=True, role__in=roles)


class MeetingForm(forms.ModelForm):
    class Meta:
        model = Meeting
        fields = ["held_on", "sequence", "starts_at", "place"]
        widgets = {"held_on": DayInput, "starts_at": ClockInput}

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = self.fields["sequence"]
        number.required = False
        if self.instance.pk:
            number.disabled = True
            number.help_text = "Nummeret står på utsendte sakslister og kan ikke endres."
        else:
            proposed = agenda.next_sequence(this_year)
            number.help_text = f"Neste ledige i {this_year} er {proposed}. Tomt felt gir neste ledige i møtedatoens år."

    def clean_held_on(self) -> Any:
        held_on = self.cleaned_data["held_on"]
        if self.instance.pk and held_on.year != self.instance.year:
            raise ValidationError(
                f"Møtet har nummer {self.instance.number}, så datoen må ligge i {self.instance.year}."
            )
        return held_on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.instance.pk and data.get("held_on") and "sequence" in data:
            self.instance.year = data["held_on"].year
            if data["sequence"] is None:
                data["sequence"] = agenda.next_sequence(self.instance.year)
            if Meeting.objects.filter(year=self.instance.year, sequence=data["sequence"]).exists():
                self.add_error("sequence", "Året har allerede et møte med dette nummeret. Velg et annet.")
        return data


class AgendaItemForm(forms.ModelForm):
    summary = ProseEditorFormField(label="Omtale", required=False, extensions=EDITOR)

    class Meta:
        model = AgendaItem
        fields = ["title", "kind", "summary", "case_officers", *EXEMPTION, "amounts_are_open"]
        widgets = {"case_officers": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case_officers"].queryset = staff()  # type: ignore[attr-defined]

    def clean_summary(self) -> str:
        return richtext.clean(self.cleaned_data["summary"])


class AttachmentForm(forms.ModelForm):
    """Looks at the file from the outside only; `data_bytes` holds it for the job that examines it."""

    data_bytes: bytes

    class Meta:
        model = Attachment
        fields = ["file", "title", *EXEMPTION]
        help_texts = {"title": "Slik vedlegget står i saken. Tom: filnavnet brukes."}

    def __init__(self, *args: Any, agenda_item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agenda_item = agenda_item
        self.fields["title"].required = False
        file = self.fields["file"]
        file.label = "Fil"
        kinds = "En PDF uten passord, eller et bilde (PNG, JPEG, TIFF)"
        file.help_text = f"{kinds}, eller en Office-fil." if conversion.has_office() else f"{kinds}."
        file.allow_empty_file = True  # type: ignore[attr-defined]  # `check_outside` says what to do about it
        file.error_messages["required"] = "Velg en fil."

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        attachments.check_size(file.size or 0)
        self.data_bytes = file.read()
        sha256 = hashlib.sha256(self.data_bytes).hexdigest()
        double = self.agenda_item.attachments.filter(sha256=sha256).first()
        if double and attachments.can_be_read(double):
            raise ValidationError("Saken har allerede denne filen som vedlegg. Velg en annen fil.")
        attachments.check_outside(self.data_bytes)
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("file") and not data.get("title"):
            data["title"] = Path(data["file"].name).stem[:200]
        return data


class AttachmentEditForm(forms.ModelForm):
    class Meta:
        model = Attachment
        fields = ["title", *EXEMPTION]


class IssueForm(forms.Form):
    audience = forms.ChoiceField(
        label="Utgave",
        choices=IssuedPacket.Audience,
        widget=forms.RadioSelect,
        help_text="Den offentlige utgaven lages uten det som er unntatt. Er pakken sendt ut før, lages et tillegg.",
    )
    stand_ins = forms.BooleanField(
        label="Send ut selv om vedlegg ikke kan leses",
        required=False,
        help_text=(
            "En side som sier at vedlegget mangler, står da i stedet for det. Når vedlegget er lastet opp på nytt, "
            "sender du det som tillegg."
        ),
    )

    def __init__(self, *args: Any, asks_for_stand_ins: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_for_stand_ins:
            del self.fields["stand_ins"]


class DocumentForm(forms.ModelForm):
    """What a document is called, which case it belongs to, and what its figures are computed with."""

    period_from = MonthField(label="Fra måned", required=False, help_text="Første måned i supporttabellene, 11.2023.")
    period_to = MonthField(label="Til måned", required=False, help_text="Siste måned i supporttabellene, 01.2024.")

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
            "definitions",
        ]
        widgets = {"as_of": DayInput, "definitions": forms.CheckboxSelectMultiple}
        help_texts = {
            "as_of": "Dagen tallene gjelder for der teksten ikke sier noe annet. "
            "Regnskapet vises til og med den siste hele måneden.",
            "accounting_year": "Året regnskapstallene hentes fra.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cases = AgendaItem.objects.select_related("meeting").order_by("-meeting__held_on", "sequence")
        self.fields["agenda_item"].queryset = cases  # type: ignore[attr-defined]
        self.fields["agenda_item"].empty_label = "Ingen sak"  # type: ignore[attr-defined]
        self.fields["cost_estimate"].empty_label = "Ikke noe overslag"  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["kind"]

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


class SectionForm(forms.ModelForm):
    """`revision` is the one that was opened; see writing.save_section."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    body = ProseEditorFormField(label="Tekst", required=False, extensions=EDITOR)

    class Meta:
        model = Section
        fields = ["title", "body", "state", "responsible", "deadline_on"]
        widgets = {"deadline_on": DayInput}

    def __init__(self, *args: Any, may_assign: bool, **kwargs: Any) -> None:
        """Without `may_assign` the person and the deadline are only shown."""
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = staff()  # type: ignore[attr-defined]
        self.fields["responsible"].empty_label = "Ingen"  # type: ignore[attr-defined]
        self.fields["body"].widget.attrs["rows"] = 18
        for name in ("responsible", "deadline_on"):
            self.fields[name].disabled = not may_assign
        self.initial["revision"] = self.instance.revision

    def clean_body(self) -> str:
        """What was wrong already, such as a figure that has no accounts yet, does not stop one who writes on."""
        body = richtext.clean(self.cleaned_data["body"])
        problems = checks.text_problems(body, self.instance.document)
        if problems:
            before = checks.text_problems(self.initial["body"], self.instance.document)
            problems = [problem for problem in problems if problem not in before]
        if problems:
            raise ValidationError(problems)
        return body


class ManualFigureForm(forms.ModelForm):
    value = AmountField(label="Verdi", max_digits=16, decimal_places=4)

    class Meta:
        model = ManualFigure
        fields = ["label", "slug", "value", "decimals", "unit", "origin"]
        help_texts = {
            "slug": "Brukes i teksten: [[tall:kortnavn]]. Tomt: lages av teksten over.",
            "origin": "Hvor tallet er hentet, så andre kan finne det igjen.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["decimals"].validators.append(MaxValueValidator(4, "Velg mellom 0 og 4 desimaler."))
        if self.instance.pk:
            self.initial["value"] = amounts.number(self.instance.value, self.instance.decimals)

    def clean(self) -> dict[str, Any]:
        return _with_slug(self, ManualFigure, "label", "Dokumentet har allerede et tall med dette kortnavnet.")


class ManualTableForm(forms.ModelForm):
    columns_text = forms.CharField(
        label="Kolonner",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Én kolonne på hver linje. Skriv «| tall» etter navnet der kolonnen har tall: Beløp | tall",
    )
    rows_text = forms.CharField(
        label="Rader",
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Én rad på hver linje, med semikolon mellom cellene. Celler fra et regneark kan limes rett inn.",
    )

    class Meta:
        model = ManualTable
        fields = ["title", "slug", "has_total", "note"]
        help_texts = {
            "slug": "Brukes i teksten: [[tabell:egen:kortnavn]]. Tomt: lages av tittelen.",
            "has_total": "Tallkolonnene summeres i en rad nederst.",
        }

    field_order = ["title", "slug", "columns_text", "rows_text", "has_total", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        if self.instance.pk:
            self.initial["columns_text"] = manual_tables.columns_text(self.instance.columns)
            self.initial["rows_text"] = manual_tables.rows_text(self.instance.rows, self.instance.columns)

    def clean_columns_text(self) -> str:
        text: str = self.cleaned_data["columns_text"]
        try:
            self.instance.columns = manual_tables.parse_columns(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        return text

    def clean_rows_text(self) -> str:
        text: str = self.cleaned_data["rows_text"]
        if "columns_text" in self.cleaned_data:
            try:
                self.instance.rows = manual_tables.parse_rows(text, self.instance.columns)
            except ValueError as error:
                raise ValidationError(str(error)) from error
        return text

    def clean(self) -> dict[str, Any]:
        return _with_slug(self, ManualTable, "title", "Dokumentet har allerede en tabell med dette kortnavnet.")


def _with_slug(
    form: forms.ModelForm, model: type[ManualFigure] | type[ManualTable], name_field: str, taken: str
) -> dict[str, Any]:
    """The short name that was typed, or one made of the name; at the field if the document has it already."""
    data = form.cleaned_data
    data["slug"] = data.get("slug") or slug(data.get(name_field, ""))[:60].strip("-")
    same = model.objects.filter(document=form.instance.document, slug=data["slug"]).exclude(pk=form.instance.pk)
    if data["slug"] == "ny":
        form.add_error("slug", "Kortnavnet kan ikke være «ny». Velg et annet.")  # the address of the form of a new one
    elif "slug" not in form.errors and same.exists():
        form.add_error("slug", taken)
    return data


class DefinitionForm(forms.ModelForm):
    class Meta:
        model = Definition
        fields = ["term", "meaning"]
        widgets = {"meaning": forms.Textarea(attrs={"rows": 4})}


class BuildingProjectForm(forms.ModelForm):
    class Meta:
        model = BuildingProject
        fields = ["title", "municipality", "status", "comment", "position", "is_active"]
        widgets = {"comment": forms.Textarea(attrs={"rows": 4})}
