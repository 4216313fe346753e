"""The page of claims against suppliers."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from meetings.registers.access import may_read
from meetings.supplier_claims.report import overview, register_of_claims, settled_of
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import export
from rorikt.tables.listing import page_of


@needs("meetings.view_registers")
def supplier_claims(request: HttpRequest) -> HttpResponse:
    user, today, register = person(request), timezone.localdate(), register_of_claims()
    if register is None:
        return render(request, "meetings/supplier_claims/claims.html", {"register": None})
    if not may_read(user, register):
        raise PermissionDenied
    found = overview(user, today)
    if answer := export.answer(request, "krav mot leverandører", found.open, found.suppliers):
        return answer
    page = page_of(request, found.settled)
    context = {"register": register, "found": found, "page": page, "settled": settled_of(list(page), user, today)}
    return render(request, "meetings/supplier_claims/claims.html", context)
