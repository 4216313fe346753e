"""The pages of all imports: the files, one uploaded, its columns, what it holds, and what is done with it.

An app says what it imports in an `ImportPages`, shows what its files hold on a template of its own, and takes its
addresses from `addresses`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rorikt.amounts import number, short_moment
from rorikt.figures.values import Table
from rorikt.imports import imported_files
from rorikt.imports.forms import ColumnsForm, ConfirmForm, ReadingForm, UploadForm, read_as
from rorikt.imports.imported_files import ImportKind
from rorikt.imports.models import ImportedFile, ImportSource
from rorikt.imports.tables import ImportTable, faults_table, sample
from rorikt.pages.editing import Crumbs, delete_page, form_page
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.sheets.tabular import FIND_OUT
from rorikt.tables import export, listing

UPLOAD_LEAD = "Først ser du hva filen inneholder og hva den endrer. Ingenting er importert før du sier ja."


class KeyFigure(NamedTuple):
    label: str
    value: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Shown:
    """What an app shows of a file. `tables` are those to be exported; `stands` is false while it may not be imported.

    `context` is what its own template needs beside that.
    """

    figures: Sequence[KeyFigure] = ()
    tables: Sequence[Table | None] = ()
    facts: Sequence[tuple[str, str]] = ()
    question: str = ""
    stands: bool = True
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Words:
    """`confirm` is the last button; `undone` says what is gone after an undo. Both may tell of `{rows}`."""

    title: str  # «Regnskapsfiler»
    file: str  # «Regnskapsfil»
    upload: str  # «Last opp regnskap»
    lead: str
    formats: str
    confirm: str
    undone: str


@dataclass(frozen=True)
class ImportPages:
    """What is imported. `above` is the page above the list, label and name of its address.

    `show` may answer by itself what is posted to the page of a file; `around` is what stands around the list. Files
    that are no tables have no `columns`; `upload` is a view of their own in place of the common one.
    """

    kind: ImportKind
    may_view: str
    above: tuple[str, str]
    words: Words
    template: str
    columns: type[ColumnsForm] | None
    show: Callable[[HttpRequest, ImportedFile], Shown | HttpResponse]
    confirm_form: Callable[[ImportedFile, QueryDict | None], ConfirmForm] = lambda _, data: ConfirmForm(data)
    table: type[ImportTable] = ImportTable
    around: Callable[[HttpRequest], Mapping[str, Any]] = lambda _: {}
    upload: Callable[..., HttpResponse] | None = None

    def address(self, page: str = "", imported: ImportedFile | None = None) -> str:
        """Of `new` or the list (`s`), or of a page of a file."""
        return reverse(f"{self.kind.address}{page}", args=[imported.pk] if imported else [])

    def way(self) -> Crumbs:
        """To the list of the files."""
        return self.crumbs()[:-1]

    def crumbs(self, imported: ImportedFile | None = None) -> Crumbs:
        crumbs = [(self.above[0], reverse(self.above[1])), (self.words.title, self.address("s"))]
        return [*crumbs, (imported.original_name, self.address("", imported))] if imported else crumbs


def addresses(folder: str, what: ImportPages) -> list[URLPattern]:
    """Of all pages of the files, below `folder`."""
    name, of_file = what.kind.address.rpartition(":")[2], f"{folder}<int:pk>/"
    may_view, may_import = needs(what.may_view), needs(what.kind.permission)
    return [
        path(place, view, {"what": what}, name=f"{name}{ending}")
        for place, view, ending in (
            (folder, may_view(imports), "s"),
            (f"{folder}ny/", may_import(what.upload or new_import), "-new"),
            (of_file, may_view(import_page), ""),
            (f"{of_file}kolonner/", may_import(columns), "-columns"),
            (f"{of_file}importer/", may_import(confirm), "-confirm"),
            (f"{of_file}angre/", may_import(undo), "-undo"),
            (f"{of_file}forkast/", may_import(discard), "-discard"),
        )
        if what.columns or ending != "-columns"
    ]


def imports(request: HttpRequest, what: ImportPages) -> HttpResponse:
    table = what.table(what.kind.name, title=what.words.title, address=what.kind.address)
    listing.configure(request, table)
    if file := export.answer(request, what.words.title.lower(), table):
        return file
    may_import = request.user.has_perm(what.kind.permission)
    context = {"what": what, "table": table, "new": what.address("-new") if may_import else "", **what.around(request)}
    return render(request, "rorikt/imports/imports.html", context)


def new_import(request: HttpRequest, what: ImportPages) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = UploadForm(*sent, kind=what.kind.name, formats=what.words.formats)
    if request.method == "POST" and form.is_valid():
        try:
            return _received(request, what, form.cleaned_data["content"], form.cleaned_data["source"])
        except ValidationError as error:
            form.add_error("content", ValidationError(error.messages))
    title, crumbs = what.words.upload, what.crumbs()
    return form_page(request, form, title=title, crumbs=crumbs, submit="Last opp", lead=UPLOAD_LEAD, is_narrow=True)


def columns(request: HttpRequest, what: ImportPages, pk: int) -> HttpResponse:
    """Choose which column is which, with the first rows of the file to look at."""
    if what.columns is None:
        raise ValueError(f"{what.kind.name} has no columns to choose")
    imported = file_of(what, pk)
    try:
        found = imported_files.layout_of(imported, FIND_OUT)
        reading = ReadingForm(request.GET or None, layout=found)
        asked = reading.asked() if reading.is_valid() else imported_files.asked_of(imported.options)
        layout = imported_files.layout_of(imported, asked)
        form = what.columns(request.POST or None, layout=layout, asked=asked, imported=imported)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(what.address("-columns" if request.GET else "", imported))
    if request.method == "POST" and form.is_valid():
        try:
            return _read_by(request, imported, form)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
    context = {
        "what": what,
        "imported": imported,
        "form": form,
        "reading": ReadingForm(layout=layout),
        "notices": layout.notices,
        "sample": sample(imported, layout),
        "crumbs": what.crumbs(imported),
    }
    return render(request, "rorikt/imports/columns.html", context)


def import_page(request: HttpRequest, what: ImportPages, pk: int) -> HttpResponse:
    """What the file holds, what importing it would change, and what stands in the way."""
    imported = file_of(what, pk)
    shown = what.show(request, imported)
    if isinstance(shown, HttpResponse):
        return shown
    errors, warnings = (faults_table(imported, which) for which in ("errors", "warnings"))
    if file := export.answer(request, what.words.file.lower(), *shown.tables, errors, warnings):
        return file
    may_change = request.user.has_perm(what.kind.permission)
    is_read = imported.state == ImportedFile.State.PREVIEWED
    is_ready = bool(may_change and is_read and not shown.question and not imported.error_count and imported.row_count)
    named = ("columns", "discard", "undo", "confirm") if what.columns else ("discard", "undo", "confirm")
    pages = {name: what.address(f"-{name}", imported) for name in named}
    context = {
        "what": what,
        "imported": imported,
        "pages": pages,
        "has_own_form": not what.columns or (imported.state != ImportedFile.State.UPLOADED and not imported.mapping),
        "shown": shown,
        "errors": errors,
        "warnings": warnings,
        "may_change": may_change,
        "is_ready": is_ready,
        "may_confirm": is_ready and shown.stands,
        "confirm_label": what.words.confirm.format(rows=number(imported.row_count)),
        "confirm_form": what.confirm_form(imported, None) if is_ready and shown.stands else None,
        "facts": [*_facts(imported), *shown.facts],
        "crumbs": what.crumbs(),
        **shown.context,
    }
    return render(request, what.template, context)


@require_POST
def confirm(request: HttpRequest, what: ImportPages, pk: int) -> HttpResponse:
    imported = file_of(what, pk)
    form = what.confirm_form(imported, request.POST)
    if not form.is_valid():
        for faults in form.errors.values():
            messages.error(request, " ".join(map(str, faults)))
        return redirect(f"{what.address('', imported)}#importer")
    try:
        return redirect(imported_files.start_confirm(imported, by=person(request), **form.options()))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(what.address("", imported))


def undo(request: HttpRequest, what: ImportPages, pk: int) -> HttpResponse:
    imported = file_of(what, pk)
    return delete_page(
        request,
        lambda: imported_files.undo(imported, by=person(request), now=timezone.now()),
        heading=f"Angre importen av «{imported.original_name}»?",
        consequence=what.words.undone.format(rows=number(imported.row_count)),
        crumbs=what.crumbs(imported),
        done=what.address("", imported),
        verb="Angre importen",
        told="Importen er angret.",
    )


def discard(request: HttpRequest, what: ImportPages, pk: int) -> HttpResponse:
    imported = file_of(what, pk)
    return delete_page(
        request,
        lambda: imported_files.discard(imported, by=person(request), now=timezone.now()),
        heading=f"Forkaste «{imported.original_name}»?",
        consequence="Filen slettes. Ingen av radene er importert.",
        crumbs=what.crumbs(imported),
        done=what.address("s"),
        verb="Forkast filen",
        told="Filen er forkastet.",
    )


# Parts


def file_of(what: ImportPages, pk: int) -> ImportedFile:
    files = ImportedFile.objects.filter(kind=what.kind.name)
    return get_object_or_404(files.select_related("source", "uploaded_by", "confirmed_by", "undone_by"), pk=pk)


def _received(request: HttpRequest, what: ImportPages, content: Any, source: ImportSource | None) -> HttpResponse:
    """Keep the file and go on: to the reading of it where its columns are known, else to the choice of them."""
    by, now = person(request), timezone.now()
    imported = imported_files.upload(content, kind=what.kind.name, name=content.name, by=by, now=now)
    mapping, options = (source.mapping, source.options) if source else ({}, {})
    imported_files.choose_mapping(imported, mapping=mapping, options=options, source=source, by=by)
    is_known = what.kind.has_own_form(imported_files.path_of(imported))
    try:
        if not is_known:
            layout = imported_files.layout_of(imported)
            is_known = bool(source) and not what.kind.faults(mapping, options, layout)
    except ValidationError:
        imported_files.discard(imported, by=by, now=now)
        raise
    return redirect(imported_files.start_preview(imported, by=by) if is_known else what.address("-columns", imported))


def _read_by(request: HttpRequest, imported: ImportedFile, form: ColumnsForm) -> HttpResponse:
    by, name = person(request), form.cleaned_data["source_name"]
    imported_files.choose_columns(
        imported, name=name, mapping=form.mapping(), options=form.options(), by=by, now=timezone.now()
    )
    return redirect(imported_files.start_preview(imported, by=by))


def _facts(imported: ImportedFile) -> list[tuple[str, str]]:
    """Where it stands, who did what with it and when, where it came from, and what it is."""
    found = [
        ("Status", imported.get_state_display()),
        ("Lastet opp", f"{short_moment(imported.uploaded_at)} av {imported.uploaded_by}"),
    ]
    if imported.confirmed_at:
        found.append(("Importert", f"{short_moment(imported.confirmed_at)} av {imported.confirmed_by}"))
    if imported.undone_at:
        found.append(("Angret", f"{short_moment(imported.undone_at)} av {imported.undone_by}"))
    if imported.source:
        found.append(("Kilde", imported.source.name))
    if imported.mapping and imported.file.storage.exists(str(imported.file.name)):
        found.append(("Lest som", read_as(imported_files.layout_of(imported))))
    return [*found, ("Størrelse", filesizeformat(imported.byte_count)), ("SHA-256", imported.sha256)]
