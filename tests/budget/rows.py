"""A line with its months, and a table as it is read, for the tests of what stands on the operating result."""

from decimal import Decimal

from tests.factories import make_line, make_total


def make_year(year, title="Lønn", budgeted=1200, months=()):
    """A line with an amount in each of its months, January first."""
    line = make_line(year=year, title=title, budgeted=Decimal(budgeted), actual=sum(map(Decimal, months), Decimal(0)))
    for month, amount in enumerate(months, start=1):
        make_total(line=line, month=month, amount=Decimal(amount))
    return line


def cells(table):
    return [[cell.text.replace("\u00a0", " ") for cell in row] for row in (*table.rows, table.total)]
