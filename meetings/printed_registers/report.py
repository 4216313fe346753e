"""What a document prints of registers: their tables, with what has changed since the last report, and figures."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from meetings.printed_registers import since
from meetings.printed_registers.rows import Last, Rows, last_report, rows_in
from meetings.printed_registers.selecting import ALL, OPEN, Selection, selection, selections
from meetings.printed_registers.since import Compared
from meetings.printed_registers.tabulating import NUMBERS, table_of
from meetings.registers.access import open_to
from meetings.registers.contents import Kind
from meetings.registers.models import Register, RegisterColumn, RegisterRow
from meetings.registers.sheet import Line, begun
from meetings.registers.standard import Standard
from rorikt.amounts import NO_BREAK_SPACE, NOTHING, kroner, number, short_date, whole_kroner
from rorikt.figures.offers import Asked
from rorikt.figures.values import Cell, Column, Figure, NotAvailable, Table

TABLE, CHANGES = "tabell:register", "tabell:register-endringer"
BUILDING_PROJECTS = "tabell:byggprosjekter"
LEFT_OUT = "Rader som er unntatt offentlighet, er ikke med."
NOT_TOLD = "Ikke gjengitt"
MOST_PRINTED = 500
ROWS = "rader"


def register_table(asked: Asked, slug: str, written: str = "") -> Table:
    """The rows of a register, or those of a selection. Raises NotAvailable for a register without rows."""
    rows = rows_in(slug, asked.document)
    chosen = selection(rows.sheet, written)
    if not rows.lines and not rows.left_out:
        raise NotAvailable(f"registeret «{rows.register}» har ingen rader ennå.")
    key = ":".join(filter(None, [TABLE, slug, written]))
    return _table(asked, rows, chosen, key, f"{rows.register}{chosen.ending}")


def building_projects(asked: Asked) -> Table:
    """The projects that are not finished."""
    register = begun(Standard.BUILDING_PROJECTS)
    if register is None:
        raise NotAvailable("registeret over byggprosjekter er ikke tatt i bruk. Begynn det under Registre.")
    rows = rows_in(register.slug, asked.document)
    chosen = Selection(OPEN, "åpne", lambda line: not line.is_settled)
    return _table(asked, rows, chosen, BUILDING_PROJECTS, "Status for pågående byggprosjekter")


def _table(asked: Asked, rows: Rows, chosen: Selection, key: str, caption: str) -> Table:
    lines = rows.chosen(chosen)
    if len(lines) > MOST_PRINTED:
        raise NotAvailable(
            f"registeret «{rows.register}» har {number(len(lines))} rader her, og et dokument kan vise høyst "
            f"{MOST_PRINTED}. Velg færre av dem, for eksempel [[{TABLE}:{rows.register.slug}:{OPEN}]]."
        )
    table = table_of(rows.sheet, lines, chosen, rows.closed, key=key, caption=caption)
    left_out = LEFT_OUT if rows.left_out else ""
    table = replace(
        table,
        note="" if lines else "Det er ingen rader å vise.",
        source=page_of(rows.register, chosen),
        as_of=asked.as_of,
        lacks=" ".join(filter(None, [table.lacks, left_out])),
    )
    return _with_marks(asked, rows, table)


def page_of(register: Register, chosen: Selection) -> str:
    """The page of the register with the same rows."""
    return register.get_absolute_url() + (f"?{chosen.query}" if chosen.query else "")


def _with_marks(asked: Asked, rows: Rows, table: Table) -> Table:
    """Held against the same table of the last report; as it is where that has none."""
    last = last_report(asked.document) if asked.document else None
    old = last.tables.get(table.key) if last else None
    if last is None or old is None:
        return table
    compared = since.compare(old, table)
    long = frozenset(column.key for column in rows.sheet.columns if column.kind == Kind.NOTES)
    return replace(
        table,
        rows=since.marked(compared, last.as_of, long, rows.tells),
        changes=since.told(compared, last.title, last.as_of, list(_gone(rows, compared))),
    )


def _gone(rows: Rows, compared: Compared) -> Iterator[str]:
    """What became of the rows that are not printed any more; nothing of those that are exempt now."""
    there = _rows_now(rows, compared.gone)
    for key, was in compared.gone.items():
        row = there.get(key)
        if row is None or not rows.tells(compared.old.columns[0], was[0].text):
            continue
        yield f"«{was[0].text}»{f' ({why})' if (why := _why_gone(rows, row)) else ''}"


def _why_gone(rows: Rows, row: RegisterRow) -> str:
    if row.removed_at:
        return "tatt bort"
    states = [rows.sheet.text(row, column, part) for column, part in rows.sheet.boxes if column.kind == Kind.STATE]
    told = list(dict.fromkeys(filter(None, states)))
    return f"nå {told[0]}" if len(told) == 1 else ""


def _rows_now(rows: Rows, keys: dict[str, tuple[Cell, ...]]) -> dict[str, RegisterRow]:
    """By their names: those that readers may know of, be they taken away or not."""
    if not keys:
        return {}
    found = RegisterRow.objects.filter(register=rows.register, uuid__in=list(keys)).with_cells()
    if rows.is_public:
        found = found.filter(open_to(None))
    return {str(row.uuid): row for row in found}


def register_changes(asked: Asked, slug: str) -> Table:
    """What is another in a register since the last report that printed it, one cell in each row.

    Raises NotAvailable where there is none.
    """
    rows = rows_in(slug, asked.document)
    last = last_report(asked.document) if asked.document else None
    if last is None:
        raise NotAvailable("det er ingen tidligere godkjent rapport å sammenligne med.")
    old, chosen = _printed_last(last, rows)
    lines = [line for line in rows.lines if chosen.keeps(line) or str(line.row.uuid) in old.row_keys]
    now = table_of(rows.sheet, lines, chosen, rows.closed, key=old.key, caption=old.caption)
    told = list(_changes(rows, since.compare(old, now)))
    return Table(
        key=f"{CHANGES}:{slug}",
        caption=f"Endringer i {rows.register} siden {short_date(last.as_of)}",
        columns=(Column("Rad", width=30), Column("Hva", width=20), Column("Var", width=25), Column("Er", width=25)),
        rows=tuple(tuple(map(Cell, row)) for row in told),
        note="" if told else f"Ingenting er endret siden «{last.title}» med status per {short_date(last.as_of)}.",
        source=page_of(rows.register, chosen),
        as_of=asked.as_of,
        lacks=LEFT_OUT if rows.left_out else "",
    )


def _printed_last(last: Last, rows: Rows) -> tuple[Table, Selection]:
    """The table of the last report that has the most of the register, and which rows it was of."""
    whole = f"{TABLE}:{rows.register.slug}"
    named = {whole: ALL} | {f"{whole}:{one.key}": one for one in selections(rows.sheet)}
    if rows.register.standard == Standard.BUILDING_PROJECTS:
        named[BUILDING_PROJECTS] = Selection(OPEN, "åpne", lambda line: not line.is_settled)
    for key, chosen in named.items():
        if key in last.tables and since.have_names(last.tables[key]):
            return last.tables[key], chosen
    raise NotAvailable(f"forrige rapport skrev ikke ut registeret «{rows.register}».")


def _changes(rows: Rows, compared: Compared) -> Iterator[tuple[str, str, str, str]]:
    changed: dict[str, list[since.Changed]] = {}
    for one in since.changes(compared, rows.tells):
        changed.setdefault(one.key, []).append(one)
    for place, (key, row) in enumerate(zip(compared.new.row_keys, compared.new.rows, strict=True)):
        if place not in compared.rows:
            yield row[0].text, "Ny rad", NOTHING, _in_short(rows, row, compared.new.columns)
        for one in changed.get(key, ()):
            label = f"{one.column.group}, {one.column.label}" if one.column.group else one.column.label
            yield one.title, label, one.was or NOT_TOLD, one.now
    there = _rows_now(rows, compared.gone)
    for key, was in compared.gone.items():
        if key in there and rows.tells(compared.old.columns[0], was[0].text):
            yield was[0].text, "Tatt bort", NOTHING, NOTHING


def _in_short(rows: Rows, row: Sequence[Cell], columns: Sequence[Column]) -> str:
    """What a new row says besides its title, without its long texts."""
    long = {column.key for column in rows.sheet.columns if column.kind == Kind.NOTES}
    told = [cell.text for column, cell in zip(columns[1:], row[1:], strict=True) if column.key not in long]
    return ", ".join(text for text in told if text != NOTHING) or NOTHING


def register_count(asked: Asked, slug: str, written: str = "") -> Figure:
    rows = rows_in(slug, asked.document)
    chosen = selection(rows.sheet, written)
    counted = len(rows.chosen(chosen))
    label = f"{rows.register}: antall rader{chosen.ending}{_left_out(rows)}"
    return Figure("register-antall", label, counted, ROWS, number(counted), asked.as_of, page_of(rows.register, chosen))


def register_sum(asked: Asked, slug: str, key: str, written: str = "") -> Figure:
    """Of a column of numbers or amounts. Raises NotAvailable where there are rows and none has a number."""
    rows = rows_in(slug, asked.document)
    chosen, column = selection(rows.sheet, written), _column(rows, key)
    lines = rows.chosen(chosen)
    told = [amount for line in lines for amount in _numbers(line, column)]
    if lines and not told:
        raise NotAvailable(f"«{column}» er ikke fylt ut i noen av radene i registeret «{rows.register}».")
    total, is_amount = sum(told, Decimal(0)), column.kind == Kind.AMOUNT
    empty = sum(not _numbers(line, column) for line in lines)
    lacks = f" (uten {empty} {'rad' if empty == 1 else 'rader'} der det ikke er fylt ut)" if empty else ""
    label = f"{rows.register}: sum av «{column}»{chosen.ending}{lacks}{_left_out(rows)}"
    shown = whole_kroner if total == total.to_integral_value() else kroner
    text = f"{shown(total)}{NO_BREAK_SPACE}kr" if is_amount else number(total, column.decimals)
    unit, source = "kr" if is_amount else "", page_of(rows.register, chosen)
    return Figure("register-sum", label, total, unit, text, asked.as_of, source)


def _left_out(rows: Rows) -> str:
    return " (uten rader som er unntatt offentlighet)" if rows.left_out else ""


def _column(rows: Rows, key: str) -> RegisterColumn:
    columns = {column.key: column for column in rows.sheet.columns if column.kind in NUMBERS}
    if key not in columns:
        told = f"Du kan velge: {', '.join(columns)}." if columns else "Det har ingen kolonner med tall."
        raise NotAvailable(f"registeret «{rows.register}» har ingen kolonne med tall som heter {key}. {told}")
    return columns[key]


def _numbers(line: Line, column: RegisterColumn) -> list[Decimal]:
    parts = line.sheet.municipalities if column.is_per_municipality else ("",)
    found = (line.sheet.content(line.row, column, part).number for part in parts)
    return [amount for amount in found if amount is not None]
