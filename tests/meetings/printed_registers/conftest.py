"""Two reports that print registers: the last one approved, and the next."""

from datetime import UTC, date, datetime

import pytest

from meetings.approving import approval
from meetings.documents.models import Document
from meetings.papers.compose import compose
from rorikt.figures.offers import Asked
from rorikt.figures.values import Chart, Table
from tests import factories

NOW = datetime(2024, 2, 6, 11, tzinfo=UTC)


@pytest.fixture
def cooperation(municipalities):
    return factories.make_cooperation()


@pytest.fixture
def print_report(cooperation):
    """Starts a report that prints what stands behind these codes, each in a paragraph of its own."""

    def start(*codes, year=2024, **overrides):
        made = factories.make_document(
            kind=Document.Kind.ACTIVITY_REPORT, title=f"Rapport {year}", as_of=date(year, 2, 1), **overrides
        )
        body = "".join(f"<p>[[{code}]]</p>" for code in codes)
        factories.make_section(document=made, title="Registre", body=f"<p>Slik står det.</p>{body}")
        return made

    return start


@pytest.fixture
def approve(head):
    return lambda document, **told: approval.approve_document(document, by=head, now=NOW, **told)


def asked_of(document=None):
    return Asked(as_of=date(2024, 2, 1), document=document)


def tables_of(content):
    """The tables of a content by what they stand as, those behind charts too."""
    blocks = [block for section in content.sections for block in section.blocks]
    assert not list(content.errors), list(content.errors)
    shown = [
        block.table if isinstance(block, Chart) else block for block in blocks if isinstance(block, (Chart, Table))
    ]
    return {table.key: table for table in shown}


def printed(document):
    return tables_of(compose(document))


def texts(table):
    return [[cell.text.replace("\u00a0", " ") for cell in row] for row in table.all_rows]


def marks(table):
    return [[cell.mark for cell in row] for row in table.rows]
