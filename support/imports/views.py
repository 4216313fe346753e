"""The pages of ticket imports: what a file holds before and after it is imported, and what its words mean."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from rorikt.amounts import number
from rorikt.imports import imported_files
from rorikt.imports.models import ImportedFile, ImportSource
from rorikt.imports.views import ImportPages, KeyFigure, Shown, Words
from rorikt.people.person import person
from support.files import ticket_fields
from support.files.times import Format, Twice
from support.imports import actions
from support.imports.forms import ColumnsForm, ConfirmForm, MeaningsForm, example_of
from support.imports.tables import months_table
from support.sla.models import Holiday
from support.tickets.models import Ticket


def show(request: HttpRequest, imported: ImportedFile) -> Shown | HttpResponse:
    """What is posted says what the words of the file mean, and the file is read again."""
    is_read = imported.state == ImportedFile.State.PREVIEWED
    may_decide = is_read and request.user.has_perm(actions.KIND.permission)
    form = MeaningsForm(request.POST or None, imported=imported) if may_decide and imported.summary else None
    if request.method == "POST" and form and form.is_valid():
        try:
            return _decided(request, imported, form)
        except ValidationError as error:
            form.add_error(None, error)
    months = months_table(imported)
    return Shown(
        figures=_figures(imported),
        tables=(months,) if months else (),
        facts=_facts(imported),
        question=actions.open_question(imported) if is_read else "",
        context={"form": form, "months": months, "doubts": _doubts(imported)},
    )


TICKET_FILES = ImportPages(
    kind=actions.KIND,
    may_view="support.view_import",
    above=("Brukerstøtte", "support:index"),
    words=Words(
        title="Saksfiler",
        file="Saksfil",
        upload="Last opp saker",
        lead="En fil fra sakssystemet leses helt eller ikke i det hele tatt, og blir liggende slik den kom.",
        formats="CSV eller Excel (XLSX, XLS), slik sakssystemet lager den. Bare det statistikken trenger, blir lest: "
        "numre, tidspunkter, type, prioritet, kategori, kommune, team og status. Emne og navn på personer tas ikke "
        "med.",
        confirm="Importer sakene",
        undone="Sakene filen la til, slettes, og sakene den rettet, blir som de var. Tallene i godkjente "
        "dokumenter endres ikke. Filen og hva som ble funnet i den ({rows} rader), blir liggende.",
    ),
    template="support/imports/import.html",
    columns=ColumnsForm,
    show=show,
    confirm_form=lambda imported, data: ConfirmForm(data, imported=imported),
)


# Parts


def _decided(request: HttpRequest, imported: ImportedFile, form: MeaningsForm) -> HttpResponse:
    by = person(request)
    actions.decide(imported, values=form.values(), twice=form.cleaned_data.get("twice", ""), by=by, now=timezone.now())
    return redirect(imported_files.start_preview(imported, by=by))


def _figures(imported: ImportedFile) -> list[KeyFigure]:
    found = imported.summary
    if not imported.row_count:
        return []
    stored = not imported.is_open
    figures = [
        ("Rader", imported.row_count, ""),
        ("Saker", found.get("ticket_count", 0), ""),
        ("Nye saker", found.get("new", 0), "importert" if stored else "legges til"),
        ("Endrede saker", found.get("changed", 0), "rettet" if stored else "rettes"),
        ("Uendrede saker", found.get("unchanged", 0), "røres ikke"),
        ("Rader med feil", imported.error_count, ""),
    ]
    extra = [
        ("Ikke avklart", found.get("undecided", 0), "saker med en verdi som ikke er avklart"),
        ("Utelatt", found.get("ignored", 0), "saker med en verdi som ikke skal være med"),
        ("Datafeil", found.get("wrong_order", 0), "løst før de ble opprettet; tas med"),
        ("Finnes fra før", found.get("held", 0), "kommer fra en annen kilde, røres ikke"),
        ("Klokkeslett to ganger", found.get("twice", 0), "siden sommertiden sluttet"),
    ]
    shown = [*figures, *(figure for figure in extra if figure[1])]
    return [KeyFigure(label, number(count), note) for label, count, note in shown]


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
    facts = []
    if tickets_of := imported.options.get("tickets_of"):
        facts.append(("Gjelder saker fra", ImportSource.objects.get(pk=tickets_of).name))
    if imported.mapping:
        facts += [
            ("En rad er", ticket_fields.rows_are(imported.mapping).label),
            ("Tidspunkter", f"{Format(imported.options['format']).label}, norsk tid der annet ikke står"),
        ]
    if example := example_of(imported):
        facts.append(("For eksempel", example))
    if twice := imported.options.get("twice"):
        facts.append(("Klokkeslett to ganger", Twice(twice).label))
    if marks := imported.summary.get("empty_marks"):
        facts.append(("Lest som tomt", f"{marks} celler med ?, – eller lignende"))
    return facts
