"""What an installation costs a machine, measured, and what that comes to for 5, 50 and 350 municipalities.

`python -m tests.bench.scale` makes the demo on a PostgreSQL of its own, measures, and prints the tables of
docs/scale.md. Time is that of the processor, which others on the machine do not change much; what is assumed of people
is said with each figure. `--quick` asks each page a few times only.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
MB, GB = 1e6, 1e9
SECONDS_OF_A_DAY = 8 * 3600  # in which people work


@dataclass(frozen=True)
class Assumed:
    """What is not measured: of one municipality, unless it says otherwise."""

    municipalities_of_a_cooperation: int = 5
    readers: int = 12  # council, finance and those who look something up
    requests_of_a_reader: int = 40  # on an ordinary day
    public_requests: int = 500  # a day
    share_in_the_busiest_minute: float = 0.01  # of what a day has
    tickets_a_year: int = 2400
    account_rows_a_year: int = 4000
    meetings_a_year: int = 6  # of a cooperation
    prints_of_a_meeting: int = 40  # papers printed anew while they are written, of a cooperation
    attachment_megabytes: int = 30  # of a meeting
    years: int = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        print(json.dumps(measured(3 if given.quick else 30)))
        return
    figures = measured_on_a_demo(quick=given.quick)
    print("\n".join([*told(figures), "", *computed(figures, Assumed())]))


def measured_on_a_demo(*, quick: bool) -> dict[str, float]:
    """By a process of its own, on a demo in a PostgreSQL and a folder that are gone afterwards."""
    from tests import run_all, shipped

    with ExitStack() as opened:
        folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="rorikt-scale-"))
        url = opened.enter_context(run_all.throwaway_postgres(dict(os.environ)))
        environment = shipped.environment(Path(folder) / "data", DATABASE_URL=url, RORIKT_TASKS="immediate")
        shipped.run.set_up(environment)
        shipped.run.do(environment, "load_demo")
        command = [sys.executable, "-m", "tests.bench.scale", "--inside", *(["--quick"] if quick else [])]
        done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, encoding="utf-8")
        found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return found


def measured(rounds: int) -> dict[str, float]:
    import django

    django.setup()
    from django.test.utils import override_settings

    with override_settings(ALLOWED_HOSTS=["testserver"]):
        figures = dict(_pages(rounds))
    figures["memory of a web process, MB"] = _megabytes()
    figures |= dict(_printing())
    figures |= dict(_stored())
    return figures


def _pages(rounds: int) -> Iterator[tuple[str, float]]:
    from django.test import Client

    from meetings.agenda.models import Meeting
    from meetings.documents.models import Document
    from rorikt.people.models import User

    meeting = Meeting.objects.get(year=2024, sequence=1)
    reader = User.objects.filter(role=User.Role.COUNCIL_MEMBER, is_active=True).order_by("pk").first()
    head = User.objects.get(role=User.Role.HEAD)
    report = Document.objects.filter(agenda_item__meeting=meeting, kind=Document.Kind.ACTIVITY_REPORT).first()
    asked = [("front page", "/", reader), ("meeting", meeting.get_absolute_url(), reader)]
    asked += [("case", meeting.agenda.order_by("sequence")[1].get_absolute_url(), reader)]
    asked += [("report", report.get_absolute_url(), reader)] if report else []
    asked += [("operating result", "/okonomi/2023/", head), ("tickets", "/saker/", head)]
    asked += [("search", "/sok/?q=budsjett", reader), ("public meeting", meeting.get_absolute_url(), None)]
    for name, address, person in asked:
        client = Client()
        if person:
            client.force_login(person)
        if client.get(address, follow=True).status_code != 200:
            continue
        taken = []
        for _ in range(rounds):
            begun = time.process_time()
            client.get(address, follow=True)
            taken.append(1000 * (time.process_time() - begun))
        yield f"page: {name}, ms", median(taken)


def _printing() -> Iterator[tuple[str, float]]:
    """A whole packet, with everything in it printed anew: by this process, and by the children it has."""
    from meetings.agenda.models import Meeting
    from meetings.packet import packing
    from rorikt.printing import kept_pdfs, print_workers

    meeting = Meeting.objects.get(year=2024, sequence=1)
    before, began = _children() + time.process_time(), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, kept_pdfs.elsewhere(Path(folder)):
        cases = packing.cases_of(meeting, with_drafts=True)
        kept = packing.build_kept(meeting, cases, lambda stage, percent: None)
        size, pages = kept.path.stat().st_size, packing.page_count(kept)
    pool = print_workers.pool()
    megabytes = pool.peak
    passed = time.perf_counter() - began
    pool.close()
    yield "packet: pages", pages
    yield "packet: MB", size / MB
    yield "packet: processor s", _children() + time.process_time() - before
    yield "packet: s", passed
    yield "memory of a print child, MB", megabytes


def _stored() -> Iterator[tuple[str, float]]:
    """Bytes of a row with its indexes, in tables with enough rows to tell."""
    from django.apps import apps
    from django.db import connection

    from rorikt.storing import keeping

    for name, models in {
        "ticket": ["support.Ticket", "support.TicketPause", "support.PriorityStep"],
        "row of accounts": ["budget.AccountEntry"],
        "entry of the trail": ["rorikt.AuditEntry"],
        "approved version": ["meetings.DocumentVersion"],
    }.items():
        tables = [apps.get_model(one) for one in models]
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + " + ".join(f"pg_total_relation_size('{one._meta.db_table}')" for one in tables))
            size = cursor.fetchone()[0]
        if count := tables[0]._default_manager.count():
            yield f"bytes: {name}", size / count
            yield f"rows: {name}", count
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        yield "database of the demo, MB", cursor.fetchone()[0] / MB
    files = [one.byte_count for one in keeping.store().all_below("") if not one.name.startswith("papers/")]
    yield "files of the demo, MB", sum(files) / MB


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _megabytes() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


def told(figures: dict[str, float]) -> list[str]:
    return ["| measured | |", "|---|--:|", *(f"| {name} | {value:,.1f} |" for name, value in figures.items())]


def computed(figures: dict[str, float], assumed: Assumed, sizes: tuple[int, ...] = (5, 50, 350)) -> list[str]:
    columns = [_load(figures, assumed, size) for size in sizes]
    head = f"| computed | {' | '.join(f'{size} municipalities' for size in sizes)} |"
    return [head, "|---|" + "--:|" * len(sizes), *(_row(name, columns) for name in columns[0])]


def _row(name: str, columns: list[dict[str, float]]) -> str:
    shown = (f"{column[name]:,.1f}" if column[name] < 100 else f"{column[name]:,.0f}" for column in columns)
    return f"| {name} | {' | '.join(shown)} |"


def _load(figures: dict[str, Any], assumed: Assumed, municipalities: int) -> dict[str, float]:
    """Of one year where it says a year; the storage is that of `years`."""
    cooperations = max(1, municipalities / assumed.municipalities_of_a_cooperation)
    pages = [value for name, value in figures.items() if name.startswith("page:")]
    page = sum(pages) / len(pages) / 1000
    requests = municipalities * (assumed.readers * assumed.requests_of_a_reader + assumed.public_requests)
    busiest = requests * assumed.share_in_the_busiest_minute / 60
    tickets = municipalities * assumed.tickets_a_year * assumed.years
    rows = municipalities * assumed.account_rows_a_year * assumed.years
    meetings = cooperations * assumed.meetings_a_year * assumed.years
    trail = 0.2 * tickets + 300 * meetings
    database = tickets * figures["bytes: ticket"] + rows * figures["bytes: row of accounts"]
    database += trail * figures["bytes: entry of the trail"] + 20 * meetings * figures["bytes: approved version"]
    files = meetings * (3 * figures["packet: MB"] + 2 * assumed.attachment_megabytes) * MB
    prints = cooperations * assumed.meetings_a_year * (3 + assumed.prints_of_a_meeting / 10)
    return {
        "requests a day": requests,
        "requests a second, busiest minute": busiest,
        "processors for pages, busiest minute": busiest * page,
        "processors for pages, mean of a working day": requests * page / SECONDS_OF_A_DAY,
        "hours of a processor for print, a year": prints * figures["packet: processor s"] / 3600,
        "packets at once on the day before meetings": max(1, cooperations * 0.1),
        f"rows of tickets after {assumed.years} years, millions": tickets / 1e6,
        f"database after {assumed.years} years, GB": database / GB,
        f"files after {assumed.years} years, GB": files / GB,
    }


if __name__ == "__main__":
    main()
