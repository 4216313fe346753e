"""How fast the money is: import of accounts, the operating result over millions of rows, and splitting amounts.

Works in a database of its own, made beside the one that DATABASE_URL names and dropped afterwards.
"""

import importlib.util
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from django.core.files import File
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse

from budget.accounts.actions import ADD, TOTAL_FIELDS, apply_mappings
from budget.allocations.models import AllocationPart, AllocationRun
from budget.consumption.basis import Scope
from budget.consumption.models import ConsumptionRow
from budget.counts.actions import COUNT_FIELDS
from budget.instalments.models import Instalment
from budget.keys.allocation import allocate
from budget.keys.models import CostKey, CostKeyShare
from budget.ledger import accounts_file
from budget.ledger.models import AccountEntry, AccountImport, AccountMapping, AccountTotal
from budget.lines.models import BudgetLine
from budget.runs.actions import approve_run, make_run
from budget.services.models import PriceList, PriceStep, Service, ServiceCount
from rorikt.imports import imported_files
from rorikt.imports.bulk import insert
from rorikt.imports.models import ImportedFile
from rorikt.people.models import Municipality, User

Say = Callable[[str], object]
YEAR = 2023
# Five members, of the sizes that keys of five have.
KEY = {str(number): Decimal(share) for number, share in enumerate(("47.10", "12.78", "12.31", "8.09", "19.72"), 1501)}
ACCOUNTS = 400
NOW = datetime(2024, 3, 1, tzinfo=UTC)
# Static files by their own names: none have been collected for a measurement.
PLAIN_STORAGES = {
    "default": {"BACKEND": "rorikt.storing.stores.DiskStore"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
HEADER = "År;Periode;Konto;Kontonavn;Art;Funksjon;Tekst;Beløp"


def bench(say: Say, *, rows: int, total: int, amounts: int, municipalities: int, services: int, runs: int) -> None:
    """`rows` of the imported file, `total` rows behind the pages, `amounts` to split by a key.

    `municipalities` consume `services`; `runs` stand behind the page of a municipality's year.
    """
    with tempfile.TemporaryDirectory(prefix="rorikt-bench-") as folder, own_database(Path(folder)):
        say(f"Database: {connection.vendor}")
        imported = bench_import(say, Path(folder), rows)
        bench_pages(say, imported, rows, total)
        bench_consumption(say, imported.uploaded_by, municipalities=municipalities, services=services)
        bench_municipal_year(say, runs=runs)
    bench_allocation(say, amounts)  # last: the amounts themselves are not to count as memory of the import


def bench_allocation(say: Say, count: int) -> None:
    """Every amount is split on its own, and the parts of all of them have to add up to the amounts."""
    random = Random(1535)
    amounts = [Decimal(random.randrange(-(10**11), 10**11)).scaleb(-2) for _ in range(count)]
    sums: dict[str, Decimal] = dict.fromkeys(KEY, Decimal(0))

    def split_all() -> None:
        for amount in amounts:
            for municipality, part in allocate(amount, KEY).items():
                sums[municipality] += part

    measure(say, "Fordeling", count, split_all, what="beløp")
    if sum(sums.values()) != sum(amounts):
        raise RuntimeError("the parts do not add up to the amounts")


def bench_import(say: Say, folder: Path, rows: int) -> ImportedFile:
    head = make_people_and_lines()
    path = folder / "regnskap.csv"
    write_file(path, rows)
    with path.open("rb") as content:
        imported = imported_files.upload(File(content), kind="accounts", name=path.name, by=head, now=NOW)
    mapping = accounts_file.guessed(HEADER.split(";"))
    imported_files.choose_mapping(imported, mapping=mapping, options={}, source=None, by=head)
    stages: list[str] = []
    looked = measure(say, "Forhåndsvisning", rows, lambda: imported_files.preview(imported))
    stored_in = measure(
        say,
        "Import",
        rows,
        lambda: imported_files.confirm(
            imported, by=head, now=NOW, progress=lambda stage, percent: stages.append(stage)
        ),
    )
    say(f"  framdrift meldt {len(stages)} ganger, mest minne {peak_megabytes():.0f} MB")
    if importlib.util.find_spec("pandas") is None:
        say("  pandas er ikke installert og er ikke målt.")
    else:
        bare = measure(say, "pandas og executemany", rows, lambda: read_by_pandas(path, folder / "bare.sqlite3"))
        say(f"  forhold til pandas: {stored_in / bare:.2f}, med forhåndsvisning {(looked + stored_in) / bare:.2f}")
    stored = sum(AccountTotal.objects.values_list("amount", flat=True))
    say(f"  sum av radene {stored:,.2f}, linjene {BudgetLine.objects.result().actual:,.2f}")
    return imported


def read_by_pandas(path: Path, database: Path) -> None:
    """What a script would do: the file read, its amounts made numbers, its rows in a table. It keeps no trace, knows
    no mapping and tells of no row that is wrong."""
    import pandas  # type: ignore[import-untyped]

    frame = pandas.read_csv(path, sep=";", dtype={"Konto": str, "Art": str, "Funksjon": str})
    plain = frame["Beløp"].str.replace("\u00a0", "").str.replace("\u2212", "-").str.replace(",", ".")
    frame["Beløp"] = [int(Decimal(amount).scaleb(2)) for amount in plain]
    with closing(sqlite3.connect(database)) as kept, kept:
        kept.execute("CREATE TABLE rows (year, period, account, name, kind, function, text, amount)")
        kept.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?, ?)", frame.itertuples(index=False))


def bench_pages(say: Say, imported: ImportedFile, rows: int, total: int) -> None:
    began = time.perf_counter()
    for number in range(1, max(1, total // rows)):
        repeat(imported, number)
    with transaction.atomic():
        apply_mappings([YEAR], by=imported.uploaded_by, now=NOW)
    say(
        f"{AccountEntry.objects.count():,} poster, {AccountTotal.objects.count():,} kontosummer "
        f"(lagt inn på {time.perf_counter() - began:.1f} s)"
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    client = Client()
    client.force_login(imported.uploaded_by)
    line = BudgetLine.objects.order_by("pk")[0]
    for label, url in (
        ("Driftsresultat", reverse("budget:operating-result", args=[YEAR])),
        ("Driftsresultat hittil i mars", reverse("budget:operating-result", args=[YEAR]) + "?maned=3"),
        ("Prognose", reverse("budget:forecast", args=[YEAR])),
        ("Driftslinje", line.get_absolute_url()),
        ("Konti bak en linje", reverse("budget:line-accounts", args=[line.pk])),
        ("Poster i året", reverse("budget:entries", args=[YEAR])),
        ("Poster på en konto i mars", reverse("budget:entries", args=[YEAR]) + "?account=10100&month=3"),
        ("Koblinger", reverse("budget:account-mappings", args=[YEAR])),
    ):
        measure_page(say, label, client, url)


def bench_municipal_year(say: Say, *, years: int = 10, runs: int = 500, services: int = 40) -> None:
    """The page of a municipality's year over `years`, with `runs` in all, of which `services` are of each year."""
    head, numbers = User.objects.get(), list(KEY)
    Municipality.objects.bulk_create(Municipality(number=number, name=f"Kommune {number}") for number in numbers)
    first = YEAR + 1 - years
    key = CostKey.objects.create(valid_from=date(first, 1, 1), source="Måling")
    CostKeyShare.objects.bulk_create(
        CostKeyShare(key=key, municipality_id=number, percent=share) for number, share in KEY.items()
    )
    rows = [{"id": number, "title": f"Rad {number}", "amount": "100.00"} for number in range(20)]
    source = {"name": "Rader", "rows": 20, "sha256": "0" * 64, "settings": {}, "kind": "BudgetLine"}
    basis = {"label": "Måling", "url": "", "sources": [{**source, "labels": {"title": "tittel"}, "values": rows}]}
    each = runs // years
    made = AllocationRun.objects.bulk_create(
        AllocationRun(
            kind=AllocationRun.Kind.CASE_COST if number < services else AllocationRun.Kind.CONSUMPTION,
            year=year,
            charged_year=year,
            subject=f"tjeneste-{number}",
            title=f"Tjeneste {number}",
            amount=Decimal(1000 + number),
            key=key,
            basis=basis,
            created_at=NOW,
            created_by=head,
        )
        for year in range(first, YEAR + 1)
        for number in range(each)
    )
    # Approved only when their parts are there: parts of an approved run are refused.
    AllocationPart.objects.bulk_create(
        AllocationPart(run=run, municipality_id=number, percent=KEY[number], amount=part, to_pay=part, booked=part)
        for run in made
        for number, part in allocate(run.amount, KEY).items()
    )
    drafts = AllocationRun.objects.filter(state=AllocationRun.State.DRAFT)
    drafts.update(state=AllocationRun.State.APPROVED, approved_at=NOW, approved_by=head)
    Instalment.objects.bulk_create(
        Instalment(year=YEAR, of="frame", due_on=date(YEAR, month, 15)) for month in range(1, 13)
    )
    say(f"{len(made)} fordelinger i {years} år, {each} i hvert, {len(numbers)} kommuner")
    client = Client()
    client.force_login(head)
    url = reverse("budget:municipality-charges", args=[YEAR, numbers[1]])
    measure_page(say, "En kommunes år", client, url)
    measure_page(say, "En kommunes år som regneark", client, f"{url}?eksport=xlsx")


def measure(say: Say, label: str, rows: int, work: Callable[[], Any], what: str = "rader") -> float:
    """Seconds of processor time in this process."""
    began, used = time.perf_counter(), time.process_time()
    work()
    seconds, used = time.perf_counter() - began, time.process_time() - used
    speed = f"{rows:,} {what} på {seconds:.1f} s, {rows / seconds:,.0f} {what}/s"
    say(f"{label}: {speed} (prosessortid i Python {used:.1f} s)")
    return used


def measure_page(say: Say, label: str, client: Client, url: str) -> None:
    times = []
    for _ in range(6):
        began = time.perf_counter()
        response = client.get(url)
        times.append((time.perf_counter() - began) * 1000)
        if response.status_code != 200:
            raise RuntimeError(f"{url} answered {response.status_code}")
    say(f"{label}: {min(times):.0f} ms best, {times[0]:.0f} ms første gang")


@contextmanager
def own_database(folder: Path) -> Iterator[None]:
    """Made by the migrations, and dropped. On SQLite a file, since one in memory would flatter."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(folder / "bench.sqlite3")
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with override_settings(MEDIA_ROOT=folder / "files", ALLOWED_HOSTS=["testserver"], STORAGES=PLAIN_STORAGES):
            yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def make_people_and_lines() -> User:
    """A head, ten types of cost, and mappings that leave a few accounts out."""
    head = User.objects.create_user("bench@example.no", name="Måling", role=User.Role.HEAD)
    for number in range(10):
        line = BudgetLine.objects.create(year=YEAR, title=f"Type {number}", position=number, budgeted=Decimal(10**7))
        first = 10_000 + number * 4_000
        AccountMapping.objects.create(year=YEAR, first=str(first), last=str(first + 3_899), line=line)
    return head


def bench_consumption(say: Say, head: User, *, municipalities: int, services: int) -> None:
    """A run of every month of a year, whose counts are of each month, and its page; a third of the price lists have
    steps, by the total and by each municipality's own count in turn."""
    random = Random(1547)
    numbers = [f"{number:04}" for number in range(2000, 2000 + municipalities)]
    Municipality.objects.bulk_create(Municipality(number=number, name=f"Kommune {number}") for number in numbers)
    kinds = [PriceList.Tiering.TOTAL_STEPS, PriceList.Tiering.OWN_WHOLE]
    made = []
    for place in range(services):
        service = Service.objects.create(title=f"Tjeneste {place:02}", slug=f"tjeneste-{place}")
        tiering = kinds[place % 2] if place % 3 == 0 else PriceList.Tiering.NONE
        price = None if place % 3 == 0 else Decimal(random.randrange(100, 100_000)).scaleb(-2)
        prices = PriceList.objects.create(service=service, year=YEAR, tiering=tiering, price=price)
        for first, last in ((1, 50), (51, 500), (501, None)) if price is None else ():
            PriceStep.objects.create(price_list=prices, first=first, last=last, price=Decimal(2000 - first).scaleb(-1))
        made.append(service)
    counts = (
        (service.pk, number, None, date(YEAR, month, 15), random.randrange(900), "", None)
        for service in made
        for number in numbers
        for month in range(1, 13)
    )
    with transaction.atomic():
        insert(ServiceCount, COUNT_FIELDS, counts)
    runs: list[AllocationRun] = []
    scope = Scope(tuple(made), YEAR)

    def charge() -> None:
        kind = AllocationRun.Kind.CONSUMPTION
        runs.append(make_run(kind, year=YEAR, charged_year=YEAR, scope=scope, by=head, now=NOW))

    what = f"tellinger ({municipalities} kommuner, {services} tjenester, 12 måneder)"
    measure(say, "Forbruk regnet og lagret", municipalities * services * 12, charge, what=what)
    measure(say, "Forbruk godkjent", ConsumptionRow.objects.count(), lambda: approve_run(runs[0], by=head, now=NOW))
    client = Client()
    client.force_login(head)
    measure_page(say, "Fordeling av forbruk", client, runs[0].get_absolute_url())


def write_file(path: Path, rows: int) -> None:
    """As an ERP writes it: UTF-8 with a byte order mark, CRLF, amounts with no-break spaces and U+2212."""
    random = Random(1506)
    with path.open("w", encoding="utf-8-sig", newline="\r\n") as file:
        file.write(HEADER + "\n")
        for number in range(rows):
            account = 10_000 + random.randrange(ACCOUNTS) * 100
            sign = "\u2212" if number % 7 == 0 else ""
            whole, ore = divmod(random.randrange(1, 9_999_999), 100)
            amount = f"{whole:,}".replace(",", "\u00a0")
            file.write(
                f"{YEAR};{number % 12 + 1};{account};Konto på {account};{account // 100:03};120;"
                f"Bilag {number} fra leverandør i Måndalen;{sign}{amount},{ore:02}\n"
            )


def repeat(imported: ImportedFile, number: int) -> None:
    """The same rows as another import, so that the year holds as many as a large municipality's."""
    copy = ImportedFile.objects.get(pk=imported.pk)
    copy.pk = None
    copy.sha256 = f"{number:064x}"
    copy.options = {**copy.options, "mode": ADD}
    copy.save()
    with transaction.atomic():
        own = AccountImport.objects.create(imported=copy)
        fields = accounts_file.ENTRY_FIELDS
        # All at once: PostgreSQL reads nothing on a connection that is busy with COPY.
        rows = list(AccountEntry.objects.filter(account_import=imported.pk).values_list(*fields[1:]))
        insert(AccountEntry, fields, ((own.pk, *row) for row in rows))
        totals = AccountTotal.objects.filter(account_import=imported.pk).values_list(*TOTAL_FIELDS[1:])
        insert(AccountTotal, TOTAL_FIELDS, [(own.pk, *row[:-1], False) for row in totals])


def peak_megabytes() -> float:
    """Of this process, from its start."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 / (1024 if sys.platform == "darwin" else 1)
