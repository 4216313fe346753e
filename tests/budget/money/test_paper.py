"""The money on paper: what stands in its head, and that a draft is called one."""

import pytest

from budget.money import paper
from budget.money.paper import MoneySheet, html
from rorikt.figures.values import Cell, Column, Table
from tests.factories import make_cooperation

pytestmark = pytest.mark.django_db
TABLE = Table("t", "Deler", (Column("Kommune"), Column("Beløp", "number")), ((Cell("Vestnes"), Cell("5,00", "5")),))
FACTS = [("Type", "Oppgjør"), ("Gjelder år", "2023"), ("Status", "Utkast")]


def sheet(**overrides):
    return MoneySheet(**{"title": "Merforbruk 2023", "facts": FACTS, "tables": [TABLE], **overrides})


@pytest.fixture
def printed(monkeypatch):
    """What is given to a print worker: the name of the part, and its page."""
    calls = []

    def run(name, function, page):
        calls.append((name, function, page))
        return b"%PDF"

    monkeypatch.setattr(paper.print_workers, "run", run)
    return calls


def test_a_sheet_shows_its_facts_its_tables_and_who_made_it():
    make_cooperation()

    page = html(sheet(reasons=[("Vedtak", "Rådet vedtok det <straks>")]))

    for text in ("Merforbruk 2023", "Gjelder år", "Vestnes", "5,00", "ROR-IKT", "Rådet vedtok det &lt;straks&gt;"):
        assert text in page


def test_a_sheet_is_printed_before_the_cooperation_is_there():
    assert "Merforbruk 2023" in html(sheet())


def test_what_runs_along_the_pages_is_the_title_and_the_first_two_facts():
    assert sheet().running == [("Tittel", "Merforbruk 2023"), ("Type", "Oppgjør"), ("Gjelder år", "2023")]


def test_a_draft_is_a_draft_on_the_page_and_in_the_name_of_its_file(printed):
    answer = paper.deliver(sheet(is_draft=True))

    assert "Merforbruk%202023%20%28utkast%29.pdf" in answer["Content-Disposition"] or (
        'filename="Merforbruk 2023 (utkast).pdf"' in answer["Content-Disposition"]
    )
    [(name, function, page)] = printed
    assert (name, function) == ("Merforbruk 2023 (utkast)", "rorikt.pdf.typeset:render")
    assert "utkast" in page.lower()
    assert html(sheet()) != page


def test_what_is_approved_is_not_called_a_draft(printed):
    answer = paper.deliver(sheet(facts=FACTS[:2]))

    assert "utkast" not in (answer["Content-Disposition"] + printed[0][2]).lower()
    assert answer.content == b"%PDF"
