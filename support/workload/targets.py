"""First response and solution as two targets side by side."""

from typing import Any

from rorikt.amounts import NOTHING
from rorikt.figures.values import Cell, Column, Table
from support.counting.columns import PRIORITIES, Tickets
from support.sla.judging import MISSING, Verdict
from support.sla.models import Priority
from support.sla.policies import Rules
from support.statistics.figures import counted_cell, printed_target
from support.statistics.period import Period
from support.tickets.links import IN_TIME, JUDGED, TARGETED, TOO_LATE, UNANSWERED
from support.workload.cells import percent_cell

NOTE = (
    "Svar er telt i perioden saken ble besvart, og løsninger i perioden saken ble løst. Tiden til svar er arbeidstid, "
    "og ingenting stanser den. «Uten svar» er nye saker der ingen har notert et svar; de er ikke med i prosenten."
)
NO_TARGETS = (
    "Ingen prioritet har frist for første svar. IKT-lederen eller en administrator legger den inn under Grunndata."
)


def two_targets(tickets: Tickets, period: Period, rules: Rules) -> Table:
    """Within and past each of the two, by priority; «–» where a priority has no target of the kind."""
    answered = tickets.responded_between(period.first, period.last_day)
    targets = rules.response_limits()
    limits = answered.response_limits(targets)
    answered_in_time = (answered.response != MISSING) & (limits != MISSING) & (answered.response <= limits)
    answered_late = (answered.response != MISSING) & (limits != MISSING) & (answered.response > limits)
    new = tickets.created_between(period.first, period.last_day)
    unanswered = new.responded == MISSING
    judged = tickets.resolved_between(period.first, period.last_day).judged()

    def cells(priority: Priority | None) -> tuple[Cell, ...]:
        code = None if priority is None else PRIORITIES.index(priority)

        def count(of: Tickets, mask: Any) -> int:
            return int(mask.sum() if code is None else (mask & (of.priority == code)).sum())

        own = {**period.filters, **({"priority": priority} if priority else {})}
        answers = {**own, "responded_from": period.first, "responded_to": period.last_day}
        solved = {**own, **period.resolved()}
        in_time, late = count(answered, answered_in_time), count(answered, answered_late)
        within, breached = count(judged, judged.is_within), count(judged, ~judged.is_within)
        return (
            counted_cell(in_time, **answers, response=IN_TIME),
            counted_cell(late, **answers, response=TOO_LATE),
            percent_cell(in_time, in_time + late, {**answers, "response": TARGETED}),
            counted_cell(count(new, unanswered), **own, **period.created(), response=UNANSWERED),
            counted_cell(within, **solved, verdict=Verdict.WITHIN),
            counted_cell(breached, **solved, verdict=Verdict.BREACHED),
            percent_cell(within, within + breached, {**solved, "verdict": JUDGED}),
        )

    def target(priority: Priority) -> str:
        policy = rules.policy(priority, period.last_day, period.filters.get("kind", ""))
        return policy.printed_response_target if policy else ""

    rows = [
        (Cell(priority.label), Cell(target(priority) or NOTHING), *own[:4],
         Cell(printed_target(priority, period.last, rules)), *own[4:])
        for priority in Priority for own in [cells(priority)]
    ]  # fmt: skip
    whole = cells(None)
    return Table(
        key="svar-og-losning",
        caption=f"Første svar og løsning, {period.population}",
        columns=(
            Column("Prioritet", width=16),
            *_group("Første svar", 10, "OK", "Brudd", "Prosent", "Uten svar"),
            *_group("Løsning", 8, "OK", "Brudd", "Prosent"),
        ),
        rows=tuple(rows),
        total=(Cell("Sum"), Cell(""), *whole[:4], Cell(""), *whole[4:]),
        unit_note="Antall saker",
        note=NOTE if targets else f"{NOTE} {NO_TARGETS}",
        as_of=period.as_of,
    )


def _group(name: str, width: int, *counts: str) -> list[Column]:
    return [Column("Frist", width=width, group=name), *(Column(label, "number", width, name) for label in counts)]
