"""The pages of ticket imports: the files, the columns of one, and what it holds before and after it is imported."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from rorikt.amounts import number
from rorikt.imports import imported_files, pages
from rorikt.imports.models import ImportedFile, ImportSource
from rorikt.pages.editing import confirm_page
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import export, listing
from support.files import ticket_fields
from support.files.times import Format, Twice
from support.imports import actions
from support.imports.forms import ColumnsForm, MeaningsForm, UploadForm
from support.imports.tables import TicketImportTable, months_table
from support.sla.models import Holiday
from support.tickets.models import Ticket

may_view = needs("support.view_import")
may_import = needs("support.import_tickets")


@may_view
def imports(request: HttpRequest) -> HttpResponse:
    files = ImportedFile.objects.filter(kind=ticket_fields.KIND)
    table = TicketImportTable(files.select_related("source", "uploaded_by", "confirmed_by"))
    listing.configure(request, table)
    if file := export.answer(request, "saksfiler", table):
        return file
    return render(request, "support/imports/imports.html", {"table": table})


@may_import
def new_import(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _received(request, form.cleaned_data["content"], form.cleaned_data["source"])
        except ValidationError as error:
            form.add_error("content", error)
    return render(request, "support/imports/upload.html", {"form": form})


@may_import
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose which column is which, with the first rows of the file to look at."""
    imported = _file(pk)
    try:
        layout = imported_files.layout_of(imported)
        form = ColumnsForm(request.POST or None, layout=layout, imported=imported)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("support:ticket-import", pk)
    if request.method == "POST" and form.is_valid():
        try:
            return _read_by(request, imported, form)
        except ValidationError as error:
            form.add_error(None, error)
    context = {"imported": imported, "form": form, "sample": pages.sample(imported, layout)}
    return render(request, "support/imports/columns.html", context)


@may_view
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file holds. What is posted says what its words mean, and the file is read again."""
    imported = _file(pk)
    may_decide = imported.state == ImportedFile.State.PREVIEWED and request.user.has_perm("support.import_tickets")
    form = MeaningsForm(request.POST or None, imported=imported) if may_decide and imported.summary else None
    if request.method == "POST" and form and form.is_valid():
        try:
            return _decided(request, imported, form)
        except ValidationError as error:
            form.add_error(None, error)
    months = months_table(imported)
    errors, warnings = (pages.faults_table(imported, which) for which in ("errors", "warnings"))
    if file := export.answer(request, "saksimport", months, errors, warnings):
        return file
    question = actions.open_question(imported) if imported.state == "previewed" else ""
    context = {
        "imported": imported,
        "form": form,
        "months": months,
        "errors": errors,
        "warnings": warnings,
        "question": question,
        "may_confirm": may_decide and not question and not imported.error_count and imported.row_count,
        "figures": _figures(imported),
        "facts": _facts(imported),
        "doubts": _doubts(imported),
    }
    return render(request, "support/imports/import.html", context)


@require_POST
@may_import
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    imported = _file(pk)
    try:
        return redirect(actions.start_confirm(imported, by=person(request)))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("support:ticket-import", pk)


@may_import
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    imported = _file(pk)
    if request.method == "POST":
        try:
            imported_files.discard(imported, by=person(request), now=timezone.now())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("support:ticket-import", pk)
        messages.success(request, f"«{imported.original_name}» er forkastet.")
        return redirect("support:ticket-imports")
    return confirm_page(
        request,
        title=f"Forkaste «{imported.original_name}»?",
        label="Forkast filen",
        text="Filen slettes. Ingen av radene er importert.",
        crumbs=[("Brukerstøtte", reverse("support:index")), ("Saksfiler", reverse("support:ticket-imports"))],
        back=reverse("support:ticket-import", args=[pk]),
        submit="Forkast",
        is_danger=True,
    )


# Parts


def _file(pk: int) -> ImportedFile:
    files = ImportedFile.objects.filter(kind=ticket_fields.KIND)
    return get_object_or_404(files.select_related("source", "uploaded_by", "confirmed_by"), pk=pk)


def _received(request: HttpRequest, content: Any, source: ImportSource | None) -> HttpResponse:
    """Keep the file and go on: to the reading of it where its columns are known, else to the choice of them."""
    by, now = person(request), timezone.now()
    imported = imported_files.upload(content, kind=ticket_fields.KIND, name=content.name, by=by, now=now)
    try:
        layout = imported_files.layout_of(imported)
    except ValidationError:
        imported_files.discard(imported, by=by, now=now)
        raise
    mapping, options = (source.mapping, source.options) if source else ({}, {})
    imported_files.choose_mapping(imported, mapping=mapping, options=options, source=source, by=by)
    if not source or ticket_fields.faults(mapping, options, layout):
        return redirect("support:ticket-import-columns", imported.pk)
    return redirect(imported_files.start_preview(imported, by=by))


def _read_by(request: HttpRequest, imported: ImportedFile, form: ColumnsForm) -> HttpResponse:
    by, name = person(request), form.cleaned_data["source_name"]
    actions.choose_columns(
        imported, name=name, mapping=form.mapping(), options=form.options(), by=by, now=timezone.now()
    )
    return redirect(imported_files.start_preview(imported, by=by))


def _decided(request: HttpRequest, imported: ImportedFile, form: MeaningsForm) -> HttpResponse:
    by = person(request)
    actions.decide(imported, values=form.values(), twice=form.cleaned_data.get("twice", ""), by=by, now=timezone.now())
    return redirect(imported_files.start_preview(imported, by=by))


def _figures(imported: ImportedFile) -> list[tuple[str, int, str]]:
    """Label, number and note of the key figures."""
    found = imported.summary
    if not imported.row_count:
        return []
    stored = imported.state == ImportedFile.State.CONFIRMED
    figures = [
        ("Rader", imported.row_count, ""),
        ("Saker", found.get("ticket_count", 0), ""),
        ("Nye saker", found.get("new", 0), "importert" if stored else "legges til"),
        ("Endrede saker", found.get("changed", 0), "rettet" if stored else "rettes"),
        ("Uendrede saker", found.get("unchanged", 0), "røres ikke"),
        ("Rader med feil", imported.error_count, ""),
    ]
    extra = [
        ("Ikke avklart", found.get("undecided", 0), "saker som venter på at en verdi får en betydning"),
        ("Utelatt", found.get("ignored", 0), "saker med en verdi som ikke skal være med"),
        ("Datafeil", found.get("wrong_order", 0), "løst før de ble opprettet; tas med"),
        ("Finnes fra før", found.get("held", 0), "kommer fra en annen kilde, røres ikke"),
        ("Klokkeslett to ganger", found.get("twice", 0), "siden sommertiden sluttet"),
    ]
    return [*figures, *(figure for figure in extra if figure[1])]


def _doubts(imported: ImportedFile) -> list[str]:
    """What is missing here for the tickets of the file to be measured."""
    found = imported.summary
    doubts = []
    count = found.get("unmeasured", 0)
    if imported.state == ImportedFile.State.CONFIRMED:
        count = Ticket.objects.filter(imported_as__imported=imported, policy__isnull=True).count()
    if count:
        who, they = ("sak", "den") if count == 1 else ("saker", "de")
        doubts.append(
            f"{number(count)} {who} får ingen SLA-frist, fordi ingen arbeidskalender eller frist gjelder for "
            f"prioriteten den dagen {they} ble opprettet."
        )
    years = {int(month[:4]) for month, _, _ in found.get("months", [])}
    known = set(Holiday.objects.filter(day__year__in=years).values_list("day__year", flat=True))
    if missing := sorted(years - known):
        doubts.append(f"Ingen fridager er lagt inn for {', '.join(map(str, missing))}.")
    return doubts


def _facts(imported: ImportedFile) -> list[tuple[str, str]]:
    facts = pages.facts(imported)
    if tickets_of := imported.options.get("tickets_of"):
        facts.append(("Gjelder saker fra", ImportSource.objects.get(pk=tickets_of).name))
    if imported.mapping:
        facts += [
            ("Lest som", ticket_fields.form_of(imported.mapping)),
            ("Tidspunkter", f"{Format(imported.options['format']).label}, norsk tid der annet ikke står"),
        ]
    if twice := imported.options.get("twice"):
        facts.append(("Klokkeslett to ganger", Twice(twice).label))
    if marks := imported.summary.get("empty_marks"):
        facts.append(("Lest som tomt", f"{marks} celler med ?, – eller lignende"))
    return [*facts, ("Størrelse", filesizeformat(imported.byte_count)), ("SHA-256", imported.sha256)]
