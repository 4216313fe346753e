"""Pages of the budget of a year: its lines, its adoption, and the regulations that move it."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from budget.frame.actions import Decision
from budget.frame.models import FrameChange
from budget.frame.report import frame_and_budget
from budget.lines.models import BudgetLine
from budget.money.access import may_change, may_view
from budget.money.reader import Reader
from budget.year_budget import actions, report
from budget.year_budget.forms import AdoptionForm, ReasonForm, RegulationForm, ReversalForm
from budget.year_budget.models import BudgetAdoption, BudgetRegulation
from budget.years.navigation import navigation
from rorikt.amounts import kroner
from rorikt.audit.history import history_for
from rorikt.cases.fields import CaseField
from rorikt.pages.editing import Crumbs, store_page
from rorikt.people.person import person
from rorikt.tables import export


@may_view
def year_budget(request: HttpRequest, year: int) -> HttpResponse:
    reader = Reader(person(request))
    found = report.year_budget(year, reader)
    lines = report.lines_table(found, reader) if found.lines else None
    regulations = report.regulations_table(found, reader) if found.regulations else None
    if file := export.answer(request, f"budsjett-{year}", lines, regulations):
        return file
    context = {
        **navigation(request, "budget:year-budget", year),
        "found": found,
        "lines": lines,
        "regulations": regulations,
        "adopted": _adopted(found, reader),
        "waiting": [(change, reader.of_change(change)) for change in found.waiting],
        "frame": frame_and_budget(year, reader),
        "history": history_for(person(request), "budget.change_budget", found.adoption) if found.adoption else [],
        "may_change": request.user.has_perm("budget.change_budget"),
    }
    return render(request, "budget/year_budget/year_budget.html", context)


@may_view
def regulation(request: HttpRequest, pk: int) -> HttpResponse:
    found, reader = _find(pk), Reader(person(request))
    seen = reader.of_regulation(found)
    table = report.regulated_lines(found, reader)
    if file := export.answer(request, str(found), table):
        return file
    change = found.frame_change
    context = {
        "regulation": found,
        "seen": seen,
        "title": str(found),
        "in_words": report.in_words(found, reader),
        "change_title": reader.of_change(change).text(change.title) if change else "",
        "reversed_by": BudgetRegulation.objects.filter(reverses=found).first(),
        "table": table,
        "history": history_for(person(request), "budget.change_budget", found),
        "may_change": request.user.has_perm("budget.change_budget"),
        "crumbs": _crumbs(found.year),
    }
    return render(request, "budget/year_budget/regulation.html", context)


@may_change
def adopt(request: HttpRequest, year: int) -> HttpResponse:
    form = AdoptionForm(request.POST or None)
    total = kroner(sum((line.budgeted for line in BudgetLine.objects.for_year(year)), Decimal(0)))

    def store() -> None:
        actions.adopt_budget(year, decision=form.decided(), by=person(request), now=timezone.now())

    lead = (
        f"Linjene slik de står nå, til sammen {total} kr, blir det opprinnelige budsjettet for {year}. Etter dette "
        "endres en linje bare med en budsjettregulering. Er budsjettet regulert allerede, legger du først inn linjene "
        "slik de ble vedtatt, og registrerer reguleringene etterpå."
    )
    return store_page(
        request,
        form,
        store,
        heading=f"Registrer vedtaket av budsjettet for {year}",
        crumbs=_crumbs(year),
        submit="Registrer vedtaket",
        told=f"Budsjettet for {year} er registrert som vedtatt.",
        lead=lead,
    )


@may_change
def withdraw(request: HttpRequest, year: int) -> HttpResponse:
    adoption = get_object_or_404(BudgetAdoption, year=year)
    form = ReasonForm(request.POST or None)

    def store() -> None:
        reason = form.cleaned_data["reason"]
        actions.withdraw_adoption(adoption, reason=reason, by=person(request), now=timezone.now())

    return store_page(
        request,
        form,
        store,
        heading=f"Trekk registreringen av vedtaket for {year}",
        crumbs=_crumbs(year),
        submit="Trekk registreringen",
        told="Budsjettet er et forslag igjen.",
        lead="Bare for et vedtak som er registrert ved en feil. Linjene blir stående, og kan endres direkte igjen.",
    )


@may_change
def new_regulation(request: HttpRequest, year: int) -> HttpResponse:
    """`endring` may give the change of the frame that is to be put on lines, by its key."""
    change = _change_asked_for(request, year)
    lines = list(BudgetLine.objects.for_year(year))
    proposed = report.proposed_for(change, year) if change else {}
    form = RegulationForm(request.POST or None, lines=lines, proposed=proposed, initial=_decided_in(change))

    def make() -> BudgetRegulation:
        return actions.regulate(
            year,
            form.changes(),
            decision=form.decided(),
            reason=form.cleaned_data["reason"],
            frame_change=change,
            by=person(request),
            now=timezone.now(),
        )

    heading = f"Legg «{change.title}» på budsjettet for {year}" if change else f"Ny budsjettregulering {year}"
    return store_page(
        request,
        form,
        make,
        heading=heading,
        crumbs=_crumbs(year),
        submit="Registrer reguleringen",
        lead=_lead(change, bool(proposed), year),
    )


@may_change
def reverse_regulation(request: HttpRequest, pk: int) -> HttpResponse:
    found = _find(pk)
    form = ReversalForm(request.POST or None)

    def make() -> BudgetRegulation:
        reason, decided = form.cleaned_data["reason"], form.decided()
        return actions.reverse_regulation(
            found, decision=decided, reason=reason, by=person(request), now=timezone.now()
        )

    return store_page(
        request,
        form,
        make,
        heading=f"Tilbakefør {str(found).lower()}",
        crumbs=[*_crumbs(found.year), (str(found), found.get_absolute_url())],
        submit="Tilbakefør",
        lead="En ny regulering med motsatt fortegn registreres. Den første blir stående.",
    )


def _adopted(found: report.YearBudget, reader: Reader) -> dict[str, Any] | None:
    """What the page says of the adoption."""
    adoption = found.adoption
    if adoption is None:
        return None
    seen = reader.of(adoption)
    return {"row": adoption, "decision": seen.text(adoption.decision)}


def _lead(change: FrameChange | None, is_proposed: bool, year: int) -> str:
    if not actions.is_adopted(year):
        return f"Budsjettet for {year} er ikke registrert som vedtatt. Linjene endres da direkte."
    if change is None:
        return "Skriv hva som endres på hver linje. Det som registreres, endres aldri; en feil tilbakeføres."
    amount = f"Vedtaket endrer rammen med {kroner(change.difference)} kr. Linjene må bli det samme til sammen."
    if is_proposed:
        return f"{amount} Linjen er foreslått ut fra ordene i vedtaket og kostnadsoverslaget; kontroller den."
    return f"{amount} Ingen linje ligner på vedtaket, så velg selv hvor det hører til."


def _change_asked_for(request: HttpRequest, year: int) -> FrameChange | None:
    key = request.GET.get("endring", "")
    if not key:
        return None
    found = {str(change.pk): change for change in report.placeable_changes(year)}
    if key not in found:
        raise Http404
    return found[key]


def _decided_in(change: FrameChange | None) -> dict[str, Any]:
    """A regulation that carries a decision on is decided where that was, until somebody says otherwise."""
    if change is None:
        return {}
    told = Decision(change.decision, change.decided_on, change.case)
    reason = f"Følger vedtaket om {change.title}"[:300]
    case = CaseField.typed(told.case)
    return {"decision": told.text, "decided_on": told.decided_on, "case": case, "reason": reason}


def _find(pk: int) -> BudgetRegulation:
    related = BudgetRegulation.objects.select_related("case", "frame_change", "reverses", "recorded_by", "imported")
    return get_object_or_404(related.prefetch_related("lines"), pk=pk)


def _crumbs(year: int) -> Crumbs:
    return [
        ("Økonomi", reverse("budget:index")),
        (f"Budsjett {year}", reverse("budget:year-budget", args=[year])),
    ]
