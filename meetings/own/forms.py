"""Forms of a document's own figures and tables."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator

from meetings.own import manual_tables
from meetings.own.models import ManualFigure, ManualTable
from rorikt import amounts
from rorikt.pages.fields import AmountField
from rorikt.pages.forms import ErrorsAtFields
from rorikt.slugs import slug


class ManualFigureForm(ErrorsAtFields, forms.ModelForm):
    value = AmountField(label="Verdi", max_digits=16, decimal_places=4)

    class Meta:
        model = ManualFigure
        fields = ["label", "slug", "value", "decimals", "unit", "origin"]
        help_texts = {
            "slug": "Brukes i teksten: [[tall:kortnavn]]. Lages av teksten over hvis det står tomt.",
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


class ManualTableForm(ErrorsAtFields, forms.ModelForm):
    columns_text = forms.CharField(
        label="Kolonner",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Én kolonne på hver linje. Skriv «| tall» etter navnet på en tallkolonne: «Beløp | tall».",
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
            "slug": "Brukes i teksten: [[tabell:egen:kortnavn]]. Lages av tittelen hvis det står tomt.",
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
