"""Pages of registers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from meetings.registers.access import may_write, readable_by, rows_for
from meetings.registers.sheet import Sheet
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
    sheet = Sheet(register, user)
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
