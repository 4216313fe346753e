"""The page of one ticket: its facts, and its SLA clock in words: what is used, when it is due, and why the verdict."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from rorikt.amounts import NOTHING, short_moment
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import Table
from support.sla.definition import in_words
from support.sla.judging import Measurement, Pause, Verdict
from support.sla.models import SlaPolicy
from support.sla.policies import History, Rules
from support.tickets.links import NO_MUNICIPALITY
from support.tickets.measurement import measurement_of
from support.tickets.models import Ticket
from support.tickets.tables import TONES, hours_and_minutes

# Longer clocks are told by their pauses only, not by every night.
MOST_INTERVALS = 60


@dataclass(frozen=True)
class ClockPage:
    """Printed values; empty where the ticket has no target. `tone` is that of the tag."""

    why: str
    due: str = ""
    used: str = ""
    paused: str = ""
    target: str = ""
    hours: str = ""
    verdict: str = ""
    tone: str = "neutral"
    rule: str = ""
    intervals: Table | None = None
    steps: tuple[tuple[str, str], ...] = ()

    @property
    def rows(self) -> list[tuple[str, str]]:
        if not self.target:
            return []
        rows = [
            ("SLA-frist", f"{self.target} {self.hours}"),
            ("Fristen utløper", self.due),
            ("Arbeidstid brukt", self.used),
            ("Arbeidstid på vent", self.paused),
            ("Måles", self.rule),
        ]
        return [(label, value) for label, value in rows if value]


def clock_of(ticket: Ticket, history: History, rules: Rules | None, *, now: datetime) -> ClockPage:
    """A resolved ticket shows what was stored; an open one is measured at `now`."""
    steps = tuple((short_moment(at), dict(SlaPolicy._meta.get_field("priority").flatchoices).get(priority, priority))
                  for at, priority in history.priorities)  # fmt: skip
    policy = ticket.policy
    if policy is None or ticket.due_at is None:
        why = "Ingen SLA-frist gjaldt for denne prioriteten da saken ble opprettet, så den måles ikke."
        return ClockPage(why, steps=steps)
    verdict, used, paused = (
        Verdict(ticket.verdict) if ticket.verdict else None,
        ticket.business_time,
        ticket.paused_time,
    )
    measured = None
    if rules is not None:
        as_of = max(now, ticket.created_at)
        measured = measurement_of(ticket, policy, rules, as_of=as_of, history=history)
        if verdict is None:
            verdict, used, paused = measured.verdict, measured.business_time, measured.paused
    hours = "hele døgnet" if policy.runs_always else "arbeidstid"
    return ClockPage(
        why=_why(verdict, policy, measured),
        due=short_moment(ticket.due_at) + (" (står nå, og flyttes når saken går videre)" if ticket.stopped_at else ""),
        used=hours_and_minutes(used) if used is not None else "",
        paused=hours_and_minutes(paused) if paused else "",
        target=policy.printed_target,
        hours=hours,
        rule=in_words(policy),
        verdict=verdict.label if verdict else "",
        tone=TONES[verdict] if verdict else "neutral",
        intervals=_interval_table(policy, rules, history, measured, now) if rules and measured else None,
        steps=steps,
    )


@dataclass(frozen=True)
class Interval:
    """A stretch of time, whether it counts, and why not."""

    start: datetime
    end: datetime
    is_counted: bool
    why: str
    length: timedelta


def _interval_table(
    policy: SlaPolicy, rules: Rules, history: History, measured: Measurement, now: datetime
) -> Table | None:
    end = measured.ended_at or now
    start = measured.started_at
    if start is None or measured.verdict == Verdict.BAD_DATA or end <= start:
        return None
    found = list(_intervals(policy, rules, history, start, end, by_night=True))
    if len(found) > MOST_INTERVALS:
        found = list(_intervals(policy, rules, history, start, end, by_night=False))
    counted = sum((one.length for one in found if one.is_counted), timedelta())

    def time(one: Interval) -> str:
        return hours_and_minutes(one.length) if one.is_counted else NOTHING

    return tabulate(
        "klokken",
        "Klokken",
        (
            column("Fra", lambda one: short_moment(one.start), width=20, total="Sum"),
            column("Til", lambda one: short_moment(one.end), width=20),
            column("Telles", lambda one: "Ja" if one.is_counted else "Nei", width=12),
            column("Hvorfor", lambda one: one.why, width=30),
            column("Arbeidstid", time, width=18, total=hours_and_minutes(counted), kind="number"),
        ),
        found,
    )


def _intervals(
    policy: SlaPolicy, rules: Rules, history: History, start: datetime, end: datetime, *, by_night: bool
) -> Iterator[Interval]:
    """The time from `start` to `end` without a gap."""
    clock, terms = rules.clock_of(policy), policy.terms(timedelta(1))
    stops = [pause for pause in history.pauses if terms.stops_for(pause.why)]
    edges = {start, end}
    for pause in stops:
        edges |= {max(start, min(end, pause.started_at)), max(start, min(end, pause.ended_at or end))}
    points = sorted(edges)
    for first, last in pairwise(points):
        stopping = next((pause for pause in stops if _covers(pause, first)), None)
        if stopping:
            yield Interval(first, last, False, stopping.why.label, timedelta())
        elif not by_night:
            yield Interval(first, last, True, "I åpningstiden", clock.between(first, last))
        else:
            yield from _by_night(clock.open_intervals(first, last), first, last)


def _by_night(opened: Iterator[tuple[datetime, datetime]], first: datetime, last: datetime) -> Iterator[Interval]:
    at = first
    for begins, ends in opened:
        if at < begins:
            yield Interval(at, begins, False, "Utenfor åpningstiden", timedelta())
        yield Interval(begins, ends, True, "I åpningstiden", ends - begins)
        at = ends
    if at < last:
        yield Interval(at, last, False, "Utenfor åpningstiden", timedelta())


def _covers(pause: Pause, moment: datetime) -> bool:
    return pause.started_at <= moment and (pause.ended_at is None or moment < pause.ended_at)


def facts_of(ticket: Ticket) -> list[tuple[str, str]]:
    """What a ticket's page says of it: label and printed value."""
    return [
        *([("Nummer i kilden", origin)] if (origin := _origin(ticket)) else []),
        ("Type", ticket.get_kind_display()),
        ("Prioritet", ticket.get_priority_display()),
        ("Kategori", ticket.category.name),
        ("Kommune", ticket.municipality.name if ticket.municipality else NO_MUNICIPALITY),
        *([("Team", ticket.team.name)] if ticket.team else []),
        ("Opprettet", short_moment(ticket.created_at)),
        *([("Besvart", short_moment(ticket.responded_at))] if ticket.responded_at else []),
        ("Løst", _resolved(ticket)),
        *([("Lukket", short_moment(ticket.closed_at))] if ticket.closed_at else []),
        *([("Gjenåpnet", f"{ticket.reopenings}\u00a0ganger" if ticket.reopenings > 1 else "Én gang")]
          if ticket.reopenings else []),
    ]  # fmt: skip


def _origin(ticket: Ticket) -> str:
    """The number in the file that brought the ticket."""
    imported = getattr(ticket, "imported_as", None)
    return f"{imported.source_number} ({imported.source.name})" if imported else ""


def _resolved(ticket: Ticket) -> str:
    if ticket.resolved_at is None:
        return "Åpen"
    return short_moment(ticket.resolved_at) + (" (da den ble lukket; løsningen er ikke notert)" if
                                         ticket.is_resolved_by_closing else "")  # fmt: skip


def _why(verdict: Verdict | None, policy: SlaPolicy, measured: Measurement | None) -> str:
    event = {"resolved": "løst", "responded": "besvart", "closed": "lukket"}[policy.ending]
    still = "Saken er åpen" if event == "løst" else f"Saken er ikke {event}"
    reasons = {
        Verdict.WITHIN: f"Saken ble {event} før fristen gikk ut, eller akkurat på den.",
        Verdict.BREACHED: "Saken brukte mer arbeidstid enn fristen gir.",
        Verdict.OPEN_BREACHED: f"{still}, og fristen er gått ut. Den teller ikke i tabellene før den er {event}.",
        Verdict.RUNNING: f"{still}, og fristen er ikke gått ut. Den teller ikke i tabellene før den er {event}.",
        Verdict.BAD_DATA: "Saken står som løst før den ble opprettet. Den holdes utenfor tabellene til det er rettet.",
    }
    if verdict is None:
        return "Saken er åpen, og det finnes ingen arbeidskalender å måle den etter."
    if measured and measured.is_by_other_event:
        return f"{reasons[verdict]} Tidspunktet den skal måles til, er ikke notert. Et senere er brukt."
    return reasons[verdict]
