"""What has changed from one version to the next, in one line and in a list of sentences."""

from collections.abc import Iterator, Sequence

from meetings.comparing.difference import ChangedValue, Difference

MOST = 3  # that are named; the others are counted


def sentences(difference: Difference) -> list[str]:
    """One for each section, figure and fact that is another, in the order of the document."""
    return list(_sentences(difference))


def in_short(difference: Difference) -> str:
    """«avsnitt 2 og 5; Merforbruk: var 595, er 612». For the control header; «ingenting i teksten» where it is so."""
    parts = []
    if numbers := [section.number for section in difference.sections]:
        parts.append(f"avsnitt {_listed(numbers)}")
    values = [*difference.figures, *difference.table_values, *difference.facts]
    parts += [_told(value) for value in values[:MOST]]
    if left := len(values) - MOST if len(values) > MOST else 0:
        parts.append(f"og {left} {'tall' if left > 1 else 'verdi'} til")
    return "; ".join(parts) or "ingenting i teksten"


def _sentences(difference: Difference) -> Iterator[str]:
    for value in difference.facts:
        yield f"{_told(value)}."
    for section in difference.sections:
        told = [section.told] if section.told else []
        if not section.told and any(not line.is_same for line in section.lines):
            told.append("Teksten er endret.")
        told += [f"Tabellen «{table.caption}» er endret." for table in section.tables]
        yield f"Avsnitt {section.name}: {' '.join(told) or 'Overskriften er endret.'}"
    for value in (*difference.figures, *difference.table_values):
        yield f"{_told(value)}."


def _told(value: ChangedValue) -> str:
    return f"{value.label}: var {value.old}, er {value.new}"


def _listed(numbers: Sequence[str]) -> str:
    if len(numbers) > 2 * MOST:
        return f"{', '.join(numbers[:MOST])} og {len(numbers) - MOST} til"
    return " og ".join(filter(None, [", ".join(numbers[:-1]), numbers[-1]]))
