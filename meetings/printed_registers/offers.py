"""What documents may show of registers: their rows, how many there are, sums of columns, and what has changed.

A paper is for all, so what is exempt is left out of it, unless the paper is exempt itself.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence

from meetings.documents.writing import EXEMPT_ROWS
from meetings.printed_registers import charting, report
from meetings.printed_registers.rows import may_print_exempt, rows_in
from meetings.printed_registers.selecting import selections
from meetings.printed_registers.tabulating import NUMBERS
from meetings.registers.access import rows_for
from meetings.registers.contents import Kind
from meetings.registers.models import Register, RegisterCell, RegisterRow
from meetings.registers.sheet import begun
from meetings.registers.standard import Standard
from rorikt.figures.offers import Arguments, Asked, Offer, Owner
from rorikt.figures.values import NotAvailable, Source

OWNER = "registers"


def _slugs(asked: Asked) -> list[str]:
    """Of the registers that have anything to print."""
    found = []
    for slug in Register.objects.filter(is_active=True).values_list("slug", flat=True):
        try:
            rows = rows_in(slug, asked.document)
        except NotAvailable:
            continue
        if rows.lines:
            found.append(slug)
    return found


def _registers(asked: Asked) -> Iterator[Arguments]:
    yield from ((slug,) for slug in _slugs(asked))


def _selections(asked: Asked) -> Iterator[Arguments]:
    """Every register, and what of it has any rows."""
    for slug in _slugs(asked):
        yield (slug,)
        rows = rows_in(slug, asked.document)
        yield from ((slug, one.key) for one in selections(rows.sheet) if any(map(one.keeps, rows.lines)))


def _sums(asked: Asked) -> Iterator[Arguments]:
    for slug in _slugs(asked):
        rows = rows_in(slug, asked.document)
        chosen = [one.key for one in selections(rows.sheet) if any(map(one.keeps, rows.lines))]
        for column in rows.sheet.columns:
            if column.kind in NUMBERS:
                yield slug, column.key
                yield from ((slug, column.key, one) for one in chosen)


def _charts(asked: Asked) -> Iterator[Arguments]:
    for slug in _slugs(asked):
        if any(
            column.kind == Kind.STATE and column.is_printed for column in rows_in(slug, asked.document).sheet.columns
        ):
            yield (slug,)


def _sources(asked: Asked, used: Iterable[Sequence[str]]) -> Iterator[Source]:
    """Of each register all rows that the document may print, whichever of them it does."""
    projects = begun(Standard.BUILDING_PROJECTS)
    slugs = {arguments[0] if arguments else projects.slug if projects else "" for arguments in used}
    is_public = not may_print_exempt(asked.document)
    for register in Register.objects.filter(slug__in=slugs).order_by("slug"):
        rows = rows_for(None, register)
        if is_public:
            yield _source(register, list(rows.with_cells()))
            continue
        every = list(RegisterRow.objects.standing().filter(register=register).with_cells())
        yield _source(register, every, exempt=len(every) - rows.count())


def _source(register: Register, rows: list[RegisterRow], exempt: int = 0) -> Source:
    """The hash is over the rows with what stands in their boxes, those of columns that were taken away too."""
    keys = dict(register.columns.values_list("pk", "key"))
    stored = [[str(row.uuid), row.position, sorted(_stored(cell, keys) for cell in row.cells.all())] for row in rows]
    content = json.dumps(stored, ensure_ascii=False, default=str)
    settings = {EXEMPT_ROWS: exempt} if exempt else {}
    return Source(f"Register: {register}", len(rows), hashlib.sha256(content.encode()).hexdigest(), settings)


def _stored(cell: RegisterCell, keys: dict[int, str]) -> list[str]:
    return [keys[cell.column_id], cell.part, *("" if value is None else str(value) for value in cell.values)]


OFFERS = (
    Offer(
        report.BUILDING_PROJECTS, "Byggprosjekter", OWNER, report.building_projects, is_block=True,
    ),
    Offer(
        report.TABLE, "Rader i et register", OWNER, report.register_table, ("REGISTER", "UTVALG"), 1,
        is_block=True, choices=_selections,
    ),
    Offer(
        report.CHANGES, "Endringer i et register siden forrige rapport", OWNER, report.register_changes,
        ("REGISTER",), 1, is_block=True, choices=_registers,
    ),
    Offer(
        charting.CHART, "Rader i et register etter status", OWNER, charting.register_chart, ("REGISTER",), 1,
        is_block=True, choices=_charts,
    ),
    Offer(
        "register-antall", "Antall rader i et register", OWNER, report.register_count, ("REGISTER", "UTVALG"), 1,
        choices=_selections,
    ),
    Offer(
        "register-sum", "Sum av en kolonne i et register", OWNER, report.register_sum,
        ("REGISTER", "KOLONNE", "UTVALG"), 2, choices=_sums,
    ),
)  # fmt: skip
OWNERS = (Owner(OWNER, "Registre", _sources),)
COUNTED = (
    (
        "register-antall",
        "Radene som står i registeret nå. De som er tatt bort, og de som er unntatt offentlighet, er ikke med.",
    ),
    ("register-sum", "Summen av det som står i kolonnen nå. Rader uten tall legger ikke noe til."),
)
