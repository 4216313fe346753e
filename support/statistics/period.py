"""The statistics of a period, of all tickets or of some: counts, times, ages and backlog, and against earlier periods.

Every number leads to the tickets that it counts. Times are hours on the clock of the policy.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np

from rorikt import calendar
from rorikt.amounts import MINUS, NOTHING, long_date, month_span, number, percentage, short_date
from rorikt.calendar import ONE_DAY, start_of
from rorikt.figures.columns import Printer, ValueColumn, column, tabulate
from rorikt.figures.values import Cell, Chart, Column, Table
from rorikt.people.models import Municipality
from support.counting import tallying
from support.counting.columns import KINDS, NONE, PRIORITIES, Tickets
from support.counting.tallying import Resolution
from support.sla.clock import micros
from support.sla.definition import hours
from support.sla.judging import MISSING, Verdict
from support.sla.models import Priority
from support.sla.policies import Rules
from support.statistics import charts
from support.tickets import links
from support.tickets.categories import Tree
from support.tickets.links import JUDGED, MEASURED, NO_MUNICIPALITY, WITHOUT_MUNICIPALITY, WITHOUT_TEAM, tickets_url
from support.tickets.models import MunicipalityCount, Team, Ticket

AGES = ((0, 1, "0–1 dag"), (2, 7, "2–7 dager"), (8, 30, "8–30 dager"), (31, 90, "31–90 dager"),
        (91, 365, "91–365 dager"), (366, None, "Over ett år"))  # fmt: skip
TIMES_NOTE = (
    "Løsningstider er arbeidstid i timer for løste saker med frist. Halvparten er løst på medianen, ni av ti på "
    "90-persentilen. Første svar er medianen for saker som ble besvart i perioden."
)
NOT_OVER_NOTE = "Perioden er ikke over, så den sammenlignes ikke med hele perioder."
EVERY_TICKET = "alle saker"
POPULATION_NOTE = "Alle saker er feilmeldinger og tjenesteforespørsler."
EMPTY = np.empty(0, np.int64)


@dataclass(frozen=True)
class Period:
    """Whole months, and the day whose end open tickets are counted at. `filters` are those of the ticket list.

    What is not `is_over` is counted so far, and not compared with whole periods.
    """

    first: date
    last: date
    as_of: date
    filters: Mapping[str, Any] = field(default_factory=dict)
    is_over: bool = True

    @property
    def last_day(self) -> date:
        return calendar.last_day(self.last)

    @property
    def population(self) -> str:
        """Which tickets are counted: `alle saker`, or `feilmeldinger, prioritet høy, én kommune`."""
        return population(self.filters)

    @property
    def name(self) -> str:
        months = month_span(self.first, self.last)
        return months if self.is_over else f"{months} hittil"

    def earlier(self, months: int) -> "Period":
        """As many months earlier. Open tickets are counted at the end of it, or as many months before the day."""
        first, last = calendar.months_before(self.first, months), calendar.months_before(self.last, months)
        if self.as_of == self.last_day:
            return Period(first, last, calendar.last_day(last), self.filters)
        month = calendar.months_before(self.as_of, months)
        return Period(first, last, month.replace(day=min(self.as_of.day, calendar.last_day(month).day)), self.filters)

    @property
    def length(self) -> int:
        return len(calendar.months_between(self.first, self.last))

    def created(self) -> dict[str, date]:
        return {"created_from": self.first, "created_to": self.last_day}

    def resolved(self) -> dict[str, date]:
        return {"resolved_from": self.first, "resolved_to": self.last_day}

    def responded(self) -> dict[str, Any]:
        return {"responded_from": self.first, "responded_to": self.last_day, "response": MEASURED}


def population(filters: Mapping[str, Any]) -> str:
    """The tickets that the filters of the page leave, in words. A figure of them carries these words in its name."""
    kind, priority = filters.get("kind"), filters.get("priority")
    municipality, team, category = (filters.get(name) for name in ("municipality", "team", "category"))
    words = [links.KIND_NAMES[kind].lower() if kind else EVERY_TICKET]
    if priority:
        words.append(f"prioritet {Priority(priority).label.lower()}")
    if municipality:
        without = municipality == WITHOUT_MUNICIPALITY
        words.append("uten kommune" if without else Municipality.objects.get(pk=municipality).name)
    if team:
        words.append("uten team" if team == WITHOUT_TEAM else Team.objects.get(pk=team).name)
    if category:
        words.append(f"kategori {Tree.load().names[int(category)]}")
    return ", ".join(words)


def chosen(tickets: Tickets, filters: Mapping[str, Any]) -> Tickets:
    """Those that the filters of the page leave: kind, priority, municipality, team and category with what is below."""
    masks = []
    if kind := filters.get("kind"):
        masks.append(tickets.kind == KINDS.index(Ticket.Kind(kind)))
    if priority := filters.get("priority"):
        masks.append(tickets.priority == PRIORITIES.index(Priority(priority)))
    if municipality := filters.get("municipality"):
        masks.append(tickets.municipality == (NONE if municipality == WITHOUT_MUNICIPALITY else int(municipality)))
    if team := filters.get("team"):
        masks.append(tickets.team == (NONE if team == WITHOUT_TEAM else int(team)))
    if category := filters.get("category"):
        masks.append(np.isin(tickets.category, Tree.load().below(int(category))))
    return tickets.where(np.logical_and.reduce(masks)) if masks else tickets


@dataclass(frozen=True)
class Summary:
    """Of some tickets in a period."""

    new: int
    resolved: int
    open: int
    within: int
    breached: int
    times: Resolution
    responses: Resolution

    @property
    def percent(self) -> Decimal | None:
        judged = self.within + self.breached
        return Decimal(self.within * 100) / judged if judged else None


@dataclass(frozen=True)
class Sets:
    """The tickets of a period: created, resolved, judged, answered, and open."""

    new: Tickets
    resolved: Tickets
    judged: Tickets
    answered: Tickets
    open: Tickets


def sets_of(tickets: Tickets, period: Period) -> Sets:
    resolved = tickets.resolved_between(period.first, period.last_day)
    judged = resolved.judged()
    answered = tickets.responded_between(period.first, period.last_day)
    answered = answered.where(answered.response != MISSING)
    return Sets(
        tickets.created_between(period.first, period.last_day),
        resolved,
        judged,
        answered,
        tickets.open_on(period.as_of),
    )


def summary(sets: Sets) -> Summary:
    within = int(sets.judged.is_within.sum())
    return Summary(
        len(sets.new), len(sets.resolved), len(sets.open), within, len(sets.judged) - within,
        tallying.resolution(sets.judged.used), tallying.resolution(sets.answered.response),
    )  # fmt: skip


def grouped(sets: Sets, code: Callable[[Tickets], Any]) -> dict[int, Summary]:
    """A summary of every group that has any ticket, by its code."""
    codes = {name: code(getattr(sets, name)) for name in ("new", "resolved", "judged", "answered", "open")}
    found: dict[int, Summary] = {}
    counts = {name: _counted(own) for name, own in codes.items()}
    within = _counted(codes["judged"][sets.judged.is_within])
    used, response = (_split(codes[name], values) for name, values in (
        ("judged", sets.judged.used), ("answered", sets.answered.response)))  # fmt: skip
    for key in sorted(set().union(*counts.values())):
        found[key] = Summary(
            counts["new"].get(key, 0), counts["resolved"].get(key, 0), counts["open"].get(key, 0),
            within.get(key, 0), counts["judged"].get(key, 0) - within.get(key, 0),
            tallying.resolution(used.get(key, EMPTY)), tallying.resolution(response.get(key, EMPTY)),
        )  # fmt: skip
    return found


def _counted(codes: Any) -> dict[int, int]:
    counts = np.bincount(codes) if len(codes) else EMPTY
    return {int(key): int(counts[key]) for key in np.flatnonzero(counts)}


def _split(codes: Any, values: Any) -> dict[int, Any]:
    """The values of each code."""
    if not len(codes):
        return {}
    if codes.max() < 2**15:
        codes = codes.astype(np.int16)  # sorted by counting, ten times as fast
    order = np.argsort(codes, kind="stable")
    in_order = codes[order]
    begins = np.flatnonzero(np.diff(in_order, prepend=-1))
    return dict(zip(in_order[begins].tolist(), np.split(values[order], begins[1:]), strict=True))


# Tables


def tables(tickets: Tickets, period: Period, level: int, rules: Rules | None) -> list[Table]:
    """All tables of the page, the comparison first."""
    sets = sets_of(tickets, period)
    whole = summary(sets)
    tree = Tree.load()
    above = tree.at_level(level)
    municipalities = dict(Municipality.objects.order_by("number").values_list("number", "name"))
    places = {int(code): name for code, name in municipalities.items()} | {NONE: NO_MUNICIPALITY}
    teams = dict(Team.objects.values_list("pk", "name")) | {NONE: "Uten team"}
    of_category = grouped(sets, lambda own: above[own.category])
    return [
        comparison(tickets, period, whole),
        ages(sets, period, rules),
        breakdown(whole, period, key="kind", head="Type", groups=grouped(sets, lambda own: own.kind),
                  names=dict(enumerate(kind.label for kind in KINDS)), link=lambda code: KINDS[code]),
        breakdown(whole, period, key="priority", head="Prioritet", groups=grouped(sets, lambda own: own.priority),
                  names=dict(enumerate(priority.label for priority in PRIORITIES)),
                  link=lambda code: PRIORITIES[code]),
        breakdown(whole, period, key="municipality", head="Kommune",
                  groups=grouped(sets, lambda own: own.municipality), names=places,
                  link=lambda code: f"{code:04d}" if code else WITHOUT_MUNICIPALITY, rates=_rates(period.as_of)),
        breakdown(whole, period, key="category", head="Kategori", groups=of_category,
                  names={code: tree.names[code] for code in
                         sorted(of_category, key=lambda code: (-of_category[code].new, tree.names[code]))},
                  link=lambda code: code),
        breakdown(whole, period, key="team", head="Team", groups=grouped(sets, lambda own: own.team), names=teams,
                  link=lambda code: code or WITHOUT_TEAM),
    ]  # fmt: skip


def backlog(tickets: Tickets, period: Period) -> Chart:
    """Open tickets at each month start of a year, and on the day itself."""
    days = tallying.points_up_to(period.as_of)
    counted = tallying.open_on_days(tickets, days)
    title = f"Åpne saker over tid, {period.population}"
    return charts.open_chart("apne-saker-utvalg", title, days, counted, period.filters)


def trend(tickets: Tickets, period: Period) -> Chart:
    """Within the SLA month by month: the twelve months up to the last, or all of a longer period."""
    first = min(period.first, calendar.months_before(period.last, charts.TREND_MONTHS - 1))
    months = calendar.months_between(first, period.last)
    until = period.last_day if period.is_over else period.as_of
    return charts.trend_chart("sla-utvikling-utvalg", period.population, months, until, tickets, period.filters)


def comparison(tickets: Tickets, period: Period, own: Summary) -> Table:
    """This period, of which `own` is the summary, beside the one before and the same one a year earlier."""
    before, year = period.earlier(period.length), period.earlier(12)
    counted = period.population
    periods = [period, before, year]
    found = [own, *(summary(sets_of(tickets, one)) for one in periods[1:])]
    rows: list[tuple[str, Callable[[Summary], Any], Callable[[Any], str], Callable[[Period], dict[str, Any]]]] = [
        ("Nye saker", lambda one: one.new, number, lambda one: one.created()),
        ("Løste saker", lambda one: one.resolved, number, lambda one: one.resolved()),
        ("Åpne ved slutten", lambda one: one.open, number, lambda one: {"open_on": one.as_of}),
        ("Innenfor SLA", lambda one: one.within, number, lambda one: {"verdict": Verdict.WITHIN, **one.resolved()}),
        ("Brudd", lambda one: one.breached, number, lambda one: {"verdict": Verdict.BREACHED, **one.resolved()}),
        ("Innenfor SLA, prosent", lambda one: one.percent, _one_decimal,
         lambda one: {"verdict": JUDGED, **one.resolved()}),
        ("Snitt, timer", lambda one: hours(one.times.mean), _one_decimal,
         lambda one: {"verdict": JUDGED, **one.resolved()}),
        ("Median, timer", lambda one: hours(one.times.median), _one_decimal,
         lambda one: {"verdict": JUDGED, **one.resolved()}),
        ("90-persentil, timer", lambda one: hours(one.times.percentile_90), _one_decimal,
         lambda one: {"verdict": JUDGED, **one.resolved()}),
        ("Første svar, median i timer", lambda one: hours(one.responses.median), _one_decimal,
         lambda one: one.responded()),
    ]  # fmt: skip
    return Table(
        key="sammenligning",
        caption=f"Sammenlignet med perioden før og året før, {counted}",
        columns=(
            Column("Tall", width=28),
            Column(period.name.capitalize(), "number", 16),
            Column(before.name.capitalize(), "number", 16),
            Column("Endring", "number", 12),
            Column(year.name.capitalize(), "number", 16),
            Column("Endring", "number", 12),
        ),
        rows=tuple(
            (
                Cell(f"{label} ({counted})"),
                _linked(value(found[0]), shown, period, link(period)),
                _linked(value(found[1]), shown, period, link(before)),
                _change(value(found[0]), value(found[1]), shown) if period.is_over else Cell(NOTHING),
                _linked(value(found[2]), shown, period, link(year)),
                _change(value(found[0]), value(found[2]), shown) if period.is_over else Cell(NOTHING),
            )
            for label, value, shown, link in rows
        ),
        note=f"{POPULATION_NOTE} Åpne saker er talt ved slutten av "
        f"{', '.join(long_date(one.as_of) for one in periods)}. {TIMES_NOTE} "
        + ("Endringen i prosent er prosentpoeng." if period.is_over else NOT_OVER_NOTE),
        as_of=period.as_of,
    )


def ages(sets: Sets, period: Period, rules: Rules | None) -> Table:
    """Open tickets by how many days they have been so, and how many of them are past their deadline."""
    opened, moment = sets.open, start_of(period.as_of + ONE_DAY)
    late = opened.kind < 0
    if rules and moment >= rules.clock.begins:
        late = opened.is_late(micros(rules.settled(moment)), micros(moment), rules.around_the_clock)

    def counted(label: str, which: Any, width: int, **filters: Any) -> ValueColumn[tuple[int, int | None, str]]:
        """Of those that `which` marks."""

        def count(age: tuple[int, int | None, str]) -> Cell:
            low, high, _ = age
            newest = period.as_of - timedelta(days=low)
            oldest = period.as_of - timedelta(days=high) if high is not None else None
            inside = which & (opened.created < micros(start_of(newest + ONE_DAY)))
            if oldest:
                inside &= opened.created >= micros(start_of(oldest))
            own = {**filters, "open_on": period.as_of, "created_from": oldest, "created_to": newest}
            return _count(int(inside.sum()), period, **own)

        total = _count(int(which.sum()), period, **filters, open_on=period.as_of)
        return column(label, count, width=width, total=total, kind="number")

    return tabulate(
        "alder",
        f"Alder på åpne saker {short_date(period.as_of)}, {period.population}",
        (
            column("Alder", lambda age: age[2], width=28, total="Sum"),
            *(counted(links.KIND_NAMES[kind], opened.kind == code, 20, kind=kind) for code, kind in enumerate(KINDS)),
            counted("Sum", opened.kind >= 0, 14),
            counted("Over fristen", late, 18, overdue_on=period.as_of),
        ),
        AGES,
        unit_note="Antall saker",
        as_of=period.as_of,
    )


def breakdown(
    whole: Summary, period: Period, *, key: str, head: str, groups: dict[int, Summary],
    names: Mapping[int, str], link: Callable[[int], Any],
    rates: Mapping[str, Mapping[int, int]] | None = None,
) -> Table:  # fmt: skip
    """A row for each group, in the order of `names`, which says what each code is called; a total below.

    `rates` are, by what is counted, how many each group has: new tickets are shown for every hundred of them.
    """
    rates = rates or {}
    width = max((100 - 20) // (10 + len(rates)), 1)
    resolved = period.resolved()
    judged = {"verdict": JUDGED, **resolved}

    def told(
        label: str, value: Callable[[Summary], Any], own: Mapping[str, Any], shown: Printer = number, group: str = ""
    ) -> ValueColumn[int]:
        def cell(code: int) -> Cell:
            return _linked(value(groups[code]), shown, period, {**own, key: link(code)})

        total = _linked(value(whole), shown, period, own)
        return column(label, cell, width=width, total=total, kind="number", group=group)

    def rate(name: str, counts: Mapping[int, int]) -> ValueColumn[int]:
        def of(new: int, count: int | None) -> Decimal | None:
            return Decimal(new * 100) / count if count else None

        label, shown, total = f"Nye per 100 {name}", partial(number, decimals=2), of(whole.new, sum(counts.values()))
        return column(label, lambda code: of(groups[code].new, counts.get(code)), shown, width, total=total)

    within, breached, times = Verdict.WITHIN, Verdict.BREACHED, "Løsningstid, timer"
    return tabulate(
        f"per-{key}",
        f"Per {head.lower()}, {period.population}",
        (
            column(head, lambda code: names[code], width=20, total="Sum"),
            told("Nye", lambda one: one.new, period.created()),
            *(rate(name, counts) for name, counts in rates.items()),
            told("Løst", lambda one: one.resolved, resolved),
            told("Åpne", lambda one: one.open, {"open_on": period.as_of}),
            told(str(within.label), lambda one: one.within, {"verdict": within, **resolved}, group="SLA"),
            told(str(breached.label), lambda one: one.breached, {"verdict": breached, **resolved}, group="SLA"),
            told("Prosent", lambda one: one.percent, judged, partial(percentage, decimals=1), "SLA"),
            told("Snitt", lambda one: hours(one.times.mean), judged, _one_decimal, times),
            told("Median", lambda one: hours(one.times.median), judged, _one_decimal, times),
            told("90 %", lambda one: hours(one.times.percentile_90), judged, _one_decimal, times),
            told("Første svar, timer", lambda one: hours(one.responses.median), period.responded(), _one_decimal),
        ),
        [code for code in names if code in groups],
        as_of=period.as_of,
    )


def _rates(day: date) -> dict[str, dict[int, int]]:
    """Inhabitants and users of each municipality as of a day; only what is known."""
    found: dict[str, dict[int, int]] = {"innbyggere": {}, "brukere": {}}
    for count in MunicipalityCount.objects.filter(valid_from__lte=day).order_by("valid_from"):
        for name, value in (("innbyggere", count.inhabitants), ("brukere", count.users)):
            if value:
                found[name][int(count.municipality_id)] = value
    return {name: counts for name, counts in found.items() if counts}


def _count(count: int, period: Period, **filters: Any) -> Cell:
    return _linked(count, number, period, filters)


def _linked(value: Any, shown: Printer, period: Period, filters: Mapping[str, Any]) -> Cell:
    return Cell.of(value, shown, tickets_url(**{**period.filters, **filters}))


def _change(now: Any, before: Any, shown: Callable[[Any], str]) -> Cell:
    if now is None or before is None:
        return Cell(NOTHING)
    text = shown(now - before)
    return Cell(text if text.startswith(MINUS) or now == before else f"+{text}", str(now - before))


def _one_decimal(value: Decimal | None) -> str:
    return number(value, 1)
