"""The state of a year: how far its accounts reach, that it is closed, and what must not move then."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from budget.accounts.actions import delete_mapping
from budget.investments.actions import set_payments
from budget.ledger.models import AccountMapping
from budget.result.actions import delete_line
from budget.years import actions
from budget.years.models import AccountingYear
from budget.years.state import state_of
from rorikt.audit.models import AuditEntry
from rorikt.imports import imported_files
from rorikt.people.models import User
from tests.budget.accounts.accounts_files import confirm, csv_file, import_accounts, make_mapping, upload
from tests.factories import close_year, make_line, make_municipalities, make_total, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 9, 3, 12, tzinfo=UTC)
PAGE_QUERIES = 26


@pytest.fixture
def head(db):
    return make_user()


def close(year, by, on=None, **options):
    actions.close_year(year, closed_on=on or date(year + 1, 1, 31), by=by, now=NOW, **options)


def test_a_year_without_anything_has_no_accounts():
    state = state_of(2024)

    assert (state.has_accounts, state.is_comparable, state.is_closed) == (False, False, False)


def test_imported_months_reach_the_last_one_with_entries_until_somebody_states_it(head):
    line = make_line(year=2024, actual=200)
    for month in (1, 4):
        make_total(line=line, month=month)

    found = state_of(2024)
    actions.state_reach(2024, 3, by=head, now=NOW)

    assert (found.accounts_to, found.is_confirmed) == (4, False)
    assert (state_of(2024).accounts_to, state_of(2024).is_confirmed) == (3, True)


def test_accounts_that_belong_to_no_line_are_accounts(head):
    make_total(line=None, year=2024, month=4)

    assert (state_of(2024).has_accounts, state_of(2024).accounts_to) == (True, 4)


def test_typed_accounts_reach_nothing_until_somebody_states_it(head):
    make_line(year=2024, actual=200)
    assert state_of(2024).accounts_to is None

    actions.state_reach(2024, 6, by=head, now=NOW)

    state, entry = state_of(2024), AuditEntry.objects.first()
    assert (state.accounts_to, state.is_confirmed, state.has_months) == (6, True, False)
    assert (entry.action, entry.detail["after"]) == (
        "oppga måned for regnskapet",
        {"accounts_to": 6, "closed_on": None},
    )


def test_accounts_cannot_reach_a_month_without_entries_or_one_that_is_not_over(head):
    make_total(line=make_line(year=2024), month=4)

    with pytest.raises(ValidationError, match="Siste måned med poster i 2024 er april"):
        actions.state_reach(2024, 6, by=head, now=NOW)
    with pytest.raises(ValidationError, match="September 2024 er ikke over ennå"):
        actions.state_reach(2024, 9, by=head, now=NOW)
    assert state_of(2024).accounts_to == 4


def test_a_closed_year_is_the_whole_year_and_reopens_with_a_reason(head):
    make_line(year=2023)
    close(2023, head)
    closed = state_of(2023)

    with pytest.raises(ValidationError, match="Skriv hvorfor"):
        actions.reopen_year(2023, reason=" ", by=head, now=NOW)
    actions.reopen_year(2023, reason="Et bilag kom sent.", by=head, now=NOW)

    assert (closed.is_closed, closed.closed_on) == (True, date(2024, 1, 31))
    assert (state_of(2023).is_closed, state_of(2023).accounts_to) == (False, 12)
    assert AuditEntry.objects.first().detail["reason"] == "Et bilag kom sent."
    with pytest.raises(ValidationError, match="2023 er ikke avsluttet"):
        actions.reopen_year(2023, reason="Igjen.", by=head, now=NOW)


def test_a_year_is_closed_only_when_nothing_is_missing(head):
    with pytest.raises(ValidationError, match="Det finnes ingen driftslinjer for 2023"):
        close(2023, head)
    line = make_line(year=2023, actual=0)
    with pytest.raises(ValidationError, match="Det er ikke ført regnskap for 2023"):
        close(2023, head)
    make_total(line=line, month=10)
    lost = make_total(line=None, year=2023, month=10, amount=Decimal("36889000.50"))
    with pytest.raises(ValidationError) as refused:
        close(2023, head)
    assert [message.replace("\u00a0", " ") for message in refused.value.messages] == [
        "36 889 000,50 kr på 1 konto mangler type utgift. Koble dem under Konti.",
        "Siste måned med poster er oktober. Importer resten av året, eller bekreft at det ikke kommer flere poster.",
    ]
    lost.delete()

    close(2023, head, is_whole=True)

    assert state_of(2023).is_closed


@pytest.mark.parametrize("day", [date(2023, 12, 30), date(2024, 9, 4)])
def test_a_year_is_closed_after_its_end_and_not_in_the_future(head, day):
    make_line(year=2023)

    with pytest.raises(ValidationError, match="Dagen må være etter at 2023 er over"):
        close(2023, head, on=day)


def test_a_closed_year_takes_no_new_statement(head):
    make_line(year=2023)
    close(2023, head)

    with pytest.raises(ValidationError, match="Regnskapsåret 2023 er avsluttet"):
        actions.state_reach(2023, 5, by=head, now=NOW)
    with pytest.raises(ValidationError, match="Regnskapsåret 2023 er avsluttet"):
        close(2023, head)


@pytest.mark.parametrize(
    "fields",
    [
        {"accounts_to": 13},
        {"accounts_to": 5},
        {"accounts_to": None, "closed_on": date(2024, 1, 31)},
        {"year": 1999},
    ],
)
def test_the_database_holds_the_rules_of_a_year(head, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountingYear.objects.create(**{"year": 2023, **fields})


def test_the_database_closes_no_year_whose_accounts_stop_before_december(head):
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountingYear.objects.create(
            year=2023, accounts_to=11, stated_at=NOW, stated_by=head,
            closed_on=date(2024, 1, 31), closed_at=NOW, closed_by=head,
        )  # fmt: skip


# Imports


@pytest.fixture
def salaries(head):
    line = make_line(year=2024, title="Lønn", actual=0)
    make_mapping(line, "10000", "10999")
    return line


def stated(imported, **months):
    """The file as the form of its page leaves it."""
    imported.options = {**imported.options, "accounts_to": {year.removeprefix("y"): m for year, m in months.items()}}
    imported.save()
    return imported


def test_an_import_states_the_month_and_undoing_it_brings_back_the_one_before(head, salaries):
    first = confirm(stated(upload(csv_file("2024;1;10100;;;;100", "2024;2;10100;;;;9"), by=head), y2024=1), by=head)
    reach = [AccountingYear.objects.get(year=2024).accounts_to]
    second = confirm(stated(upload(csv_file("2024;3;10100;;;;100"), by=head), y2024=3), by=head)
    reach.append(AccountingYear.objects.get(year=2024).accounts_to)
    for imported in (second, first):
        imported_files.undo(imported, by=head, now=NOW)
        reach.append(AccountingYear.objects.get(year=2024).accounts_to)

    assert reach == [1, 3, 1, None]


def test_the_page_of_a_file_proposes_the_last_month_and_asks_where_there_is_none(client, head, salaries):
    client.force_login(head)

    def asked(content):
        page = client.get(reverse("budget:account-import", args=[upload(content, by=head).pk]))
        return page.context["confirm_form"].fields["accounts_to_2024"]

    months = asked(csv_file("2024;1;10100;;;;100", "2024;4;10100;;;;9"))
    whole = asked(b"\xef\xbb\xbf" + "År;Konto;Beløp\n2024;10100;100\n".encode())

    assert (months.initial, months.choices[-1]) == ("4", ("4", "april 2024"))
    assert (whole.initial, whole.choices[0], len(whole.choices)) == ("", ("", "Velg måned"), 13)


def test_an_import_without_a_month_chosen_is_asked_again(client, head, salaries):
    imported = upload(csv_file("2024;1;10100;;;;100"), by=head)
    client.force_login(head)

    for month in ("", "5"):
        client.post(reverse("budget:account-import-confirm", args=[imported.pk]), {"accounts_to_2024": month})

    imported.refresh_from_db()
    assert imported.state == "previewed"


def test_nothing_is_imported_into_mapped_in_or_taken_out_of_a_closed_year(client, head, salaries):
    imported = import_accounts(csv_file("2024;1;10100;;;;100"), by=head)
    waiting = upload(csv_file("2024;2;10100;;;;50"), by=head)
    close_year(2024)
    client.force_login(head)

    page = client.get(reverse("budget:account-import", args=[waiting.pk]))
    for refused in (
        lambda: confirm(waiting, by=head),
        lambda: imported_files.undo(imported, by=head, now=NOW),
        lambda: delete_mapping(AccountMapping.objects.get(), by=head, now=NOW),
        lambda: delete_line(salaries, by=head, now=NOW),
        lambda: set_payments({make_municipalities()[0]: Decimal(1)}, year=2024, by=head, now=NOW),
    ):
        with pytest.raises(ValidationError, match="Regnskapsåret 2024 er avsluttet"):
            refused()

    assert (page.context["may_confirm"], page.context["page"].closed_years) == (False, (2024,))
    salaries.refresh_from_db()
    assert salaries.actual == 100


# Pages


def test_the_head_closes_and_reopens_by_clicking_and_nobody_else_may(client, head):
    make_line(year=2023)
    page, close_page, reopen_page = (
        reverse(f"budget:{name}", args=[2023])
        for name in ("accounting-year", "accounting-year-close", "accounting-year-reopen")
    )
    for role in ("finance", "author", "council_member", "administrator"):
        client.force_login(make_user(User.Role(role)))
        assert client.get(page).status_code == 200
        assert [client.post(url).status_code for url in (close_page, reopen_page)] == [403, 403]
        assert client.post(reverse("budget:accounting-year-reach", args=[2023])).status_code == 403
    client.force_login(head)

    early = client.post(close_page, {"closed_on": "30.12.2023"})
    client.post(close_page, {"closed_on": "31.01.2024"})
    closed = state_of(2023).closed_on
    empty = client.post(reopen_page, {"reason": ""})
    client.post(reopen_page, {"reason": "Et bilag kom sent."})
    history = [(one.what, one.reason) for one in client.get(page).context["history"]]

    assert "Dagen må være etter at 2023 er over" in early.content.decode()
    assert (closed, empty.status_code) == (date(2024, 1, 31), 200)
    assert history == [("Gjenåpnet", "Et bilag kom sent."), ("Avsluttet 31.01.2024", "")]


def test_a_year_whose_entries_stop_early_is_closed_only_when_the_head_says_so(client, head):
    make_total(line=make_line(year=2023), month=10)
    client.force_login(head)
    address = reverse("budget:accounting-year-close", args=[2023])

    refused = client.post(address, {"closed_on": "31.01.2024"})
    client.post(address, {"closed_on": "31.01.2024", "is_whole": "on"})

    assert refused.context["form"].fields["is_whole"].label == "Det kommer ingen poster etter oktober 2023"
    assert "Siste måned med poster er oktober" in refused.content.decode()
    assert state_of(2023).is_closed


def test_accounts_without_months_that_are_stated_to_june_are_closed_only_when_the_head_says_they_are_whole(
    client, head
):
    make_line(year=2023, actual=200)
    actions.state_reach(2023, 6, by=head, now=NOW)
    client.force_login(head)
    address = reverse("budget:accounting-year-close", args=[2023])

    refused = client.post(address, {"closed_on": "31.01.2024"})

    assert refused.context["form"].fields["is_whole"].label == "Hele 2023 er ført, ikke bare til og med juni"
    assert "Det er oppgitt at regnskapet går til og med juni." in refused.content.decode()
    assert not state_of(2023).is_closed

    client.post(address, {"closed_on": "31.01.2024", "is_whole": "on"})

    assert state_of(2023).is_closed


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_year_costs_the_same_queries_for_any_length(client, head, rows, django_assert_num_queries):
    for _ in range(rows):
        make_total(line=make_line(year=2024), month=1)
    client.force_login(head)
    client.get(reverse("budget:accounting-year", args=[2024]))

    with django_assert_num_queries(PAGE_QUERIES):
        client.get(reverse("budget:accounting-year", args=[2024]))
