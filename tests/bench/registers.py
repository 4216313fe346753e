"""Measure a register of 5 000 rows with ten columns, of which one points at the rows of another as large.

Run by `manage bench_registers` on whichever database is set up. All that is made is rolled back.
"""

import json
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from meetings.grid.views import register_page, register_suggestions, register_write
from meetings.registers.contents import Kind
from meetings.registers.models import Register, RegisterCell, RegisterColumn, RegisterRow, RegisterState
from rorikt.people.models import Municipality, User
from rorikt.saving.answering import NUMBER, PERSON

Say = Callable[[str], object]
ROUNDS = 7
MADE = datetime(2024, 2, 6, 12, tzinfo=UTC)
COLUMNS = (
    ("Navn", Kind.TEXT), ("Leverandør", Kind.TEXT), ("Merknad", Kind.NOTES), ("Antall", Kind.NUMBER),
    ("Kostnad", Kind.AMOUNT), ("Frist", Kind.DAY), ("Status", Kind.STATE), ("Kommuner", Kind.MUNICIPALITIES),
    ("Ansvarlig", Kind.PERSON), ("Gjelder", Kind.ROW),
)  # fmt: skip


def bench(say: Say, *, rows: int) -> None:
    with transaction.atomic():
        began = time.perf_counter()
        register, head = make(rows)
        say(f"{connection.vendor}: {rows} rader på {time.perf_counter() - began:.0f} s")
        for name, does in steps(register, head, rows):
            times, works = [], []
            for _ in range(ROUNDS):
                began, worked = time.perf_counter(), time.process_time()
                answer = does()
                times.append((time.perf_counter() - began) * 1000)
                works.append((time.process_time() - worked) * 1000)
                if answer.status_code != 200:
                    raise ValueError(f"{name} was answered with {answer.status_code}")
            with CaptureQueriesContext(connection) as asked:
                does()
            median, work = statistics.median(times), statistics.median(works)
            say(f"{name:34} {median:6.0f} ms, {work:.0f} ms prosessortid, {len(asked)} spørringer (mål 150 ms)")
        transaction.set_rollback(True)


def steps(register: Register, head: User, rows: int) -> list[tuple[str, Callable[[], HttpResponse]]]:
    ask, columns = RequestFactory(), {column.kind: column for column in register.columns.all()}
    state = columns[Kind.STATE].states.all()[0].pk
    last = RegisterRow.objects.filter(register=register).last()

    def page(**query: str) -> HttpResponse:
        return register_page(_by(head, ask.get("/", query)), slug=register.slug)

    def save(kind: Kind) -> HttpResponse:
        text = {Kind.TEXT: f"Ny tekst {uuid4()}", Kind.ROW: f"Rad {random.randrange(rows)}"}[kind]
        change = {"cells": [[str(last.uuid if last else ""), columns[kind].pk, "", text, None, []]]}
        sent = {NUMBER: str(uuid4()), PERSON: str(head.pk)}
        return register_write(
            _by(head, ask.post("/", {"change": json.dumps(change)}, headers=sent)), slug=register.slug
        )

    def suggest() -> HttpResponse:
        asked = {"kolonne": str(columns[Kind.ROW].pk), "q": "rad 49"}
        return register_suggestions(_by(head, ask.get("/", asked)), slug=register.slug)

    return [
        ("Åpner registeret", page),
        ("Åpner den siste siden", lambda: page(page=str(max(1, rows // 100)))),
        ("Søker i all tekst", lambda: page(q="melding 17")),
        ("Avgrenser til status og kommune", lambda: page(status=str(state), kommune="1506")),
        ("Avgrenser til datoer", lambda: page(fra="2024-03-01", til="2024-05-31")),
        ("Sorterer etter kostnad", lambda: page(sort="-kostnad")),
        ("Sorterer etter rad i et annet", lambda: page(sort="gjelder")),
        ("Lagrer en tekst", lambda: save(Kind.TEXT)),
        ("Lagrer en rad i et annet", lambda: save(Kind.ROW)),
        ("Foreslår en rad i et annet", suggest),
    ]


def make(rows: int) -> tuple[Register, User]:
    chosen = random.Random(17)
    head, _ = User.objects.get_or_create(email="maaling@example.no", defaults={"name": "Leder", "role": User.Role.HEAD})
    for number, name in (("1506", "Molde"), ("1535", "Vestnes"), ("1539", "Rauma")):
        Municipality.objects.get_or_create(number=number, defaults={"name": name})
    other = Register.objects.create(slug="maaling-av-det-andre", title="Målingens andre")
    first = RegisterColumn.objects.create(register=other, key="navn", title="Navn", position=1)
    targets = _rows(other, rows)
    RegisterCell.objects.bulk_create(RegisterCell(row=row, column=first, text=row.title) for row in targets)
    register = Register.objects.create(slug="maaling", title="Målingens register")
    columns = [
        RegisterColumn.objects.create(
            register=register, key=title.lower().replace("ø", "o"), title=title, kind=kind, position=place,
            refers_to=other if kind == Kind.ROW else None,
        )
        for place, (title, kind) in enumerate(COLUMNS, start=1)
    ]  # fmt: skip
    status = next(column for column in columns if column.kind == Kind.STATE)
    states = [
        RegisterState.objects.create(column=status, key=key, label=key.capitalize(), position=place)
        for place, key in enumerate(("planlagt", "pagar", "ferdig"), start=1)
    ]
    numbers = list(Municipality.objects.values_list("number", flat=True))
    cells = []
    for place, row in enumerate(_rows(register, rows)):
        held: dict[str, dict[str, object]] = {
            Kind.TEXT: {"text": row.title},
            Kind.NOTES: {"text": f"Melding {place} om hva som er gjort, og hva som gjenstår. " * 3},
            Kind.NUMBER: {"number": Decimal(chosen.randrange(1000))},
            Kind.AMOUNT: {"number": Decimal(chosen.randrange(10**8)) / 100},
            Kind.DAY: {"day": date(2024, 1, 1) + timedelta(days=chosen.randrange(366))},
            Kind.STATE: {"state": chosen.choice(states)},
            Kind.PERSON: {"person": head},
            Kind.ROW: {"refers": chosen.choice(targets)},
        }
        for column in columns:
            for part in sorted(chosen.sample(numbers, 2)) if column.kind == Kind.MUNICIPALITIES else [""]:
                told = {"municipality_id": part} if part else held[column.kind]
                cells.append(RegisterCell(row=row, column=column, part=part, **told))
    RegisterCell.objects.bulk_create(cells, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what the database does by itself in a while
    return register, head


def _rows(register: Register, count: int) -> list[RegisterRow]:
    RegisterRow.objects.bulk_create(
        (
            RegisterRow(register=register, position=place, title=f"Rad {place}", made_at=MADE, changed_at=MADE)
            for place in range(count)
        ),
        batch_size=2000,
    )
    return list(RegisterRow.objects.filter(register=register).order_by("position"))


def _by(user: User, request: HttpRequest) -> HttpRequest:
    request.user = user
    request.session = SessionStore()
    return request
