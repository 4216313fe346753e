"""Pages of registers and of their rows."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from meetings.registers.access import may_write, readable_by, rows_for
from meetings.registers.models import Register, RegisterRow
from meetings.registers.sheet import Sheet
from rorikt.people.models import User
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables.listing import page_of


@needs("meetings.view_registers")
def registers(request: HttpRequest) -> HttpResponse:
    return render(request, "meetings/grid/registers.html", {"registers": readable_by(person(request))})


@needs("meetings.view_registers")
def register_page(request: HttpRequest, slug: str) -> HttpResponse:
    user = person(request)
    register = get_object_or_404(readable_by(user), slug=slug)
    sheet = Sheet(register)
    page = page_of(request, rows_for(user, register).with_cells())
    boxes = list(sheet.boxes)
    context = {
        "register": register,
        "labels": [sheet.label(column, part) for column, part in boxes],
        "rows": [(row, [sheet.text(row, column, part) for column, part in boxes]) for row in page],
        "page": page,
        "may_write": may_write(user, register),
    }
    return render(request, "meetings/grid/register.html", context)


@needs("meetings.view_registers")
def row_page(request: HttpRequest, uuid: str) -> HttpResponse:
    user = person(request)
    row = get_object_or_404(RegisterRow.objects.select_related("register").with_cells(), uuid=uuid)
    if not _may_see(row, user):
        raise Http404
    context = {"row": row, "told": Sheet(row.register).texts(row)}
    return render(request, "meetings/grid/row.html", context)


def _may_see(row: RegisterRow, user: User) -> bool:
    register: Register = row.register
    return readable_by(user).filter(pk=register.pk).exists() and rows_for(user, register).filter(pk=row.pk).exists()
