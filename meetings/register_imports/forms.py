"""Which column of a file is which of a register, and what its rows are known by."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from meetings.register_imports import register_file
from meetings.register_imports.register_file import ALL_NEW, register_of
from meetings.registers.sheet import Sheet
from rorikt.imports import forms as imports
from rorikt.imports.forms import optional_source
from rorikt.imports.models import ImportedFile
from rorikt.imports.reading import Field


class ColumnsForm(imports.ColumnsForm):
    """`row_fields` are the boxes of the register as it is now."""

    flags = ("empties",)
    key_column = forms.ChoiceField(
        label="Radene kjennes igjen på",
        help_text="En rad i filen som er lik en i registeret her, endrer den. Andre rader blir nye.",
    )
    empties = forms.BooleanField(
        label="Tomme celler tømmer ruten",
        required=False,
        help_text="Uten kryss blir en rute stående som den er når cellen i filen er tom.",
    )
    source_name = optional_source()

    def __init__(self, *args: Any, imported: ImportedFile, **kwargs: Any) -> None:
        self.sheet = Sheet(register_of(imported.kind))
        self.row_fields: Sequence[Field] = register_file.fields(self.sheet)
        super().__init__(*args, imported=imported, **kwargs)
        key: Any = self.fields["key_column"]
        key.choices = [
            *((str(column.pk), column.title) for column in register_file.keys(self.sheet)),
            (ALL_NEW, "Ingenting: alle radene er nye"),
        ]
        columns = [f"column_{one.name}" for one in self.row_fields]
        self.order_fields([*columns, "key_column", "empties", "ignore_beyond", "source_name"])

    def own_initial(self) -> dict[str, Any]:
        return {"key_column": self.imported.options.get("key_column", str(self.sheet.columns[0].pk))}

    def faults(self, mapping: Mapping[str, str], options: Mapping[str, Any]) -> Mapping[str, str]:
        return register_file.faults(self.sheet, mapping, options, self.layout)
