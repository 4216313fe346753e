"""Forms of all imports: the file, how it is read, and which column is which."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from rorikt.imports.models import ImportedFile, ImportSource
from rorikt.imports.reading import Field, guess_mapping
from rorikt.sheets.tabular import Layout


class UploadForm(forms.Form):
    """A file, and the source whose choices are used again."""

    content = forms.FileField(
        label="Fil",
        error_messages={"required": "Velg en fil.", "empty": "Filen er tom. Eksporter den på nytt."},
        max_length=200,
    )
    source = forms.ModelChoiceField(
        label="Kilde",
        queryset=ImportSource.objects.none(),
        required=False,
        empty_label="Ny kilde",
        help_text="Det som ble valgt for kilden forrige gang, brukes igjen.",
    )

    def __init__(self, *args: Any, kind: str, formats: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["content"].help_text = formats
        sources: Any = self.fields["source"]
        sources.queryset = ImportSource.objects.filter(kind=kind)


class SheetForm(forms.Form):
    """Which sheet of a workbook is read."""

    ark = forms.ChoiceField(label="Ark i arbeidsboken", required=False)

    def __init__(self, *args: Any, layout: Layout, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"ark": layout.sheet}})
        field: Any = self.fields["ark"]
        field.choices = [(name, name) for name in layout.sheets]


class ColumnsForm(forms.Form):
    """Which column is which, one choice for each of `row_fields`, and what else the app has to know of the file.

    `flags` are its own boolean fields, `at_first` those that are set before anybody has chosen.
    """

    row_fields: Sequence[Field]
    flags: Sequence[str] = ()
    at_first: Sequence[str] = ()

    source_name = forms.CharField(
        label="Navn på kilden",
        max_length=80,
        help_text="Systemet eller rapporten. Valgene lagres, og neste fil derfra leses på samme måte.",
    )

    def __init__(self, *args: Any, layout: Layout, imported: ImportedFile, **kwargs: Any) -> None:
        self.layout, self.imported = layout, imported
        self.stored = imported.mapping or self.guessed()
        options = imported.options
        initial = {
            **{f"column_{name}": title for name, title in self.stored.items()},
            "source_name": imported.source.name if imported.source else "",
            **{name: options.get(name, not imported.mapping and name in self.at_first) for name in self.flags},
            **self.own_initial(),
        }
        super().__init__(*args, **{**kwargs, "initial": initial})
        titles = [("", "Ikke i filen"), *((title, title) for title in layout.header)]
        for one in self.row_fields:
            self.fields[f"column_{one.name}"] = forms.ChoiceField(
                label=one.label,
                choices=titles,
                required=one.required,
                help_text=one.help_text,
                error_messages={"required": f"Velg kolonnen som er {one.label.lower()}."},
            )

    def guessed(self) -> dict[str, str]:
        return guess_mapping(self.row_fields, self.layout.header)

    def own_initial(self) -> Mapping[str, Any]:
        """Of the fields that are neither columns nor flags."""
        return {}

    def faults(self, mapping: Mapping[str, str], options: Mapping[str, Any]) -> Mapping[str, str]:
        """Name of a field to what has to be chosen before the file can be read."""
        raise NotImplementedError

    def mapping(self) -> dict[str, str]:
        chosen = {one.name: self.cleaned_data.get(f"column_{one.name}", "") for one in self.row_fields}
        return {name: title for name, title in chosen.items() if title}

    def options(self) -> dict[str, Any]:
        names = [name for name in self.fields if name != "source_name" and not name.startswith("column_")]
        chosen = {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}
        return {**chosen, **({"sheet": self.layout.sheet} if len(self.layout.sheets) > 1 else {})}

    def clean(self) -> dict[str, Any]:
        for name, fault in self.faults(self.mapping(), self.options()).items():
            own = name if name in self.fields else f"column_{name}"
            if own not in self.errors:
                self.add_error(own, fault)
        return self.cleaned_data


class ConfirmForm(forms.Form):
    """What a person has to say before the rows are stored; nothing, unless the app asks."""

    def options(self) -> dict[str, Any]:
        """Added to those of the file."""
        return {}
