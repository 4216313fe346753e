"""Pages of the risk analyses: the list, and one with what is to be done after it."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from meetings.register_pages.pages import not_begun
from meetings.registers.standard import Standard
from meetings.risks.measures import in_order
from meetings.risks.report import Analysis, Risks, risks_for
from meetings.risks.tables import AnalysisTable, MeasureTable
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import export, listing

# What `?vis=` narrows the list to.
CHOICES: dict[str, tuple[str, Callable[[Analysis], bool]]] = {
    "": ("Alle", lambda one: True),
    "gjennomgang": ("Skulle vært gjort på nytt", lambda one: one.is_late),
    "forsinket": ("Med forsinkede tiltak", lambda one: bool(one.counts and one.counts.late)),
}


@needs("meetings.view_registers")
def risks(request: HttpRequest) -> HttpResponse:
    found = risks_for(person(request), timezone.localdate())
    if found is None:
        return not_begun(request, Standard.RISKS)
    asked = request.GET.get("vis", "")
    chosen = asked if asked in CHOICES else ""
    rows = [one for one in found.analyses if CHOICES[chosen][1](one)]
    empty = "Ingen risikoanalyser er ført ennå." if not found.analyses else "Ingen."
    table = AnalysisTable(rows, empty_text=empty, exclude=() if found.are_measures_read else ("counts",))
    loose = MeasureTable(in_order(found.loose), caption="Tiltak uten analyse", prefix="uten-", orderable=False)
    if answer := export.answer(request, "risikoanalyser", table, loose if found.loose else None):
        return answer
    context = {
        "register": found.registers[0],
        "registers": found.registers,
        "figures": _figures(found),
        "tabs": _tabs(found, chosen),
        "table": listing.configure(request, table),
        "loose": listing.configure(request, loose),
    }
    return render(request, "meetings/risks/risks.html", context)


@needs("meetings.view_registers")
def risk(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = risks_for(person(request), timezone.localdate())
    analysis = next((one for one in found.analyses if one.line.row.uuid == uuid), None) if found else None
    if found is None or analysis is None:
        raise Http404
    table = MeasureTable(in_order(analysis.measures), caption="Tiltak", empty_text="Analysen har ingen tiltak.")
    shown = table if found.are_measures_read else None
    if answer := export.answer(request, f"risikoanalyse {analysis.title}", shown):
        return answer
    context = {
        "analysis": analysis,
        "row": analysis.line.row,
        "responsible": analysis.line.text("ansvarlig"),
        "summary": analysis.line.text("sammendrag"),
        "table": shown and listing.configure(request, shown),
        "registers": found.registers,
        "register": found.registers[0],
    }
    return render(request, "meetings/risks/risk.html", context)


def _figures(found: Risks) -> list[tuple[str, int, str]]:
    """How many, and how many of them are over their day."""
    told = [("Risikoanalyser", len(found.analyses), _over(sum(one.is_late for one in found.analyses)))]
    if found.are_measures_read:
        counts = [one.counts for one in found.analyses if one.counts]
        late = sum(one.late for one in counts) + sum(one.is_late for one in found.loose)
        still = sum(one.open for one in counts) + sum(not one.state.is_settled for one in found.loose)
        told.append(("Åpne tiltak", still, f"{late} forsinket" if late else "Ingen er forsinket"))
    return told


def _over(count: int) -> str:
    return f"{count} skulle vært gjort på nytt" if count else "Ingen er over fristen for ny gjennomgang"


def _tabs(found: Risks, chosen: str) -> list[tuple[str, str, bool]]:
    url = reverse("meetings:risks")
    return [
        (f"{label} ({sum(map(holds, found.analyses))})", f"{url}?vis={key}" if key else url, key == chosen)
        for key, (label, holds) in CHOICES.items()
    ]
