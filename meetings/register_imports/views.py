"""Pages of the files that are brought into a register, for those who write in it.

What a file holds and changes may be exempt: who does not see what is exempt reads the files they brought themselves.
"""

from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from meetings.register_imports.actions import REGISTER_ROWS, kind_of_register
from meetings.register_imports.forms import ColumnsForm
from meetings.register_imports.models import RegisterImport
from meetings.register_imports.register_file import KIND, register_of
from meetings.registers.access import may_read, readable_by
from meetings.registers.models import Register
from rorikt.amounts import number
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import Table
from rorikt.imports import views as common
from rorikt.imports.models import ImportedFile
from rorikt.imports.tables import ImportTable
from rorikt.imports.views import ImportPages, KeyFigure, Shown, Words
from rorikt.pages.editing import Crumbs
from rorikt.people.models import User
from rorikt.people.permissions import View, needs, require
from rorikt.people.person import person

MAY, WRITE = REGISTER_ROWS.permission, "meetings.write_in_register"


@dataclass(frozen=True)
class RegisterFiles(ImportPages):
    """Of one register, below which its files stand."""

    register: Register = field(default_factory=Register)

    def address(self, page: str = "", imported: ImportedFile | None = None) -> str:
        given = [imported.pk] if imported else [self.register.slug]
        return reverse(f"{self.kind.address}{page}", args=given)

    def crumbs(self, imported: ImportedFile | None = None) -> Crumbs:
        register = self.register.title, self.register.get_absolute_url()
        crumbs = [(self.above[0], reverse(self.above[1])), register, (self.words.title, self.address("s"))]
        return [*crumbs, (imported.original_name, self.address("", imported))] if imported else crumbs


def files_of(register: Register, user: User) -> RegisterFiles:
    class Files(ImportTable):
        def __init__(self, kind: str, **told: Any) -> None:
            super().__init__(kind, **told)
            rows: Any = self.data
            rows.data = _readable(rows.data, user)

        class Meta(ImportTable.Meta):
            pass

    return RegisterFiles(
        kind=kind_of_register(register),
        may_view=MAY,
        above=("Registre", "meetings:registers"),
        words=WORDS,
        template="meetings/register_imports/file.html",
        columns=ColumnsForm,
        show=show,
        table=Files,
        register=register,
    )


def show(request: HttpRequest, imported: ImportedFile) -> Shown:
    """Which rows would be new, and which boxes of the others would hold something else."""
    found = imported.summary
    table = _changes_table(imported) if found.get("shown") else None
    done = RegisterImport.objects.filter(imported=imported).first()
    kept = _kept_table(done) if done and done.kept else None
    figures = [
        KeyFigure("Nye rader", number(found.get("new", 0))),
        KeyFigure("Rader som endres", number(found.get("changed", 0))),
        KeyFigure("Rader som står slik fra før", number(found.get("same", 0))),
        KeyFigure("Feil", number(imported.error_count)),
    ]
    is_read = "new" in found
    return Shown(
        figures=figures if is_read else (),
        tables=[one for one in (table, kept) if one],
        facts=[("Register", register_of(imported.kind).title)],
        context={"changes": table, "kept": kept, "same": found.get("same", 0)},
    )


# The pages


def _of_register(view: Any) -> View:
    @needs(MAY)
    @wraps(view)
    def shown(request: HttpRequest, slug: str) -> HttpResponse:
        user = person(request)
        register = get_object_or_404(readable_by(user), slug=slug)
        require(user, WRITE, register)
        answer: HttpResponse = view(request, files_of(register, user))
        return answer

    return shown


def _of_file(view: Any) -> View:
    @needs(MAY)
    @wraps(view)
    def shown(request: HttpRequest, pk: int) -> HttpResponse:
        user = person(request)
        files = _readable(ImportedFile.objects.filter(kind__startswith=f"{KIND}:"), user)
        register = register_of(get_object_or_404(files, pk=pk).kind)
        if not may_read(user, register):
            raise Http404
        require(user, WRITE, register)
        answer: HttpResponse = view(request, files_of(register, user), pk)
        return answer

    return shown


imports, new_import = _of_register(common.imports), _of_register(common.new_import)
import_page, columns, confirm = map(_of_file, (common.import_page, common.columns, common.confirm))
undo, discard = _of_file(common.undo), _of_file(common.discard)


# Parts


def _readable(files: Any, user: User) -> Any:
    return files if user.has_perm("meetings.view_exempt") else files.filter(uploaded_by=user)


def _changes_table(imported: ImportedFile) -> Table:
    shown, count = imported.summary["shown"], imported.row_count
    return tabulate(
        "endringer",
        "Det filen endrer",
        (
            column("Linje", lambda row: row[0], number, width=8),
            column("Rad", lambda row: row[1], width=27),
            column("Hva", lambda row: row[2], width=10),
            column("Innhold", lambda row: row[3], width=55),
        ),
        shown,
        note="" if len(shown) == count else f"De første {len(shown)} av {number(count)} vises.",
    )


def _kept_table(done: RegisterImport) -> Table:
    return tabulate(
        "beholdt",
        "Ruter som står slik noen har skrevet dem etter importen",
        (
            column("Rad", lambda row: row[0], width=35),
            column("Kolonne", lambda row: row[1], width=25),
            column("Hvorfor", lambda row: row[2], width=40),
        ),
        done.kept,
    )


WORDS = Words(
    title="Filer til registeret",
    file="Fil til register",
    upload="Hent fra fil",
    lead="En fil med rader leses helt eller ikke i det hele tatt. Den blir liggende slik den kom, og importen kan "
    "angres.",
    formats="CSV eller regneark (XLSX, XLS, XLSB, ODS) med én rad for hver rad i registeret, og titler øverst. "
    "Kolonnene kjennes igjen på titlene.",
    confirm="Importer {rows} rader",
    undone="Rader som filen la til, tas bort. Ruter som filen endret, får tilbake det som stod der, unntatt der noen "
    "har skrevet noe annet siden. Godkjente rapporter beholder det de skrev ut.",
)
