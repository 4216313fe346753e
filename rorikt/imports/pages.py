"""What the pages of all imports have in common: the form of a file, its first rows, and what is told of it."""

from decimal import Decimal
from typing import Any

from django import forms

from rorikt.amounts import number, short_moment
from rorikt.figures.values import Cell, Column, Table
from rorikt.imports.models import ImportedFile, ImportSource
from rorikt.imports.reading import to_text
from rorikt.sheets.tabular import Layout


class UploadForm(forms.Form):
    """A file, and the source whose choices are used again. The app says which kind, and words it."""

    kind: str
    formats: str
    new_source = "Ny kilde"
    reused: str

    content = forms.FileField(
        label="Fil",
        error_messages={"required": "Velg en fil.", "empty": "Filen er tom. Eksporter den på nytt."},
        max_length=200,
    )
    source = forms.ModelChoiceField(label="Kilde", queryset=ImportSource.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["content"].help_text = self.formats
        sources: Any = self.fields["source"]
        sources.help_text, sources.empty_label = self.reused, self.new_source
        sources.queryset = ImportSource.objects.filter(kind=self.kind)


def sample(imported: ImportedFile, layout: Layout) -> Table:
    """The first rows of a file, to choose its columns by."""

    def text(cells: Any, place: int) -> str:
        return "" if place >= len(cells) or cells[place] is None else to_text(cells[place])

    places = range(len(layout.header))
    return Table(
        key="utdrag",
        caption=f"De første radene i {imported.original_name}",
        columns=(Column("Linje", "number"), *(Column(title) for title in layout.header)),
        rows=tuple((Cell(str(row.line)), *(Cell(text(row.cells, place)) for place in places)) for row in layout.first),
    )


def faults_table(imported: ImportedFile, which: str) -> Table | None:
    """`errors` or `warnings` of the file, the first of them, with how many there are; nothing where there are none."""
    found = imported.summary.get(which, [])
    if not found:
        return None
    count = imported.summary.get(f"{which[:-1]}_count", len(found))
    return Table(
        key=which,
        caption=f"{'Feil' if which == 'errors' else 'Merknader'} i filen ({number(Decimal(count))})",
        columns=(Column("Linje", "number", 10), Column("Kolonne", width=25), Column("Grunn", width=65)),
        rows=tuple((Cell(str(one["line"])), Cell(one["column"]), Cell(one["reason"])) for one in found),
        note="" if len(found) == count else f"De første {len(found)} vises.",
    )


def facts(imported: ImportedFile) -> list[tuple[str, str]]:
    """Where it stands, who did what with it and when, and where it came from."""
    found = [
        ("Tilstand", imported.get_state_display()),
        ("Lastet opp", f"{short_moment(imported.uploaded_at)} av {imported.uploaded_by}"),
    ]
    if imported.confirmed_at:
        found.append(("Importert", f"{short_moment(imported.confirmed_at)} av {imported.confirmed_by}"))
    if imported.undone_at:
        found.append(("Angret", f"{short_moment(imported.undone_at)} av {imported.undone_by}"))
    if imported.source:
        found.append(("Kilde", imported.source.name))
    return found
