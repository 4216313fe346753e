"""The money on paper: what stands in its head, and that a draft is called one."""

import pytest
from django.utils import timezone

from budget.money.paper import MoneySheet, html
from rorikt.amounts import short_date
from rorikt.figures.values import Cell, Column, Table
from tests.factories import make_cooperation

pytestmark = pytest.mark.django_db
TABLE = Table("t", "Deler", (Column("Kommune"), Column("Beløp", "number")), ((Cell("Vestnes"), Cell("5,00", "5")),))
FACTS = [("Type", "Oppgjør"), ("Gjelder år", "2023"), ("Status", "Utkast")]


def sheet(**overrides):
    return MoneySheet(**{"title": "Merforbruk 2023", "facts": FACTS, "tables": [TABLE], **overrides})


def test_a_sheet_shows_its_facts_its_tables_and_who_made_it():
    make_cooperation()

    page = html(sheet(reasons=[("Vedtak", "Rådet vedtok det <straks>")]))

    for text in ("Merforbruk 2023", "Gjelder år", "Vestnes", "5,00", "ROR-IKT", "Rådet vedtok det &lt;straks&gt;"):
        assert text in page


def test_a_sheet_is_printed_before_the_cooperation_is_there():
    assert "Merforbruk 2023" in html(sheet())


def test_what_runs_along_the_pages_is_the_title_and_the_approval_or_the_day():
    today = f"Slik tallene var {short_date(timezone.localdate())}"

    assert sheet().running == [("Tittel", "Merforbruk 2023"), ("Dato", today)]
    assert sheet(approved="06.02.2024 av Leder").running[1] == ("Godkjent", "06.02.2024 av Leder")


def test_a_draft_is_a_draft_on_the_page_and_in_the_name_of_its_file():
    draft, approved = sheet(is_draft=True), sheet(facts=FACTS[:2], approved="06.02.2024 av Leder")

    assert (draft.name, approved.name) == ("Merforbruk 2023 (utkast)", "Merforbruk 2023")
    assert "utkast" in html(draft).lower()
    assert "utkast" not in html(approved).lower()
