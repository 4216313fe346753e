"""Measure what a million tickets cost: stored, measured again, counted and shown. For a database made for it only."""

import resource
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.urls import reverse

from rorikt.people.models import Municipality, User
from support.counting import columns, tallying
from support.measuring import in_bulk, reading
from support.sla import judging, policies
from support.sla.actions import seed_holidays
from support.sla.clock import Clock, Micros, micros
from support.sla.models import Priority, SlaPolicy, WorkCalendar
from support.statistics import period
from support.tickets.models import Category, Team, Ticket, TicketPause

Say = Callable[[str], object]
ADDRESS = "bench@example.no"
FIRST = datetime(2019, 1, 1, tzinfo=UTC)
YEARS = 5


def bench(say: Say, *, tickets: int, pauses: int) -> None:
    """So many tickets with so many pauses each on average. Raises CommandError where the database is not empty."""
    if Ticket.objects.exists():
        raise CommandError("Databasen har saker. Bruk en tom database: sett RORIKT_DATA eller DATABASE_URL.")
    if User.objects.exclude(email=ADDRESS).exists():
        raise CommandError("Databasen har brukere. Bruk en tom database: sett RORIKT_DATA eller DATABASE_URL.")
    _prepare()
    rules = policies.load_rules()
    chunk = 20_000
    say(f"{connection.vendor}, {tickets} saker med {pauses} pauser hver i snitt")
    seconds, shares = 0.0, Shares()
    for start in range(0, tickets, chunk):
        made = list(_tickets(start, min(chunk, tickets - start), tickets, pauses))
        with shares:
            seconds += _timed(partial(in_bulk.store, made, rules))
    stored = TicketPause.objects.count()
    say(f"lagret: {seconds:.1f} s, {tickets / seconds:.0f} saker/s ({stored} pauser), {shares}, {_memory()}")
    _settle()
    for name, change in (("uten endring", None), ("alle frister endret", _halve_targets)):
        if change:
            change()
        rules, shares = policies.load_rules(), Shares()
        with shares:
            seconds = _timed(partial(in_bulk.recompute, rules, lambda stage, percent: None))
        say(f"målt på nytt, {name}: {seconds:.1f} s, {shares}, {_memory()}")
    _settle()
    assert rules is not None
    core(say, rules.clock, tickets=tickets, pauses=pauses)
    say(f"saker lest inn i minnet: {_timed(columns.tickets):.2f} s")
    pages_shown(say)
    say(_memory())


def core(say: Say, clock: Clock, *, tickets: int, pauses: int) -> None:
    """The measuring alone, beside a bare look-up of the business time of the same moments by binary search."""
    random = np.random.default_rng(0)
    second = 1_000_000
    created = np.sort(micros(FIRST) + random.integers(0, YEARS * 365 * 86_400, tickets) * second)
    lives = random.exponential(5 * 86_400, tickets).astype(np.int64) * second + 600 * second
    owner = np.repeat(np.arange(tickets), pauses)
    part = np.tile(np.arange(pauses), tickets)
    starts = created[owner] + lives[owner] * (2 * part + 1) // (2 * pauses + 1)
    ends = created[owner] + lives[owner] * (2 * part + 2) // (2 * pauses + 1)
    missing = np.full(tickets, judging.MISSING)
    why = np.zeros(len(owner), np.int8)
    batch = judging.Batch(created, created + lives, missing, missing, missing, owner, starts, ends, why)
    targets = np.full(tickets, 3 * 27_000 * second)
    terms = judging.Terms(timedelta(hours=22.5))
    intervals = clock.open_intervals(clock.begins, clock.begins + timedelta(3650))
    opens, closes = np.array([[micros(opens), micros(closes)] for opens, closes in intervals]).T
    before = np.cumsum(closes - opens) - (closes - opens)

    def look_up(moments: Micros) -> Micros:
        place = np.maximum(np.searchsorted(opens, moments, side="right") - 1, 0)
        return before[place] + np.minimum(moments, closes[place]) - opens[place]

    ours = min(_timed(partial(judging.judge_all, clock, terms, batch, targets)) for _ in range(3))
    bare = min(_timed(lambda: list(map(look_up, (created, created + lives, starts, ends)))) for _ in range(3))
    say(f"målt i minnet: {ours:.2f} s, et bart oppslag {bare:.2f} s, forhold {ours / bare:.2f}")


def pages_shown(say: Say) -> None:
    client = Client()
    client.force_login(User.objects.get(email=ADDRESS))
    last = FIRST.year + YEARS - 1
    month, year = f"first={last}-10&last={last}-12", f"first={last}-01&last={last}-12"
    ticket = Ticket.objects.order_by("pk")[Ticket.objects.count() // 2]
    for name, url in (
        ("oversikt, tre måneder", f"{reverse('support:index')}?{month}"),
        ("oversikt, ett år", f"{reverse('support:index')}?{year}"),
        ("statistikk, tre måneder", f"{reverse('support:statistics')}?{month}"),
        ("statistikk, ett år", f"{reverse('support:statistics')}?{year}"),
        ("statistikk, ett år per dato midt i", f"{reverse('support:statistics')}?{year}&as_of={last}-06-15"),
        ("statistikk, ett år, én kommune", f"{reverse('support:statistics')}?{year}&municipality=1506"),
        ("kø og flyt, ett år", f"{reverse('support:workload')}?{year}"),
        ("frister", reverse("support:deadlines")),
        ("saker", reverse("support:tickets")),
        ("saker med brudd i én måned", f"{reverse('support:tickets')}?verdict=breached&resolved_from={last}-10-01"
         f"&resolved_to={last}-10-31"),
        ("åpne saker på en dato", f"{reverse('support:tickets')}?open_on={last}-06-30"),
        ("en sak", ticket.get_absolute_url()),
    ):  # fmt: skip
        first = _timed(partial(_get, client, url))
        shares = Shares(turns=3)
        with shares:
            best = min(_timed(partial(_get, client, url)) for _ in range(3))
        say(f"side {name}: {best * 1000:.0f} ms (første gang {first * 1000:.0f} ms), {shares}")


class Shares:
    """How much of the time went to the database and to numpy; the rest is Python. The processor is that of one turn."""

    def __init__(self, turns: int = 1) -> None:
        self.turns = turns
        self.database = self.numpy = self.whole = self.processor = 0.0

    def __enter__(self) -> "Shares":
        self._begun, self._processor = time.perf_counter(), time.process_time()
        self._wrapper = connection.execute_wrapper(self._in_database)
        self._wrapper.__enter__()
        self._kept = {(owner, name): getattr(owner, name) for owner, name in (*_IN_DATABASE, *_IN_NUMPY)}
        for (owner, name), function in self._kept.items():
            setattr(owner, name, self._watched(function, "numpy" if (owner, name) in _IN_NUMPY else "database"))
        return self

    def __exit__(self, *error: object) -> None:
        for (owner, name), function in self._kept.items():
            setattr(owner, name, function)
        self._wrapper.__exit__(None, None, None)
        self.whole += time.perf_counter() - self._begun
        self.processor += time.process_time() - self._processor

    def __str__(self) -> str:
        whole = self.whole or 1.0
        rest = max(whole - self.database - self.numpy, 0)
        return (
            f"database {self.database / whole:.0%}, numpy {self.numpy / whole:.0%}, Python {rest / whole:.0%}, "
            f"prosessortid her {self.processor / self.turns:.3f} s"
        )

    def _in_database(self, execute: Callable[..., Any], *args: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(*args)
        finally:
            self.database += time.perf_counter() - begun

    def _watched(self, function: Callable[..., Any], kind: str) -> Callable[..., Any]:
        def watched(*args: Any, **options: Any) -> Any:
            """What one of these calls of another, or of the cursor, is counted once."""
            begun, database, numpy = time.perf_counter(), self.database, self.numpy
            try:
                return function(*args, **options)
            finally:
                self.database, self.numpy = database, numpy
                setattr(self, kind, getattr(self, kind) + time.perf_counter() - begun)

        return watched


# Reading and writing go past the cursors that Django wraps, so these are watched by name.
_IN_DATABASE: list[tuple[Any, str]] = [
    (in_bulk, "read_columns"), (in_bulk, "insert"), (in_bulk, "copy"), (reading, "_fetched"),
]  # fmt: skip
_IN_NUMPY: list[tuple[Any, str]] = [
    (in_bulk, "measure_columns"), (period, "sets_of"), (period, "summary"), (period, "grouped"),
    (tallying, "compliance"), (tallying, "resolution_times"), (tallying, "new_by"), (tallying, "open_on_days"),
]  # fmt: skip


def _memory() -> str:
    return f"mest minne så langt {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


def _timed(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _get(client: Client, url: str) -> None:
    response = client.get(url, headers={"host": "localhost"})
    if response.status_code != 200:
        raise CommandError(f"{url} svarte {response.status_code}.")


def _prepare() -> None:
    settings.ALLOWED_HOSTS = ["*"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    if not SlaPolicy.objects.exists():
        call_command("loaddata", "municipalities", "support_reference", verbosity=0)
    seed_holidays(range(FIRST.year, FIRST.year + YEARS + 2))
    calendar_start = FIRST.date()
    SlaPolicy.objects.update(valid_from=calendar_start)
    WorkCalendar.objects.update(valid_from=calendar_start)
    for name in ("Brukerstøtte", "Drift", "Nett"):
        Team.objects.get_or_create(name=name)
    User.objects.get_or_create(email=ADDRESS, defaults={"name": "Måling", "role": User.Role.HEAD})


def _halve_targets() -> None:
    for policy in SlaPolicy.objects.all():
        policy.target, policy.pausing = max(policy.target // 2, 1), ["user"]
        policy.save()


def _settle() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE support_ticket")
            cursor.execute("ANALYZE support_ticketpause")
    else:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _tickets(start: int, count: int, whole: int, pauses: int) -> Iterator[in_bulk.NewTicket]:
    """The same every time: five years of tickets that live for hours or weeks, and wait a few times on the way."""
    random = np.random.default_rng(start)
    span = YEARS * 365 * 86_400
    created = np.sort(start / whole * span + random.integers(0, max(span * count // whole, 1), count)).astype(int)
    lives = random.exponential(5 * 86_400, count).astype(int) + 600
    priorities = random.choice(list(Priority), count, p=[0.25, 0.6, 0.14, 0.01])
    kinds = random.choice(list(Ticket.Kind), count, p=[0.35, 0.65])
    categories = list(Category.objects.values_list("pk", flat=True))
    municipalities = list(Municipality.objects.values_list("number", flat=True))
    teams = list(Team.objects.values_list("pk", flat=True))
    waits = random.poisson(pauses, count)
    places = random.integers(0, 1_000_000, count)
    for row in range(count):
        begun = FIRST + timedelta(seconds=int(created[row]))
        life = int(lives[row])
        step = life / (2 * int(waits[row]) + 1)
        yield in_bulk.NewTicket(
            number=start + row + 1,
            kind=str(kinds[row]),
            priority=str(priorities[row]),
            category_id=categories[places[row] % len(categories)],
            municipality_id=municipalities[places[row] // 7 % len(municipalities)],
            team_id=teams[places[row] // 31 % len(teams)],
            created_at=begun,
            responded_at=begun + timedelta(seconds=life // 5),
            resolved_at=None if places[row] % 200 == 0 else begun + timedelta(seconds=life),
            closed_at=None if places[row] % 200 == 0 else begun + timedelta(seconds=life + 86_400),
            pauses=[
                (
                    begun + timedelta(seconds=int((2 * n + 1) * step)),
                    begun + timedelta(seconds=int((2 * n + 2) * step)),
                    str(judging.WAITINGS[(row + n) % 3]),
                )
                for n in range(int(waits[row]))
            ],
        )
