"""The rules behind every verdict, put in print: opening hours, targets, and lengths of time in the target's unit."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from rorikt.amounts import NO_BREAK_SPACE, NOTHING, long_date, number, short_date
from rorikt.calendar import last_day, start_of
from rorikt.figures.columns import column, tabulate
from rorikt.figures.values import NotAvailable, Table
from support.sla.clock import MICROSECOND, Calendar
from support.sla.judging import USUAL_PAUSES, Ending, PriorityChange, Reopening, Verdict, Waiting
from support.sla.models import Holiday, Priority, SlaPolicy, WorkCalendar, WorkingHours
from support.sla.policies import Rules, as_calendar, load_rules

USUAL_TERMS = (
    "Fristen som gjaldt da saken ble opprettet, følger saken. En dag er en vanlig arbeidsdag, og et helt døgn der "
    "klokken går hele døgnet. Vanlig er at saken måles til den er løst, at klokken står når saken venter på bruker, er "
    "avtalt til senere eller venter uten oppgitt grunn, at tiden fra løsning til gjenåpning er pause, og at "
    "siste prioritet gjelder fra saken ble opprettet."
)


def stored_rules(day: date) -> Rules:
    """The rules, of which a calendar is in force on `day`."""
    rules = load_rules()
    if rules is None or start_of(day) < rules.clock.begins:
        raise NotAvailable(f"Ingen arbeidskalender gjelder {long_date(day)}. Legg den inn under Grunndata.")
    return rules


class Scale:
    """Days or hours, as the target of a priority is given; a day is what the calendar makes it."""

    def __init__(self, unit: str, length: timedelta) -> None:
        self.unit, self.length = unit, length

    @classmethod
    def of(cls, priority: Priority, month: date, rules: Rules) -> "Scale":
        """Hours for a priority that has no target."""
        day = last_day(month)
        policy = rules.policy(priority, day)
        if policy and policy.unit == SlaPolicy.Unit.DAYS:
            return cls(SlaPolicy.Unit.DAYS.label, rules.clock.calendar_on(day).ordinary_day)
        return cls(SlaPolicy.Unit.HOURS.label, timedelta(hours=1))

    def measure(self, length: timedelta | None) -> Decimal | None:
        return None if length is None else _ratio(length, self.length)

    def print(self, length: timedelta | None) -> str:
        return number(self.measure(length), 1)


def hours(length: timedelta | None) -> Decimal | None:
    """Exact, not rounded; `None` where there is no length."""
    return None if length is None else _ratio(length, timedelta(hours=1))


def _ratio(length: timedelta, unit: timedelta) -> Decimal:
    return Decimal(length // MICROSECOND) / Decimal(unit // MICROSECOND)


def sla_definition(rules: Rules, day: date) -> str:
    """The definition behind every verdict, as the calendar of `day` has it."""
    calendar = rules.clock.calendar_on(day)
    ordinary = number(Decimal(calendar.ordinary_day // timedelta(minutes=1)) / 60, 1)
    return (
        f"Arbeidstid er åpningstiden {opening_hours(calendar)}, uten helligdager og med kortere dag på halve dager; "
        f"en dag er {ordinary}{NO_BREAK_SPACE}timer. Løst på fristen er {Verdict.WITHIN.label}."
    )


def opening_hours(calendar: Calendar) -> str:
    """`mandag–fredag 08.00–15.30`; neighbouring weekdays with the same hours are taken together."""
    runs: list[list[int]] = []
    for weekday in sorted(calendar.hours):
        if runs and runs[-1][-1] == weekday - 1 and calendar.hours[weekday] == calendar.hours[weekday - 1]:
            runs[-1].append(weekday)
        else:
            runs.append([weekday])
    return ", ".join(_printed_run(run, calendar.hours[run[0]]) for run in runs)


def policy_table() -> Table:
    """Every target with the day it holds from, the newest of each priority first."""
    by_priority: dict[str, int] = {priority: index for index, priority in enumerate(Priority)}
    policies = sorted(SlaPolicy.objects.order_by("-valid_from"), key=lambda policy: by_priority[policy.priority])
    return tabulate(
        "sla-frister",
        "SLA-frister",
        (
            column("Prioritet", lambda policy: policy.get_priority_display(), width=12),
            column("Frist", lambda policy: policy.printed_target, width=12),
            column("Første svar", lambda policy: policy.printed_response_target or NOTHING, width=12),
            column("Gjelder", lambda policy: policy.get_kind_display() or "Alle typer", width=16),
            column("Gjelder fra", lambda policy: short_date(policy.valid_from), width=14),
            column("Klokken går", lambda policy: "Hele døgnet" if policy.runs_always else "I arbeidstiden", width=14),
            column("Avvik fra det vanlige", lambda policy: "; ".join(_unusual(policy)) or NOTHING, width=20),
        ),
        policies,
        note=USUAL_TERMS,
    )


def in_words(policy: SlaPolicy) -> str:
    """What ends the clock and what stops it, and where it is not the usual, what else the policy says."""
    parts = [f"til saken er {policy.get_ending_display()}", _stopping(policy)]
    return "; ".join([*parts, *(part for part in _unusual(policy) if part not in parts)])


def _unusual(policy: SlaPolicy) -> list[str]:
    """What the policy says otherwise than `USUAL_TERMS`."""
    said = [
        (policy.ending != Ending.RESOLVED, f"til saken er {policy.get_ending_display()}"),
        (set(policy.pausing) != USUAL_PAUSES, _stopping(policy)),
        (policy.reopening != Reopening.PAUSED, f"gjenåpnet: {policy.get_reopening_display()}"),
        (policy.priority_change != PriorityChange.FINAL, policy.get_priority_change_display()),
    ]
    return [part for is_unusual, part in said if is_unusual]


def _stopping(policy: SlaPolicy) -> str:
    waits = ", ".join(why.label.lower() for why in Waiting if why in policy.pausing)
    return f"klokken står: {waits}" if waits else "ingenting stanser klokken"


def calendar_table() -> Table:
    return tabulate(
        "arbeidskalendere",
        "Åpningstider",
        (
            column("Kalender", lambda calendar: calendar.name, width=28),
            column("Gjelder fra", lambda calendar: short_date(calendar.valid_from), width=18),
            column("Åpent", lambda calendar: opening_hours(as_calendar(calendar)) or NOTHING, width=34),
            column("Halv dag stenger", lambda calendar: f"{calendar.half_day_closes_at:%H.%M}", width=20),
        ),
        WorkCalendar.objects.prefetch_related("hours"),
    )


def holiday_table(year: int) -> Table:
    return tabulate(
        "fridager",
        f"Fridager i {year}",
        (
            column("Dato", lambda holiday: short_date(holiday.day), width=25),
            column("Navn", lambda holiday: holiday.name, width=50),
            column("Åpent", lambda holiday: "Halv dag" if holiday.is_half_day else "Stengt", width=25),
        ),
        Holiday.objects.filter(day__year=year),
    )


def rules_as_data() -> dict[str, Any]:
    """Targets, opening hours and holidays as plain JSON, for a document to keep."""
    return {
        "policies": _policies_as_data(),
        "calendars": _calendars_as_data(),
        "holidays": [
            {"day": day.isoformat(), "name": name, "is_half_day": half}
            for day, name, half in Holiday.objects.values_list("day", "name", "is_half_day")
        ],
    }


def _policies_as_data() -> list[dict[str, Any]]:
    return [
        {
            "priority": policy.priority,
            "kind": policy.kind,
            "valid_from": policy.valid_from.isoformat(),
            "target": policy.printed_target,
            "response_target": policy.printed_response_target,
            "runs_always": policy.runs_always,
            "ending": policy.ending,
            "pausing": policy.pausing,
            "reopening": policy.reopening,
            "priority_change": policy.priority_change,
        }
        for policy in SlaPolicy.objects.all()
    ]


def _calendars_as_data() -> list[dict[str, str]]:
    return [
        {
            "name": calendar.name,
            "valid_from": calendar.valid_from.isoformat(),
            "hours": opening_hours(as_calendar(calendar)),
            "half_day_closes_at": f"{calendar.half_day_closes_at:%H.%M}",
        }
        for calendar in WorkCalendar.objects.prefetch_related("hours")
    ]


def _printed_run(weekdays: Sequence[int], intervals: Sequence[tuple[time, time]]) -> str:
    first, last = (WorkingHours.Weekday(weekdays[index]).label for index in (0, -1))
    days = first if first == last else f"{first}–{last}"
    return f"{days} {' og '.join(f'{opens:%H.%M}–{closes:%H.%M}' for opens, closes in intervals)}"
