"""The texts and values of a table, as the tests of figures read them."""

from decimal import Decimal


def plain(text):
    return text.replace("\u00a0", " ")


def texts(table):
    """Head of each row to the texts of its other cells."""
    return {row[0].text: tuple(plain(cell.text) for cell in row[1:]) for row in table.rows}


def total_texts(table):
    return tuple(plain(cell.text) for cell in table.total[1:])


def column_values(table, number):
    return [Decimal(row[number].value) for row in table.rows]
