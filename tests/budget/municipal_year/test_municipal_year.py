"""A municipality's year on its page, in its workbook and by the command; and one charge down to its causes."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from budget.allocations.models import AllocationRun
from budget.lines.models import BudgetLine
from budget.memberships.models import Membership
from budget.posting.models import PostingRule
from rorikt.people.models import Municipality
from tests.budget.pages import errors, open_page, send, shown
from tests.factories import make_cause, make_frame_change, make_run

pytestmark = pytest.mark.django_db
Kind = AllocationRun.Kind
VESTNES = "1535"


@pytest.fixture
def overspend(charged_2024):
    line = BudgetLine.objects.get(year=2023, title="Konsulenter")
    make_cause(line=line, title="Bistand til Helseplattformen", amount=Decimal(2_000_000))
    return make_run()


def sheets(content):
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def test_why_we_paid_ends_in_the_causes_own_shares_and_the_rows_as_they_were(as_head, overspend):
    response = open_page(as_head, "municipality-charge", 2024, VESTNES, overspend.pk)
    page = shown(response)

    table = response.context["causes"].table
    rows = {(row[0].text, row[1].text): Decimal(row[3].value) for row in table.rows}
    assert rows["Konsulenter", "Bistand til Helseplattformen"] == Decimal("247800.00")
    assert ("Konsulenter", "Uforklart") in rows
    assert sum(rows.values()) == Decimal(table.total[3].value) == Decimal("240091.31")
    for told in ("1 937 782,94", "12,39 %", "0,123900", "Driftslinjer 2023, slik radene var"):
        assert told in page, told


def test_the_causes_follow_what_was_approved_and_not_what_the_line_is_now(as_head, overspend):
    BudgetLine.objects.filter(title="Konsulenter").update(actual=0)

    table = open_page(as_head, "municipality-charge", 2024, VESTNES, overspend.pk).context["causes"].table

    assert Decimal(table.total[3].value) == Decimal("240091.31")


def test_a_charge_of_another_year_or_municipality_is_not_found(as_head, overspend):
    assert open_page(as_head, "municipality-charge", 2023, VESTNES, overspend.pk).status_code == 404


def test_the_method_stands_beside_each_amount_that_was_split(as_head, overspend):
    page = shown(open_page(as_head, "municipality-charges", 2024, VESTNES))
    run = shown(open_page(as_head, "run", overspend.pk))

    for one in (page, run):
        assert all(told in one for told in ("Metode", "Mål", "Antall", "Forholdstall", "andel i nøkkelen", "0,123900"))


def test_posting_is_suggested_on_the_page(as_head, overspend):
    PostingRule.objects.create(kind="operating_result", year=2024, art="380", function="120")

    assert "Forslag til føring 2024" in shown(open_page(as_head, "municipality-charges", 2024, VESTNES))


def test_an_art_that_the_year_does_not_have_is_refused(as_head, charged_2024):
    typed = {"kind": "frame", "function": "120", "subject": ""}

    assert errors(send(as_head, "posting-new", year="2025", art="270", **typed)) == {
        "art": ["Art 270 finnes ikke i KOSTRA for 2025. Velg en art som gjelder det året."]
    }
    assert send(as_head, "posting-new", year="2024", art="270", **typed).status_code == 302
    assert "270 " in shown(open_page(as_head, "postings"))


def test_one_that_joins_in_july_is_nowhere_before_that(as_head, overspend):
    new = Municipality.objects.create(number="1554", name="Averøy")
    Membership.objects.create(municipality=new, first_on=date(2024, 7, 1))

    before = open_page(as_head, "municipality-charges", 2023, "1554")
    after = open_page(as_head, "municipality-charges", 2024, "1554")

    assert "Averøy er ikke medlem i 2023" in shown(before)
    assert "0,00" not in shown(before)
    assert (before.context["charged"].parts, bool(after.context["charged"].parts)) == ((), True)


def test_an_empty_year_says_what_is_missing(as_head, charged_2024):
    page = shown(open_page(as_head, "municipality-charges", 2026, VESTNES))

    assert "Summen er foreløpig. 4 av 4 forventede deler mangler beløp" in page


def test_the_workbook_has_the_causes_and_the_rows(overspend, tmp_path):
    make_frame_change()
    file = tmp_path / "vestnes.xlsx"

    call_command("export_charges", 2024, VESTNES, str(file), verbosity=0)

    found = sheets(file.read_bytes())
    names = " ".join(found)
    for told in (
        "Hva Vestnes betaler",
        "Når det betales",
        "Krav, betalt",
        "Slik er beløpene",
        "Årsakene bak",
        "slik rade",
    ):
        assert told in names, told
    split = next(rows for name, rows in found.items() if name.startswith("Slik er beløpene"))
    assert split[0] == ["Hva", "Hele beløpet", "Metode", "Mål", "Antall", "Forholdstall", "Kommunens del"]


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ((1999, VESTNES, "x.pdf"), "1999 er ikke et år"),
        ((2024, "9999", "x.pdf"), "Ingen kommune har nummeret 9999"),
        ((2024, VESTNES, "x.docx"), "må ende på .pdf eller .xlsx"),
        ((2024, VESTNES, "finnes-ikke/x.xlsx"), "kan ikke skrives"),
    ],
)
def test_the_command_says_what_is_wrong(charged_2024, tmp_path, arguments, fault):
    year, number, file = arguments

    with pytest.raises(CommandError, match=fault):
        call_command("export_charges", year, number, str(tmp_path / file))
