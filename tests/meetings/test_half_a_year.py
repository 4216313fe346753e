"""Half a year's accounts are never shown, told, exported or shared as those of a whole year, wherever they are read.

The year of the report that was wrong: accounts to April 36 889 000 against a year's budget of 89 960 000 were called an
underspend of 53 071 (thousands). Against the budget of the same months they are an overspend of 6 902.
"""

import csv
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from budget.accounts.report import line_accounts
from budget.allocations import storing
from budget.allocations.models import AllocationRun
from budget.charges import key_comparison
from budget.lines.models import BudgetLine
from budget.money.reader import Reader
from budget.projects.models import InvestmentProject
from budget.result.operating_result import result_of
from budget.runs.actions import approve_run, correct_run, make_run
from budget.years.actions import reopen_year
from budget.years.models import AccountingYear
from meetings.approving.approval import approve_document
from meetings.documents import writing
from meetings.documents.models import Document
from meetings.papers import compose
from meetings.tokens import tokens
from rorikt.figures.charts import svg
from rorikt.figures.offers import offers
from rorikt.figures.values import Chart, Figure, NotAvailable, Table
from rorikt.people.models import User
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
MAY = date(2024, 5, 1)
BUDGETS = {"Lønn": 30_000_000, "Lisenser": 59_960_000}
MONTHS = {
    "Lønn": [3_000_000, 3_000_000, 3_000_000, 2_889_000],
    "Lisenser": [6_000_000, 6_000_000, 6_500_000, 6_500_000],
}
# What nobody may read of a half year: its accounts held against the budget of the whole.
FALSE = re.compile(r"53[\s\u00a0]?071|Mindreforbruk(?!et)|mindreforbruk på|Til gode")
SO_FAR = "hittil, til og med april 2024"
YEAR_PAGES = ["operating-result", "forecast", "investments", "settlement", "accounting-year", "account-mappings"]


@pytest.fixture
def half(db):
    """2024 with accounts to April that somebody has confirmed, one project, payments on account and a key."""
    factories.make_cooperation()
    factories.make_key(factories.KEY_2024, valid_from=date(2024, 1, 1))
    for title, budgeted in BUDGETS.items():
        booked = [Decimal(amount) for amount in MONTHS[title]]
        line = factories.make_line(year=2024, title=title, budgeted=Decimal(budgeted), actual=sum(booked))
        for month, amount in enumerate(booked, start=1):
            factories.make_total(line=line, month=month, amount=amount)
    factories.make_project(year=2024, title="Nett", budgeted=Decimal(900_000), actual_excl_vat=Decimal(100_000))
    for number in factories.MUNICIPALITIES:
        factories.make_payment(year=2024, municipality_id=number, amount=Decimal(50_000))
    factories.state_reach(2024, 4)


@pytest.fixture
def head(db):
    return User.objects.filter(role=User.Role.HEAD).first() or factories.make_user()


def make_report(**overrides):
    return factories.make_document(
        **{"kind": Document.Kind.ACTIVITY_REPORT, "accounting_year": 2024, "as_of": MAY, **overrides}
    )


def read(response):
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")


def all_text(value):
    """Every word that a value prints."""
    if isinstance(value, Figure):
        return f"{value.label} {value.text}"
    table = value.table if isinstance(value, Chart) else value
    if not isinstance(table, Table):
        return str(value)
    title = value.title if isinstance(value, Chart) else ""
    cells = [cell.text for row in (*table.rows, table.total) for cell in row]
    return " ".join([title, table.caption, *(column.label for column in table.columns), *cells, table.note])


def budget_tokens(document):
    binder = tokens.Binder(document)
    for offer in offers().values():
        if offer.owner == "budget":
            for arguments in offer.choices(binder.asked):
                yield offer, ":".join([offer.name, *arguments])


def values_of(document):
    """Token to what it is, or to the sentence that refuses it."""
    found = {}
    for _, token in budget_tokens(document):
        try:
            found[token] = tokens.Binder(document).bind(token)
        except tokens.Unbound as refused:
            found[token] = str(refused)
    return found


# What is true


def test_the_truth_of_the_half_year(half):
    found = result_of(2024)

    assert (found.actual, found.year_budget) == (36_889_000, 89_960_000)
    assert (found.word, found.period) == ("Merforbruk", SO_FAR)
    assert round(found.total.overspend) == 6_902_333


# Pages


@pytest.mark.parametrize("role", ["head", "council_member", "finance", "author"])
def test_the_front_page_tells_the_half_year_as_one(client, half, role):
    client.force_login(factories.make_user(User.Role(role)))

    figure = client.get("/").context["key_figures"][0]

    assert (figure.label, figure.value.replace("\u00a0", " ")) == (f"Merforbruk {SO_FAR}", "6 902 tusen kr")
    assert figure.note.replace("\u00a0", " ") == "Regnskap hittil 36 889, budsjett hittil 29 987, årsbudsjett 89 960"


@pytest.mark.parametrize("name", YEAR_PAGES)
@pytest.mark.parametrize("role", ["head", "council_member"])
def test_every_page_of_the_year_says_so_far_and_that_it_is_not_closed(client, half, name, role):
    client.force_login(factories.make_user(User.Role(role)))

    page = read(client.get(reverse(f"budget:{name}", args=[2024])))

    assert "Regnskapet for 2024 er ikke avsluttet: det går til og med april." in page
    assert not FALSE.search(page)


@pytest.mark.parametrize("month", ["", "4", "6", "8", "12", "13", "x"])
def test_no_month_of_the_chooser_makes_a_half_year_whole(client, head, half, month):
    client.force_login(head)

    page = read(client.get(reverse("budget:operating-result", args=[2024]), {"maned": month}))

    assert f"Driftsresultat {SO_FAR}" in page
    assert "6 902" in page
    assert not FALSE.search(page)


def test_the_pages_of_a_line_and_a_project_say_so_far(client, head, half):
    client.force_login(head)

    line = read(client.get(BudgetLine.objects.get(title="Lisenser").get_absolute_url()))
    project = read(client.get(InvestmentProject.objects.get().get_absolute_url()))

    assert all(text in line for text in ("Regnskap hittil", "Budsjett hittil", "Avvik hittil", "kroner for hele året"))
    assert "−5 013 333,33" in line
    assert "34 960 000" not in line
    assert f"Regnskap inkl. mva. ({SO_FAR})" in project
    assert "Rest av årsbudsjettet" in project


def test_the_files_of_the_page_say_how_far_they_go(client, head, half):
    client.force_login(head)
    address = reverse("budget:operating-result", args=[2024])

    rows = list(
        csv.reader(io.StringIO(client.get(address, {"eksport": "csv"}).content.decode("utf-8-sig")), delimiter=";")
    )
    book = load_workbook(io.BytesIO(client.get(address, {"eksport": "xlsx"}).content))

    assert rows[0][:4] == [
        "Type utgift",
        "Regnskap til og med april",
        "Budsjett til og med april",
        "Avvik til og med april",
    ]
    assert [cell.value for cell in book.worksheets[0][1]] == rows[0]
    assert not any(FALSE.search(str(cell.value)) for sheet in book for row in sheet for cell in row)


# Tokens, outlines and frozen papers


def test_no_token_of_a_paper_tells_the_half_year_as_a_whole(half):
    values = values_of(make_report())

    assert len(values) > 20
    for token, value in values.items():
        text = all_text(value)
        assert not FALSE.search(text), (token, text)
        if not isinstance(value, str) and WHOLE_YEAR_ON_PURPOSE.isdisjoint({token, token.split(":")[0]}):
            assert "april" in text, (token, text)


# A budget, a payment, a cause or a measure is not of the accounts; a forecast is of the whole year and says what it
# builds on.
WHOLE_YEAR_ON_PURPOSE = {
    *("budsjett-sum", "linje-budsjett", "arsak", "investeringer-budsjett", "akonto-sum"),
    *("tiltak-sum", "tabell:tiltak"),
}


@pytest.mark.parametrize(
    "token",
    ["tabell:fordeling-merforbruk", "tabell:investeringsoppgjor", "oppgjor-sum", "investeringer-mindreforbruk"],
)
def test_what_shares_or_settles_is_refused_in_a_paper_and_says_what_is_missing(half, token):
    refusal = values_of(make_report())[token]

    assert "Regnskapet for 2024 er ikke avsluttet per 01.05.2024: det går til og med april. Avslutt året før" in refusal


def test_the_sentence_of_the_outline_is_true_whatever_the_year_came_to(half):
    document = writing.start_document(
        Document(
            kind=Document.Kind.ACTIVITY_REPORT, title="Rapport", document_owner="ROR-IKT", as_of=MAY,
            accounting_year=2024,
        ),
        by=factories.make_user(),
        now=NOW,
    )  # fmt: skip

    [result] = document.sections.filter(title="Driftsresultat hittil")
    [_, *blocks] = compose.section_blocks(result.body, tokens.Binder(document))
    text = compose.section_blocks(result.body, tokens.Binder(document))[0].html.replace("\u00a0", " ")

    assert "et merforbruk på 6 902 333 kr hittil, til og med april 2024" in text
    assert "Årsbudsjettet er" in text
    assert "fordeling" not in result.body
    assert [type(block) for block in blocks[:2]] == [Table, Table]


def test_a_report_follows_its_own_date_whatever_has_been_imported_later(half, head):
    for line in BudgetLine.objects.for_year(2024):
        for month in range(5, 13):
            factories.make_total(line=line, month=month, amount=Decimal(1_000_000))
        line.actual += 8_000_000
        line.save()
    factories.close_year(2024)
    body = "<p>Regnskapet viser [[resultat]].</p><p>[[tabell:driftsresultat]]</p><p>[[tabell:prognose]]</p>"
    may, later = make_report(), make_report(as_of=date(2025, 2, 1))
    for document in (may, later):
        factories.make_section(document=document, title="Resultat", body=body)

    frozen = approve_document(may, by=head, now=NOW).content

    table = frozen["sections"][0]["blocks"][1]["table"]
    year = next(source for source in frozen["sources"] if source["name"] == "Regnskapsår 2024")
    assert table["caption"] == f"Driftsresultat {SO_FAR}"
    assert table["total"][1]["value"] == "36889000.00"
    assert year["settings"] == {"accounts_to": 4, "closed_on": None, "as_of": "2024-05-01"}
    assert all_text(values_of(later)["tabell:driftsresultat"]).startswith(" Driftsresultat 2024 ")


def test_an_approved_paper_stays_when_the_year_moves_on(half, head):
    document = make_report()
    factories.make_section(document=document, title="Resultat", body="<p>[[tabell:driftsresultat]]</p>")
    version = approve_document(document, by=head, now=NOW)
    before = version.content

    factories.close_year(2024)
    version.refresh_from_db()

    assert version.content == before


# Runs and keys


@pytest.mark.parametrize("kind", [AllocationRun.Kind.OPERATING_RESULT, AllocationRun.Kind.INVESTMENT])
def test_nothing_of_an_open_year_is_shared_or_settled(half, head, kind):
    with pytest.raises(ValidationError, match="Regnskapet for 2024 er ikke avsluttet: det går til og med april"):
        make_run(kind, year=2024, charged_year=2025, by=head, now=NOW)
    assert not AllocationRun.objects.exists()


def test_a_draft_of_a_year_that_is_reopened_is_not_approved_by_the_action_nor_by_the_database(half, head):
    factories.close_year(2024)
    draft = factories.make_run(year=2024, charged_year=2025, approve=False)
    reopen_year(2024, reason="Et bilag kom sent.", by=head, now=NOW)

    with pytest.raises(ValidationError, match="Regnskapet for 2024 er ikke avsluttet"):
        approve_run(draft, by=head, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        AllocationRun.objects.filter(pk=draft.pk).update(state="approved", approved_at=NOW, approved_by=head)


def test_reopening_leaves_what_is_approved_and_a_correction_waits_for_the_next_closing(half, head):
    factories.close_year(2024)
    run = factories.make_run(year=2024, charged_year=2025)
    before = storing.values_of(run)
    reopen_year(2024, reason="Et bilag kom sent.", by=head, now=NOW)
    line = BudgetLine.objects.get(title="Lønn")
    line.actual += 1000
    line.save()

    with pytest.raises(ValidationError, match="Regnskapet for 2024 er ikke avsluttet"):
        correct_run(run, charged_year=2025, reason="Sent bilag", by=head, now=NOW)
    factories.close_year(2024)
    correction = correct_run(run, charged_year=2025, reason="Sent bilag", by=head, now=NOW)

    assert storing.values_of(AllocationRun.objects.get(pk=run.pk)) == before
    assert sum(part.booked for part in correction.parts.all()) == 1000


def test_a_new_key_is_not_measured_by_an_open_year_s_result(half):
    note = key_comparison.meaning({number: Decimal(20) for number in factories.MUNICIPALITIES}, 2024, Reader()).note

    assert "mindreforbruk 2024" not in note.lower()
    assert "Regnskapet for 2024 er ikke avsluttet: det går til og med april." in note


# Kinds of years


def test_typed_accounts_claim_nothing_until_somebody_says_how_far_they_reach(client, head):
    factories.make_line(year=2024, title="Lønn", actual=Decimal(400), budgeted=Decimal(1200))
    client.force_login(head)
    asked = client.get(reverse("budget:accounting-year", args=[2024]))

    before = read(client.get(reverse("budget:operating-result", args=[2024])))
    figure = client.get("/").context["key_figures"][0]
    refused = values_of(make_report())["tabell:driftsresultat"]
    client.post(reverse("budget:accounting-year-reach", args=[2024]), {"accounts_to": "4"})

    assert asked.context["reach_form"].fields["accounts_to"].label == "Hvor langt går regnskapet for 2024?"
    assert "Derfor vises verken mer- eller mindreforbruk." in before
    assert not re.search(r"Mer-?forbruk|Mindreforbruk|Avvik i %", before)
    assert (figure.label, figure.tone) == ("Regnskap hittil i 2024", "")
    assert "ikke oppgitt hvor langt regnskapet for 2024 går" in refused
    found = result_of(2024)
    assert (found.period, found.total.variance) == (SO_FAR, 0)


def test_a_file_of_the_whole_year_has_no_months_and_is_asked_for(client, head):
    line = factories.make_line(year=2024, actual=Decimal(400), budgeted=Decimal(1200))
    factories.make_total(line=line, month=0, amount=Decimal(400))

    assert result_of(2024).total is None
    factories.state_reach(2024, 6)
    assert result_of(2024).total.variance == 200
    assert "Uten måned" in [column.label for column in line_accounts(line).columns]
    with pytest.raises(NotAvailable, match="ikke ført på måneder"):
        result_of(2024, 3)


def test_typing_a_line_anew_takes_the_stated_month_back(client, head):
    line = factories.make_line(year=2024, title="Lønn", actual=Decimal(400), budgeted=Decimal(1200))
    factories.state_reach(2024, 4)
    client.force_login(head)
    typed = {"title": "Lønn", "budgeted": "1200", "position": 1}

    client.post(reverse("budget:line-edit", args=[line.pk]), {**typed, "actual": "400"})
    kept = AccountingYear.objects.get(year=2024).accounts_to
    client.post(reverse("budget:line-edit", args=[line.pk]), {**typed, "actual": "600"})

    assert (kept, AccountingYear.objects.get(year=2024).accounts_to) == (4, None)


def test_a_closed_year_is_not_typed_over(client, head):
    line = factories.make_line(year=2024, title="Lønn", actual=Decimal(400), budgeted=Decimal(1200))
    factories.close_year(2024)
    client.force_login(head)

    answer = client.post(
        reverse("budget:line-edit", args=[line.pk]),
        {"title": "Lønn", "budgeted": "1200", "actual": "401", "position": 1},
    )

    assert "Regnskapsåret 2024 er avsluttet" in read(answer)
    assert BudgetLine.objects.get().actual == 400


def test_a_budget_laid_for_a_year_to_come_is_no_underspend(client, half, head):
    factories.make_line(year=2025, actual=0, budgeted=Decimal(90_000_000))
    client.force_login(head)

    page = read(client.get(reverse("budget:operating-result", args=[2025])))

    assert "Det er ikke ført regnskap for 2025 ennå." in page
    assert not FALSE.search(page)
    assert client.get("/").context["key_figures"][0].label == f"Merforbruk {SO_FAR}"


def test_a_closed_year_is_the_year(client, half, head):
    factories.close_year(2024)
    client.force_login(head)

    page = read(client.get(reverse("budget:operating-result", args=[2024])))
    values = values_of(make_report(as_of=date(2025, 2, 1)))

    assert client.get("/").context["key_figures"][0].label == "Mindreforbruk 2024"
    assert "Driftsresultat 2024" in page
    assert "Fordeling av mindreforbruket" in page
    assert values["resultat"].text.replace("\u00a0", " ") == "et mindreforbruk på 53 071 000 kr"


# What belongs to no line


@pytest.fixture
def lost(half):
    """250 000 in March on two accounts that no mapping holds for."""
    for amount in (200_000, 50_000):
        factories.make_total(line=None, year=2024, month=3, amount=Decimal(amount))


@pytest.mark.parametrize("name", ["operating-result", "forecast", "accounting-year"])
def test_what_belongs_to_no_line_is_named_beside_the_sums_of_every_page(client, lost, name):
    client.force_login(factories.make_user(User.Role.COUNCIL_MEMBER))

    page = read(client.get(reverse(f"budget:{name}", args=[2024])))

    assert "Ikke med i summene: 250 000,00 kr på 2 konti uten type utgift." in page
    assert reverse("budget:account-mappings", args=[2024]) in page


def test_nothing_is_called_an_overspend_while_accounts_are_missing(client, lost, head):
    client.force_login(head)

    figure = client.get("/").context["key_figures"][0]
    refused = values_of(make_report())

    assert (figure.label, figure.tone) == (f"Avvik {SO_FAR}", "warning")
    assert "250 tusen kr på 2 konti uten type utgift" in figure.note.replace("\u00a0", " ")
    assert "2 konti uten type utgift" in refused["merforbruk"]
    assert "uten 250 000,00 kr på 2 konti" in refused["regnskap-sum"].text.replace("\u00a0", " ")
    for token in ("tabell:driftsresultat", "tabell:prognose", "tabell:driftsresultat-hittil"):
        assert refused[token].lacks.replace("\u00a0", " ").startswith("Ikke med i summene: 250 000,00 kr")


def test_the_files_and_charts_name_what_is_missing_too(client, lost, head):
    client.force_login(head)
    for name in ("operating-result", "forecast"):
        answer = client.get(reverse(f"budget:{name}", args=[2024]), {"eksport": "csv"})
        last = answer.content.decode("utf-8-sig").replace("\u00a0", " ").strip().splitlines()[-1]
        assert last == "Ikke med i summene: 250 000,00 kr på 2 konti uten type utgift."

    drawn = client.get(reverse("budget:operating-result", args=[2024])).context["charts"]
    assert len(drawn) == 2
    assert all(chart.table.lacks for chart in drawn)
    assert all(svg(chart) for chart in drawn)


def test_a_year_with_accounts_on_no_line_at_all_is_no_underspend(client, head):
    factories.make_line(year=2024, actual=0, budgeted=Decimal(89_960_000))
    factories.make_total(line=None, year=2024, month=4, amount=Decimal(36_889_000))
    client.force_login(head)

    page = read(client.get(reverse("budget:operating-result", args=[2024])))

    assert not re.search("Mindreforbruk", page)
    assert "36 889 000,00 kr på 1 konto uten type utgift" in page
    assert client.get("/").context["key_figures"][0].label == f"Avvik {SO_FAR}"


# The demo


@pytest.mark.slow
def test_the_demo_s_2023_is_closed(db):
    call_command("load_demo", verbosity=0)

    closed = AccountingYear.objects.get(year=2023)
    assert (closed.is_closed, closed.closed_on) == (True, date(2024, 1, 31))
    assert (result_of(2024).is_whole, result_of(2024).month) == (False, 4)
