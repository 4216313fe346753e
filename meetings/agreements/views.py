"""Pages of agreements: what comes next and what they cost, and what binds after a year."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from meetings.agreements.forms import YearForm
from meetings.agreements.reading import register_of_agreements
from meetings.agreements.report import binding, overview
from meetings.registers.access import may_read, may_write
from rorikt.people.models import User
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import export


@needs("meetings.view_registers")
def agreements(request: HttpRequest) -> HttpResponse:
    user, today = person(request), timezone.localdate()
    form, context = _asked(request, user, today.year)
    if context["register"]:
        may = may_write(user, context["register"])
        found = overview(user, form.chosen(today.year), today, may_write=may)
        if answer := export.answer(request, f"avtaler {found.year}", found.soon, found.costs):
            return answer
        context |= {"found": found}
    return render(request, "meetings/agreements/agreements.html", context)


@needs("meetings.view_registers")
def agreements_binding(request: HttpRequest) -> HttpResponse:
    """«Hva binder oss etter 2026?»"""
    user, today = person(request), timezone.localdate()
    form, context = _asked(request, user, today.year)
    if context["register"]:
        found = binding(user, form.chosen(today.year), today)
        if answer := export.answer(request, f"avtaler som binder etter {found.year}", *found.tables):
            return answer
        context |= {"found": found}
    return render(request, "meetings/agreements/binding.html", context)


def _asked(request: HttpRequest, user: User, year: int) -> tuple[YearForm, dict[str, Any]]:
    """Raises PermissionDenied for one who may not read the register."""
    register = register_of_agreements()
    if register and not may_read(user, register):
        raise PermissionDenied
    form = YearForm({"year": request.GET.get("year") or year})
    return form, {"form": form, "register": register, "year": form.chosen(year)}
