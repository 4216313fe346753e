"""Tables and charts of the operating result of a year, as far as its accounts reach."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse

from budget.lines.period import MONTHS_OF_YEAR, by_month
from budget.lines.result import TOO_MUCH
from budget.money.cells import KRONER_NOTE, SUM_NOTE, THOUSANDS_NOTE, Printer, amount_cell
from budget.result.operating_result import ResultOf, ResultRow, accounts_url, comparable_result
from rorikt.amounts import MONTHS, NO_BREAK_SPACE, kroner, percentage, thousands
from rorikt.figures.values import Cell, Chart, Column, NotAvailable, Series, Table


def result_table(found: ResultOf, *, exact: bool = False) -> Table:
    """For print and documents. The sum is taken of the rows before they are rounded. `found` can be compared."""
    shown: Printer = kroner if exact else thousands
    return Table(
        key="driftsresultat-hittil",
        caption=f"Driftsresultat {found.period}",
        columns=(
            Column("Type utgift", width=34 if found.is_whole else 28),
            *(Column(label, "number", 17 if found.is_whole else 15) for label in _headings(found)),
            Column("Avvik i %", "number", 15 if found.is_whole else 12),
        ),
        rows=tuple(
            (
                Cell(row.title, source=row.url),
                *_amounts(found, row, shown, row.accounts_url),
                Cell(percentage(row.percent, 1), "" if row.percent is None else str(row.percent)),
            )
            for row in found.rows
        ),
        total=(Cell("SUM"), *_amounts(found, found, shown), _percent_cell(found)),
        unit_note=KRONER_NOTE if exact else THOUSANDS_NOTE,
        note=_note(found, exact),
        source=_page(found),
        lacks=found.lacks(shown_kroner),
    )


def operating_result(year: int, on: date | None = None, *, exact: bool = False) -> Table:
    """As far as the accounts reach, on the day of a paper. Raises NotAvailable where nobody knows how far that is."""
    shown: Printer = kroner if exact else thousands
    found = comparable_result(year, on=on)
    return Table(
        key="driftsresultat",
        caption=f"Driftsresultat {found.period}",
        columns=(
            Column("Type utgift", width=40 if found.is_whole else 32),
            *(Column(label, "number", 20 if found.is_whole else 17) for label in _headings(found)),
        ),
        rows=tuple((Cell(row.title, source=row.url), *_amounts(found, row, shown)) for row in found.rows),
        total=(Cell("SUM"), *_amounts(found, found, shown)),
        unit_note=KRONER_NOTE if exact else THOUSANDS_NOTE,
        note=_note(found, exact),
        source=_page(found),
        lacks=found.lacks(shown_kroner),
    )


def operating_result_to_date(year: int, month: int, on: date | None = None, *, exact: bool = False) -> Table:
    """Up to a month, and no further than the accounts reach; of the whole year in December of a closed one.

    Raises NotAvailable where the accounts are not known month by month.
    """
    return result_table(comparable_result(year, month, on), exact=exact)


def explanation_table(found: ResultOf, *, exact: bool = False) -> Table:
    """Of each line that has a variance or a cause: what its causes account for and what is left.

    Raises NotAvailable where there is nothing to explain, or nothing to hold the accounts against.
    """
    shown: Printer = kroner if exact else thousands
    whole = found.explanation
    if whole is None:
        raise NotAvailable(found.state.why_not_comparable)
    rows = [row for row in found.rows if row.variance or row.causes]
    if not rows:
        raise NotAvailable("Ingen linje har avvik å forklare.")
    return Table(
        key="forklart",
        caption=f"Forklart og uforklart avvik {found.period}",
        columns=(
            Column("Type utgift", width=40),
            Column("Avvik", "number", 20),
            Column("Forklart", "number", 20),
            Column("Uforklart", "number", 20),
        ),
        rows=tuple(
            (
                Cell(row.title, source=row.causes_url),
                *(amount_cell(amount, shown) for amount in (row.variance, row.explained, row.unexplained)),
            )
            for row in rows
        ),
        total=(
            Cell("SUM"),
            *(amount_cell(amount, shown) for amount in (whole.variance, whole.explained, whole.unexplained)),
        ),
        unit_note=KRONER_NOTE if exact else THOUSANDS_NOTE,
        note=" ".join(
            [
                "Årsaker uten beløp er ikke regnet med.",
                *([TOO_MUCH] if any(row.explanation and row.explanation.explains_too_much for row in rows) else []),
                *([] if exact else [SUM_NOTE]),
            ]
        ),
        source=_page(found),
        lacks=found.lacks(shown_kroner),
    )


def line_months(row: ResultRow, found: ResultOf) -> Table:
    """The line month by month, to the øre; months that the accounts do not reach are printed «–»."""
    line, actual = row.line, found.actuals.of(row.line)
    budgeted = by_month(line.budgeted, found.weights[line.pk])
    reach = found.state.accounts_to or 0
    booked = [amount if found.actuals.is_known and month < reach else None for month, amount in enumerate(actual)]
    return Table(
        key="maneder",
        caption=f"{line}: budsjett og regnskap måned for måned",
        columns=(
            Column("Måned", width=25),
            Column("Budsjett", "number", 25),
            Column("Regnskap", "number", 25),
            Column("Avvik", "number", 25),
        ),
        rows=tuple(
            (
                Cell(name),
                amount_cell(budgeted[month], kroner),
                Cell(
                    kroner(booked[month]),
                    "" if booked[month] is None else str(booked[month]),
                    accounts_url(line) if booked[month] else "",
                ),
                amount_cell(None if booked[month] is None else budgeted[month] - actual[month], kroner),
            )
            for month, name in enumerate(MONTHS)
        ),
        total=(
            Cell(f"SUM {found.state.until_month}".strip()),
            amount_cell(row.budgeted if row.result else line.budgeted, kroner),
            amount_cell(row.actual if row.result and found.actuals.is_known else None, kroner),
            amount_cell(row.variance if found.actuals.is_known else None, kroner),
        ),
        unit_note=KRONER_NOTE,
        note="" if found.is_whole else f"Årsbudsjettet er {kroner(line.budgeted)}.",
    )


def variance_chart(found: ResultOf) -> Chart:
    """Below zero is an overspend. `found` can be compared."""
    columns = (Column("Type utgift", width=60), Column("Avvik", "number", 40))
    return Chart(
        key="avvik-per-type",
        title=f"Avvik per type utgift {found.period}, i hele 1000 kroner",
        kind="bars",
        categories=tuple(row.title for row in found.rows),
        series=(Series("Avvik", tuple(_drawn(row.variance) for row in found.rows)),),
        unit="tusen kroner",
        table=Table(
            key="avvik-per-type",
            caption=f"Avvik per type utgift {found.period}",
            columns=columns,
            rows=tuple((Cell(row.title, source=row.url), amount_cell(row.variance, thousands)) for row in found.rows),
            total=(Cell("SUM"), amount_cell(found.variance, thousands)),
            unit_note=THOUSANDS_NOTE,
            note="Under null er merforbruk. " + SUM_NOTE,
            lacks=found.lacks(shown_kroner),
        ),
        source=_page(found),
    )


def month_chart(found: ResultOf) -> Chart:
    """The accounts of each month against what the budget has for it; months they do not reach have no accounts."""
    actual = [
        sum((found.actuals.of(row.line)[month] for row in found.rows), Decimal(0)) for month in range(MONTHS_OF_YEAR)
    ]
    spread = [by_month(row.year_budget, found.weights[row.line.pk]) for row in found.rows]
    budgeted = [sum((one[month] for one in spread), Decimal(0)) for month in range(MONTHS_OF_YEAR)]
    reach = found.state.accounts_to or 0
    booked = [amount if month < reach else None for month, amount in enumerate(actual)]
    caption = f"Regnskap og budsjett måned for måned {found.year}"
    if found.state.until_month:
        caption += f", regnskap {found.state.until_month}"
    return Chart(
        key="maned-for-maned",
        title=f"{caption}, i hele 1000 kroner",
        kind="bars",
        categories=tuple(MONTHS),
        series=(
            Series("Regnskap", tuple(_drawn(amount) for amount in booked)),
            Series("Budsjett", tuple(in_thousands(amount) for amount in budgeted)),
        ),
        unit="tusen kroner",
        table=Table(
            key="maned-for-maned",
            caption=caption,
            columns=(
                Column("Måned", width=40),
                Column("Regnskap", "number", 20),
                Column("Budsjett", "number", 20),
                Column("Avvik", "number", 20),
            ),
            rows=tuple(
                (
                    Cell(MONTHS[month], source=f"{_page(found)}?maned={month + 1}" if month < reach else ""),
                    amount_cell(booked[month], thousands),
                    amount_cell(budgeted[month], thousands),
                    amount_cell(None if booked[month] is None else budgeted[month] - actual[month], thousands),
                )
                for month in range(MONTHS_OF_YEAR)
            ),
            total=(
                Cell(f"SUM {found.state.until_month}".strip()),
                amount_cell(sum(actual[:reach], Decimal(0)), thousands),
                amount_cell(sum(budgeted[:reach], Decimal(0)), thousands),
                amount_cell(found.variance, thousands),
            ),
            unit_note=THOUSANDS_NOTE,
            note=f"Årsbudsjettet er {thousands(found.year_budget)}. {SUM_NOTE}",
            lacks=found.lacks(shown_kroner),
        ),
        source=_page(found),
    )


def in_thousands(amount: Decimal) -> float:
    """For the drawing alone."""
    return float((amount / 1000).quantize(Decimal(1), ROUND_HALF_UP))


def shown_kroner(amount: Decimal) -> str:
    return f"{kroner(amount)}{NO_BREAK_SPACE}kr"


def _drawn(amount: Decimal | None) -> float | None:
    return None if amount is None else in_thousands(amount)


def _headings(found: ResultOf) -> tuple[str, ...]:
    """Of the amounts; the whole year's budget stands beside the part of it that the accounts are held against."""
    if found.is_whole:
        return "Regnskap", "Årsbudsjett", "Avvik"
    return "Regnskap hittil", "Budsjett hittil", "Avvik hittil", "Årsbudsjett"


def _amounts(found: ResultOf, of: ResultRow | ResultOf, shown: Printer, accounts_url: str = "") -> tuple[Cell, ...]:
    """Of a row or of the sum, under `_headings`."""
    actual = Cell(shown(of.actual), str(of.actual), accounts_url)
    compared = (actual, amount_cell(of.budgeted, shown), amount_cell(of.variance, shown))
    return compared if found.is_whole else (*compared, amount_cell(of.year_budget, shown))


def _percent_cell(found: ResultOf) -> Cell:
    percent = found.total.variance_percent if found.total else None
    return Cell(percentage(percent, 1), "" if percent is None else str(percent))


def _note(found: ResultOf, exact: bool) -> str:
    so_far = "" if found.is_whole else f"Budsjett hittil er budsjettet {found.state.until_month}."
    return " ".join(part for part in (so_far, "" if exact else SUM_NOTE) if part)


def _page(found: ResultOf) -> str:
    return reverse("budget:operating-result", args=[found.year])
