"""The page of a row, its plain form, what closes it, and the taking away of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.register_rows.closing import save_closing
from meetings.register_rows.forms import ClosingForm, RowForm, refused
from meetings.register_rows.page import boxes_of, entries_of, referring_to, removed_boxes_of, told_of
from meetings.registers.access import is_exempt, may_read, may_write, readable_by, visible_to
from meetings.registers.models import Register, RegisterRow
from meetings.registers.sheet import Sheet
from meetings.registers.writing import remove_rows, restore_rows, write
from rorikt.audit.history import readings_for
from rorikt.audit.reading import note_reading
from rorikt.pages.editing import Crumbs, delete_page, store_page
from rorikt.people.permissions import needs, require
from rorikt.people.person import person
from rorikt.tables.listing import page_of

MAY, WRITE = "meetings.view_registers", "meetings.write_in_register"


@needs(MAY)
def row_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    user = person(request)
    row = _find(request, uuid)
    if is_exempt(row):
        note_reading(request, row, what="siden")
    history = page_of(request, entries_of(row)) if user.has_perm("meetings.view_exempt") else None
    sheet = Sheet(row.register, user)
    labels = [sheet.label(column, part) for column, part in sheet.boxes]
    context = {
        "row": row,
        "boxes": boxes_of(sheet, row, user),
        "removed": removed_boxes_of(row, user),
        "referring": referring_to(row, user),
        "is_exempt": is_exempt(row),
        "may_write": may_write(user, row.register),
        "history": [told_of(entry, labels) for entry in history] if history else [],
        "page": history,
        "readings": readings_for(user, row),
        "crumbs": _crumbs(row.register),
    }
    return render(request, "meetings/register_rows/row.html", context)


@needs(MAY)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    register = get_object_or_404(readable_by(person(request)), slug=slug)
    require(person(request), WRITE, register)
    row = RegisterRow(register=register)
    return _form_page(request, row, f"Ny rad i «{register}»", _crumbs(register), "Legg til raden")


@needs(MAY)
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    row = _standing(request, uuid)
    return _form_page(request, row, f"Endre «{row}»", _crumbs(row.register, row), "Lagre", label="Endre")


@needs(MAY)
def closing(request: HttpRequest, uuid: UUID) -> HttpResponse:
    row = _standing(request, uuid)
    form = ClosingForm(request.POST or None, instance=row)

    def store() -> str:
        save_closing(row, by=person(request), now=timezone.now())
        messages.success(request, "Endringen er lagret.")
        there = visible_to(person(request), RegisterRow.objects.filter(pk=row.pk)).exists()
        return row.get_absolute_url() if there else row.register.get_absolute_url()

    return store_page(
        request,
        form,
        store,
        heading=f"Sak og unntak: {row}",
        label="Sak og unntak",
        crumbs=_crumbs(row.register, row),
        lead="En rad som er unntatt, eller som hører til en sak som er det, leses bare av de ansatte og rådet, og "
        "skrives ikke ut i det som er offentlig.",
    )


@needs(MAY)
def remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    row = _standing(request, uuid)
    user = person(request)
    pointing = sum(len(one.rows) + one.more for one in referring_to(row, user))
    referred = f" {pointing} rad{'er' * (pointing > 1)} viser til den, og gjør det fortsatt." if pointing else ""
    return delete_page(
        request,
        lambda: _nothing(remove_rows(row.register, [row.uuid], by=user, now=timezone.now())),
        heading=f"Ta bort «{row}»?",
        consequence="Raden vises ikke lenger i registeret og i nye rapporter. Det som står i den, beholdes, og den kan "
        f"settes tilbake. Godkjente rapporter beholder det de skrev ut.{referred}",
        crumbs=_crumbs(row.register, row),
        done=row.get_absolute_url(),
        verb="Ta bort raden",
        told="Raden er tatt bort.",
        is_danger=False,
    )


@require_POST
@needs(MAY)
def restore(request: HttpRequest, uuid: UUID) -> HttpResponse:
    row = _find(request, uuid)
    if restore_rows(row.register, [row.uuid], by=person(request), now=timezone.now()):
        messages.success(request, "Raden er satt tilbake.")
    return redirect(row)


# Parts


def _form_page(
    request: HttpRequest, row: RegisterRow, heading: str, crumbs: Crumbs, submit: str, **page: Any
) -> HttpResponse:
    user, register = person(request), row.register
    form = RowForm(request.POST or None, sheet=Sheet(register, user), row=row)

    def store() -> RegisterRow:
        uuid = row.uuid if row.pk else form.cleaned_data["uuid"]
        typed = form.typed()
        if not typed and not row.pk:
            raise ValidationError("Skriv noe i minst ett av feltene.")
        with transaction.atomic():  # all of the form or nothing of it
            written = write(register, typed, by=user, now=timezone.now())
            transaction.set_rollback(bool(written.faults))
        if written.faults:
            stored = RegisterRow.objects.with_cells().filter(uuid=uuid).first()
            form.show_what_stands_now(written.faults, Sheet(register, user), stored)
            raise refused(written.faults)
        messages.success(request, "Raden er lagret." if typed else "Ingenting var endret.")
        return RegisterRow.objects.get(uuid=uuid)

    return store_page(request, form, store, heading=heading, crumbs=crumbs, submit=submit, **page)


def _find(request: HttpRequest, uuid: UUID) -> RegisterRow:
    """One that is taken away is there for those who may put it back."""
    user = person(request)
    rows: Any = RegisterRow.objects.select_related("register", "case", "removed_by").with_cells()
    row: RegisterRow = get_object_or_404(visible_to(user, rows), uuid=uuid)
    if not may_read(user, row.register) or (row.removed_at and not may_write(user, row.register)):
        raise Http404
    return row


def _standing(request: HttpRequest, uuid: UUID) -> RegisterRow:
    """One to be changed, by one who may."""
    row = _find(request, uuid)
    require(person(request), WRITE, row.register)
    if row.removed_at:
        raise Http404("Raden er tatt bort. Sett den tilbake først.")
    return row


def _nothing(count: int) -> None:
    if not count:
        raise ValidationError("Raden er allerede tatt bort.")


def _crumbs(register: Register, row: RegisterRow | None = None) -> Crumbs:
    crumbs = [("Registre", reverse("meetings:registers")), (register.title, register.get_absolute_url())]
    return [*crumbs, (str(row), row.get_absolute_url())] if row else crumbs
