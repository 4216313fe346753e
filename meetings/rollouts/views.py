"""Pages of what is rolled out: one matrix of all, and the measures of one municipality."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from meetings.register_pages.pages import not_begun
from meetings.registers.standard import Standard
from meetings.rollouts import tables
from meetings.rollouts.matrix import Box, Measure, progress
from meetings.rollouts.report import Rollouts, rollouts_for
from rorikt.people.permissions import needs
from rorikt.people.person import person
from rorikt.tables import export, listing

ALL = "alle"


@needs("meetings.view_registers")
def rollouts(request: HttpRequest) -> HttpResponse:
    """Whoever is of a municipality comes to its own page, and from there to all of it (`?vis=alle`)."""
    user, today = person(request), timezone.localdate()
    found = rollouts_for(user, today)
    if found is None:
        return not_begun(request, Standard.ROLLOUTS)
    if not request.GET and user.municipality_id in found.municipalities:
        return redirect("meetings:rollouts-of", user.municipality_id)
    table, totals = tables.matrix_table(found, today), tables.totals_table(found)
    if answer := export.answer(request, "utrulling", table, totals):
        return answer
    page = listing.page_of(request, found.measures)
    context = {
        "register": found.found.register,
        "registers": [found.found.register],
        "heads": [_head(found, number) for number in found.municipalities],
        "rows": [_row(found, measure, today) for measure in page],
        "page": page,
        "totals": totals,
        "late": [len(found.late(number, today)) for number in found.municipalities],
        "former": [name for number, name in found.municipalities.items() if number not in found.members],
    }
    return render(request, "meetings/rollouts/rollouts.html", context)


@needs("meetings.view_registers")
def rollouts_of(request: HttpRequest, number: str) -> HttpResponse:
    today = timezone.localdate()
    found = rollouts_for(person(request), today)
    if found is None:
        return not_begun(request, Standard.ROLLOUTS)
    if number not in found.municipalities:
        raise Http404
    name = found.municipalities[number]
    own = tables.OwnMeasureTable(
        tables.own_measures(found, number, today),
        caption=f"Tiltakene i {name}",
        empty_text="Ingen tiltak er ført ennå.",
    )
    late = tables.OwnMeasureTable(
        tables.late_measures(found, number, today), caption=f"Forsinket i {name}", prefix="forsinket-", orderable=False
    )
    lacking = tables.LackingTable(
        tables.lacking_measures(found, number, today),
        caption=f"I drift hos andre, men ikke i {name}",
        prefix="andre-",
        orderable=False,
    )
    if answer := export.answer(request, f"utrulling {name}", own, late, lacking):
        return answer
    context = {
        "register": found.found.register,
        "registers": [found.found.register],
        "name": name,
        "is_member": number in found.members,
        "progress": progress(measure.of(number) for measure in found.measures).of_measures if found.measures else "",
        "counts": [
            (state, count)
            for state in found.states
            if (count := sum(one.of(number).state.key == state.key for one in found.measures))
        ],
        "own": listing.configure(request, own),
        "late": listing.configure(request, late),
        "lacking": listing.configure(request, lacking),
        "tabs": [
            ("Alle kommunene", f"{reverse('meetings:rollouts')}?vis={ALL}", False),
            *(
                (other, reverse("meetings:rollouts-of", args=[one]), one == number)
                for one, other in found.municipalities.items()
            ),
        ],
    }
    return render(request, "meetings/rollouts/municipality.html", context)


def _head(found: Rollouts, number: str) -> tuple[str, str, str]:
    told = progress(measure.of(number) for measure in found.measures).of_measures if found.measures else ""
    return found.municipalities[number], reverse("meetings:rollouts-of", args=[number]), told


def _row(found: Rollouts, measure: Measure, today: date) -> tuple[Measure, str, list[tuple[str, Box, bool]]]:
    members = (measure.of(number) for number in found.municipalities if number in found.members)
    boxes = [
        (name, measure.of(number), found.is_late(measure, number, today))
        for number, name in found.municipalities.items()
    ]
    return measure, str(progress(members)), boxes
