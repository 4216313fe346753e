"""A whole log of events, imported through its columns, held against a count of the same file minute by minute.

The count is written apart from the code it tries: it reads the text of the file, and knows the holidays of its months
by heart.
"""

import csv
import io
import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from rorikt.imports import imported_files
from support.files import ticket_fields
from support.imports.actions import decide
from support.sla.models import Holiday
from support.tickets.models import Ticket
from tests.factories import make_calendar, make_municipalities, make_policies

pytestmark = pytest.mark.django_db
OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
FIRST, LAST = datetime(2024, 3, 1, tzinfo=OSLO), datetime(2024, 7, 1, tzinfo=OSLO)
TITLES = [
    "number",
    "incident_state",
    "reopen_count",
    "opened_at",
    "sys_updated_at",
    "priority",
    "resolved_at",
    "closed_at",
]
PRIORITIES = {"1 - Critical": "critical", "2 - High": "high", "3 - Moderate": "medium", "4 - Low": "low"}
TARGETS = {"1 - Critical": 120, "2 - High": 240, "3 - Moderate": 3 * 450, "4 - Low": 5 * 450}
STATES = {
    "New": "open", "Active": "open", "Awaiting User Info": "user", "Awaiting Vendor": "supplier",
    "Awaiting Evidence": "other", "Resolved": "resolved", "Closed": "closed", "-100": "ignored",
}  # fmt: skip
STANDING = {"Awaiting User Info", "Awaiting Evidence"}
CLOSED_DAYS = {
    date(2024, *day) for day in [(3, 28), (3, 29), (3, 31), (4, 1), (5, 1), (5, 9), (5, 17), (5, 19), (5, 20)]
}
HALF_DAY = date(2024, 3, 27)


def a_log(count):
    """As service desks write them: minutes without a zone, a question mark for nothing, rows of the same minute."""
    chance = random.Random(7)
    rows = []
    for number in range(1, count + 1):
        opened = datetime(2024, 3, 1) + timedelta(minutes=chance.randrange(60 * 1440))  # noqa: DTZ001 - as in the file
        at, state, priority, reopened = opened + timedelta(minutes=chance.choice([0, 7])), "New", "3 - Moderate", 0
        events = [(at, state, priority, reopened)]
        for _ in range(chance.randrange(7)):
            at += timedelta(minutes=chance.choice([0, 5, 90, 1500]))
            state = chance.choice(["Active", "Awaiting User Info", "Awaiting Vendor", "Awaiting Evidence", "-100"])
            priority = chance.choice([priority, priority, *PRIORITIES])
            if chance.random() < 0.2:
                events.append((at, "Resolved", priority, reopened))
                at, state, reopened = at + timedelta(minutes=chance.randrange(2000)), "Active", reopened + 1
            events.append((at, state, priority, reopened))
        at += timedelta(minutes=chance.randrange(1000))
        kind = chance.choice(["solved", "solved", "solved", "open", "wrong", "unnoted"])
        resolved = {"open": None, "unnoted": None, "wrong": opened - timedelta(minutes=9)}.get(kind, at)
        closed = None if kind == "open" else at + timedelta(days=5)
        if closed:
            events += [(at, "Resolved", priority, reopened), (closed, "Closed", priority, reopened)]
        for moment, said, given, again in events:
            rows.append([f"INC{number:07d}", said, again, _text(opened), _text(moment), given, _text(resolved),
                         _text(closed)])  # fmt: skip
    text = io.StringIO()
    csv.writer(text).writerows([TITLES, *rows])
    return text.getvalue()


def _text(moment):
    return f"{moment.day}/{moment.month}/{moment:%Y %H:%M}" if moment else "?"


def minute_of(text):
    """Minutes since the count begins. The first of a clock that came twice; one that was skipped is an hour on."""
    if text == "?":
        return None
    moment = datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=OSLO)
    return int((moment.astimezone(UTC) - FIRST.astimezone(UTC)).total_seconds()) // 60


@pytest.fixture(scope="module")
def open_minutes():
    """How many minutes the desk has been open before each."""
    before, moment = [0], FIRST.astimezone(UTC)
    while moment < LAST.astimezone(UTC):
        here = moment.astimezone(OSLO)
        closes = 12 * 60 if here.date() == HALF_DAY else 15 * 60 + 30
        is_open = (
            here.weekday() < 5 and here.date() not in CLOSED_DAYS and 8 * 60 <= here.hour * 60 + here.minute < closes
        )
        before.append(before[-1] + is_open)
        moment += timedelta(minutes=1)
    return before


def counted(text, open_minutes):
    """Number to (minutes used, verdict, month of resolution) of every ticket that ended."""
    tickets = {}
    for row in csv.DictReader(io.StringIO(text)):
        tickets.setdefault(row["number"], []).append(row)
    return {number: _counted(rows, open_minutes) for number, rows in tickets.items()}


def _counted(rows, open_minutes):
    last, opened = rows[-1], minute_of(rows[0]["opened_at"])
    resolved, closed = minute_of(last["resolved_at"]), minute_of(last["closed_at"])
    end = closed if resolved is None else resolved
    if end is None:
        return None, "", None
    month = (FIRST.astimezone(UTC) + timedelta(minutes=end)).astimezone(OSLO).strftime("%Y-%m")
    if end < opened:
        return None, "bad_data", month
    said = [
        (minute_of(row["sys_updated_at"]), row["incident_state"]) for row in rows if row["incident_state"] != "-100"
    ]
    used, place, state = 0, 0, ""
    reopened = [index for index, (_, own) in enumerate(said) if own not in {"Resolved", "Closed"}]
    for minute in range(opened, end):
        while place < len(said) and said[place][0] <= minute:
            state, place = said[place][1], place + 1
        is_solved_for_now = state == "Resolved" and reopened and reopened[-1] >= place
        if state not in STANDING and not is_solved_for_now:
            used += open_minutes[minute + 1] - open_minutes[minute]
    return used, "within" if used <= TARGETS[last["priority"]] else "breached", month


def test_every_ticket_and_every_month_of_a_log_is_as_counted_minute_by_minute(client, head, open_minutes):
    make_municipalities()
    make_calendar()
    make_policies()
    Holiday.objects.bulk_create([*(Holiday(day=day, name="Fridag") for day in CLOSED_DAYS),
                                 Holiday(day=HALF_DAY, name="Halv", is_half_day=True)])  # fmt: skip
    text = a_log(300)
    expected = counted(text, open_minutes)

    imported = imported_files.upload(ContentFile(text.encode()), kind="tickets", name="logg.csv", by=head, now=NOW)
    mapping = ticket_fields.guessed_mapping(TITLES)
    options = {"kind_of_file": "incident", "format": "day_first", "move_skipped": True}
    imported_files.choose_columns(imported, name="Logg", mapping=mapping, options=options, by=head, now=NOW)
    values = {"priority": PRIORITIES, "state": STATES}
    decide(imported, values=values, twice="first", by=head, now=NOW)
    imported_files.preview(imported)
    imported_files.confirm(imported, by=head, now=NOW)

    stored = {
        ticket.imported_as.source_number: (
            ticket.business_time and ticket.business_time / timedelta(minutes=1)
            if ticket.business_time else None if ticket.business_time is None else 0,
            ticket.verdict,
            ticket.resolved_at and ticket.resolved_at.astimezone(OSLO).strftime("%Y-%m"),
        )
        for ticket in Ticket.objects.select_related("imported_as")
    }  # fmt: skip
    assert stored == expected
    assert {verdict for _, verdict, _ in expected.values()} == {"", "within", "breached", "bad_data"}
    client.force_login(head)
    for month in ("2024-03", "2024-04"):
        page = client.get(reverse("support:statistics"), {"first": month, "last": month, "eksport": "csv"})
        lines = [line.split(";") for line in page.content.decode("utf-8-sig").splitlines()]
        shown = {line[0].removesuffix(" (alle saker)"): line[1] for line in lines if len(line) > 1}
        own = [verdict for _, verdict, own in expected.values() if own == month]
        used = [minutes for minutes, verdict, own in expected.values() if own == month and minutes is not None]
        assert [int(shown[row]) for row in ("Løste saker", "Innenfor SLA", "Brudd")] == [
            len(own), own.count("within"), own.count("breached"),
        ]  # fmt: skip
        assert float(shown["Snitt, timer"].replace(",", ".")) == pytest.approx(sum(used) / len(used) / 60)
