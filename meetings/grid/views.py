"""Pages of registers and of their rows."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from meetings.designing.designing import begin
from meetings.grid import suggesting
from meetings.grid.changing import ChangeForm, store
from meetings.grid.filters import RowFilter
from meetings.grid.listing import begun_and_not, own_page
from meetings.grid.ordering import in_order
from meetings.grid.shown import heads_of, shown
from meetings.grid.tables import table_of
from meetings.registers.access import may_write, readable_by, removed_rows_for, rows_for
from meetings.registers.models import Register, RegisterRow
from meetings.registers.sheet import Sheet
from meetings.registers.standard import Standard
from meetings.registers.writing import restore_rows
from rorikt.people.models import User
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.people.roles import is_staff_of_cooperation
from rorikt.saving.answering import Change, Stored, is_sent_by_script, save
from rorikt.tables import export
from rorikt.tables.listing import page_of

PER_PAGE = 100


@needs("meetings.view_registers")
def registers(request: HttpRequest) -> HttpResponse:
    user = person(request)
    there, waiting = begun_and_not(user)
    context = {"registers": there, "waiting": waiting if user.has_perm("meetings.design_registers") else []}
    return render(request, "meetings/grid/registers.html", context)


@require_POST
@needs("meetings.design_registers")
def register_begin(request: HttpRequest, standard: str) -> HttpResponse:
    if standard not in Standard.values:
        raise Http404
    register = begin(Standard(standard), by=person(request), now=timezone.now())
    messages.success(request, f"Registeret «{register.title}» er tatt i bruk.")
    return redirect(register)


@needs("meetings.view_registers")
def register_page(request: HttpRequest, slug: str) -> HttpResponse:
    user = person(request)
    register = _register(user, slug)
    sheet = Sheet(register, user)
    chosen = RowFilter(request.GET, rows_for(user, register), sheet=sheet)
    rows = in_order(chosen.qs, sheet, request.GET.get("sort", "")).with_cells()
    if "eksport" in request.GET and (file := export.answer(request, register.slug, table_of(sheet, rows))):
        return file
    page = page_of(request, rows, per_page=PER_PAGE)
    sheet.show(page)
    heads = heads_of(sheet, request.GET)
    context: dict[str, Any] = {
        "register": register,
        "filter": chosen,
        "heads": heads,
        "rows": shown(sheet, heads, page, before=(page.number - 1) * PER_PAGE),
        "page": page,
        "is_narrowed": bool(chosen.form.is_bound and chosen.form.changed_data),
        "own_page": own_page(register),
        "may_write": may_write(user, register),
        "may_design": user.has_perm("meetings.design_registers"),
        "own_rows_only": register.is_own_rows_only and not is_staff_of_cooperation(user),
        "municipalities": list(sheet.municipalities.values()),
        "choices": [column for column in sheet.columns if column.kind == "state"],
    }
    return render(request, "meetings/grid/register.html", context)


@require_POST
@needs("meetings.view_registers")
def register_write(request: HttpRequest, slug: str) -> HttpResponse:
    """What the sheet sends, see changing.py. Whoever may read the register and not write gets 403."""
    user = person(request)
    register = _register(user, slug)
    if not may_write(user, register):
        if not is_sent_by_script(request):
            raise PermissionDenied
        return JsonResponse({"reason": "Du har ikke lenger tilgang til å skrive i registeret."}, status=403)
    form = ChangeForm(request.POST)

    def stored() -> Stored:
        return Stored("", store(register, form.cleaned_data["change"], by=user, now=timezone.now()))

    return save(request, [Change(register.title, form, stored)], back=register.get_absolute_url(), crumbs=[_crumb()])


@needs("meetings.view_registers")
def register_suggestions(request: HttpRequest, slug: str) -> HttpResponse:
    """What may be written in a box of a column, beginning with what is typed."""
    user = person(request)
    register = _register(user, slug)
    form = suggesting.AskedForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"found": []})
    column = get_object_or_404(register.columns.standing(), pk=form.cleaned_data["kolonne"])
    return JsonResponse({"found": suggesting.found(column, form.cleaned_data["q"], user)})


@needs("meetings.view_registers")
def register_removed(request: HttpRequest, slug: str) -> HttpResponse:
    """Rows that were taken away, for those who may put them back."""
    user = person(request)
    register = _register(user, slug)
    if not may_write(user, register):
        raise PermissionDenied
    removed = removed_rows_for(user, register)
    if request.method == "POST":
        return _put_back(request, register, removed)
    rows = removed.select_related("removed_by").order_by("-removed_at", "-pk")
    return render(request, "meetings/grid/removed.html", {"register": register, "page": page_of(request, rows)})


def _put_back(request: HttpRequest, register: Register, removed: QuerySet[RegisterRow]) -> HttpResponse:
    asked = request.POST.get("rad", "")
    row = get_object_or_404(removed, uuid=asked) if _is_uuid(asked) else None
    if row is None:
        raise Http404
    restore_rows(register, [row.uuid], by=person(request), now=timezone.now())
    messages.success(request, f"«{row}» er satt tilbake.")
    return redirect("meetings:register-removed", register.slug)


def _register(user: User, slug: str) -> Register:
    return get_object_or_404(readable_by(user), slug=slug)


def _crumb() -> tuple[str, str]:
    return "Registre", reverse("meetings:registers")


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
