"""Forms of all imports: the file, how it is read, and which column is which."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django import forms

from rorikt.imports.models import ImportedFile, ImportSource
from rorikt.imports.reading import Field, guess_mapping
from rorikt.sheets.tabular import Asked, Layout


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


SEPARATORS = {";": "Semikolon", ",": "Komma", "\t": "Tabulator", "|": "Loddrett strek"}
ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1252": "Windows (1252)",
    "cp865": "DOS (865)",
    "mac_roman": "Eldre Mac (Roman)",
    "utf-16": "UTF-16",
}


class ReadingForm(forms.Form):
    """How the file is read. It stands as it was found out, or as a person has said."""

    sheet = forms.ChoiceField(label="Ark i arbeidsboken", required=False)
    separator = forms.ChoiceField(label="Skille mellom kolonnene", choices=SEPARATORS.items(), required=False)
    encoding = forms.ChoiceField(label="Tegnsett", choices=ENCODINGS.items(), required=False)
    header_line = forms.IntegerField(label="Titlene står på linje", min_value=1, required=False)

    def __init__(self, *args: Any, layout: Layout, **kwargs: Any) -> None:
        initial = {name: getattr(layout, name) for name in ("sheet", "separator", "header_line")}
        initial["encoding"] = layout.encoding.removesuffix("-sig")
        super().__init__(*args, **{**kwargs, "initial": initial})
        field: Any = self.fields["sheet"]
        field.choices = [(name, name) for name in layout.sheets]
        for name in ("separator", "encoding") if layout.kind == "workbook" else ("sheet",):
            del self.fields[name]
        if len(layout.sheets) == 1:
            del self.fields["sheet"]

    def asked(self) -> Asked:
        """What differs from what was found out."""
        return Asked(**{name: self.cleaned_data[name] for name in self.changed_data if self.cleaned_data[name]})


def read_as(layout: Layout) -> str:
    """In words, for the page: `Semikolon, UTF-8, titler på linje 1`."""
    encoding = ENCODINGS.get(layout.encoding.removesuffix("-sig"), layout.encoding)
    parts = [SEPARATORS.get(layout.separator, f"«{layout.separator}»"), encoding]
    if layout.kind == "workbook":
        parts = [f"Arket «{layout.sheet}»"]
    return ", ".join([*parts, f"titler på linje {layout.header_line}"])


def optional_source() -> forms.CharField:
    """`source_name` of an import whose choices need not be kept."""
    return forms.CharField(
        label="Lagre valgene for kilden",
        max_length=80,
        required=False,
        help_text="Et navn på systemet eller rapporten. Neste fil derfra leses på samme måte.",
    )


class ColumnsForm(forms.Form):
    """Which column is which, one choice for each of `row_fields`, and what else the app has to know of the file.

    `flags` are its own boolean fields, `at_first` those that are set before anybody has chosen.
    """

    row_fields: Sequence[Field]
    flags: Sequence[str] = ()
    at_first: Sequence[str] = ()

    ignore_beyond = forms.BooleanField(
        label="Overse celler til høyre for siste tittel",
        required=False,
        help_text="Uten kryss er en rad som er bredere enn tittellinjen, en feil.",
    )

    source_name = forms.CharField(
        label="Navn på kilden",
        max_length=80,
        help_text="Systemet eller rapporten. Valgene lagres, og neste fil derfra leses på samme måte.",
    )

    def __init__(self, *args: Any, layout: Layout, asked: Asked, imported: ImportedFile, **kwargs: Any) -> None:
        self.layout, self.asked, self.imported = layout, asked, imported
        is_known = bool(imported.mapping) and set(imported.mapping.values()) <= set(layout.header)
        self.stored = self.kept() if is_known else self.guessed()
        options = imported.options
        initial = {
            **{f"column_{name}": title for name, title in self.stored.items()},
            "source_name": imported.source.name if imported.source else "",
            **{name: options.get(name, not imported.mapping and name in self.at_first) for name in self.flags},
            "ignore_beyond": options.get("ignore_beyond", False),
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
                error_messages={"required": f"Velg kolonnen for «{one.label}»."},
            )
        self.fields["ignore_beyond"] = self.fields.pop("ignore_beyond")  # last of all

    def guessed(self) -> dict[str, str]:
        return guess_mapping(self.row_fields, self.layout.header)

    def kept(self) -> dict[str, str]:
        """What was chosen for the file or its source, all of which it has."""
        return dict(self.imported.mapping)

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
        asked = {name: value for name, value in asdict(self.asked).items() if value}
        return {**chosen, **({"sheet": self.layout.sheet} if len(self.layout.sheets) > 1 else {}), **asked}

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
