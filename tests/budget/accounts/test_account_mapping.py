"""Which type of cost an account belongs to, and what a change of it does to the stored figures."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from budget.accounts.actions import copy_mappings, delete_mapping, store_mapping
from budget.accounts.guards import objections
from budget.accounts.report import import_sources, unknown_count
from budget.ledger.codes import Codes, Place, Rule, TotalKey, Totals, covered, place
from budget.ledger.models import AccountEntry, AccountMapping, AccountTotal
from budget.lines.models import BudgetLine
from budget.result.actions import delete_line
from meetings.papers.checks import document_problems
from rorikt.audit.models import AuditEntry
from rorikt.figures.values import Source
from rorikt.imports import imported_files
from tests.budget.accounts.accounts_files import NOW, csv_file, import_accounts, make_mapping
from tests.factories import make_content, make_cooperation, make_document, make_line, make_section, make_version

codes = st.text("0123456789", min_size=1, max_size=5)


def rules_of_a_year():
    return [Rule(False, "10000", "10999", 1), Rule(False, "1000", "1999", 2), Rule(True, "010", "099", 3),
            Rule(False, "20000", "29999", None)]  # fmt: skip


@pytest.mark.parametrize(
    ("account", "art", "found"),
    [
        ("10100", "010", Place(True, 1)),
        ("1100", "", Place(True, 2)),
        ("11000", "010", Place(True, 3)),
        ("", "099", Place(True, 3)),
        ("23500", "010", Place(True, None)),
        ("01010", "", Place(False, None)),
        ("11000", "100", Place(False, None)),
    ],
)
def test_the_account_goes_before_the_art_and_length_matters(account, art, found):
    assert place(Codes(account, art), rules_of_a_year()) == found


@given(codes, codes, codes, codes, codes)
def test_two_rules_overlap_just_when_they_could_hold_for_the_same_code(a, b, c, d, code):
    one, other = Rule(False, min(a, b), max(a, b), 1), Rule(False, min(c, d), max(c, d), 2)
    if len(a) != len(b) or len(c) != len(d):
        return

    assert one.overlaps(other) == other.overlaps(one)
    if one.holds_for(code) and other.holds_for(code):
        assert one.overlaps(other)
    if one.overlaps(other):
        assert any(one.holds_for(end) and other.holds_for(end) for end in (one.first, other.first))


@given(st.lists(st.decimals(-(10**9), 10**9, places=2), max_size=30))
def test_totals_are_the_sum_of_their_rows_to_the_ore(amounts):
    totals = Totals()
    for number, amount in enumerate(amounts):
        totals.add(TotalKey(2023, number % 3, "10100", ""), amount)

    assert totals.amount == sum(amounts, Decimal(0))
    assert sum(total.count for total in totals.by_key.values()) == len(amounts)


def test_a_row_without_a_month_covers_its_whole_year():
    assert covered([(2023, 0), (2024, 3)]) == {*((2023, month) for month in range(1, 13)), (2024, 3)}


@pytest.fixture
def year(head):
    lines = [make_line(title=title, actual=0) for title in ("Lønn", "Konsulenter")]
    import_accounts(csv_file("2023;1;10100;;010;;100,10", "2023;1;12700;;270;;50,20", "2023;2;12700;;270;;7"), by=head)
    return lines


def assert_that_sums_hold():
    """Every total equals the sum of its entries, and every actual the sum of its totals."""
    for total in AccountTotal.objects.all():
        entries = AccountEntry.objects.filter(
            account_import=total.account_import_id,
            year=total.year,
            month=total.month,
            account=total.account,
            art=total.art,
        )
        amounts = list(entries.values_list("amount", flat=True))
        assert (sum(amounts), len(amounts)) == (total.amount, total.entry_count)
    for line in BudgetLine.objects.all():
        assert line.actual == sum((total.amount for total in AccountTotal.objects.filter(line=line).in_force()), 0)


def test_a_new_mapping_moves_the_figures_and_its_deletion_moves_them_back(head, year):
    mapping = AccountMapping(year=2023, first="12700", last="12799", line=year[1])

    store_mapping(mapping, by=head, now=NOW)
    year[1].refresh_from_db()
    mapped = year[1].actual
    assert_that_sums_hold()
    delete_mapping(mapping, by=head, now=NOW)

    year[1].refresh_from_db()
    assert (mapped, year[1].actual) == (Decimal("57.20"), 0)
    assert_that_sums_hold()
    assert AuditEntry.objects.filter(action="endret regnskap på driftslinje").count() == 2


def test_a_mapping_to_no_line_holds_accounts_outside(head, year):
    before = unknown_count(2023)

    store_mapping(AccountMapping(year=2023, first="12700", last="12700"), by=head, now=NOW)

    assert (before, unknown_count(2023)) == (2, 1)
    assert_that_sums_hold()


def test_a_mapping_by_art_gives_way_to_one_by_account(head, year):
    by_art = AccountMapping(year=2023, basis="art", first="270", last="270", line=year[0])
    store_mapping(by_art, by=head, now=NOW)
    by_account = AccountMapping(year=2023, first="12700", last="12700", line=year[1])

    store_mapping(by_account, by=head, now=NOW)

    assert [BudgetLine.objects.get(pk=line.pk).actual for line in year] == [0, Decimal("57.20")]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"first": "10950", "last": "11100"}, "dekker bare en del av Konto 10000–10999"),
        ({"first": "1", "last": "10"}, "like mange siffer"),
        ({"first": "20000", "last": "10000"}, "kan ikke komme før"),
        ({"first": "1 0", "last": "1 0"}, "uten mellomrom"),
        ({"first": "10000", "last": "10999"}, "av de samme numrene"),
    ],
)
def test_a_mapping_that_cannot_hold_is_refused(head, year, fields, message):
    make_mapping(year[0], "10000", "10999")

    with pytest.raises(ValidationError, match=message):
        store_mapping(AccountMapping(year=2023, line=year[1], **fields), by=head, now=NOW)


def test_the_mappings_of_a_year_are_copied_onto_lines_of_the_same_name(head, year):
    make_mapping(year[0], "10000", "10999")
    make_mapping(None, "20000", "29999")
    with pytest.raises(ValidationError, match="«Lønn» som linje i 2024"):
        copy_mappings(from_year=2023, to_year=2024, by=head, now=NOW)
    salaries = make_line(title="Lønn", year=2024, actual=0)

    copied = copy_mappings(from_year=2023, to_year=2024, by=head, now=NOW)
    again = copy_mappings(from_year=2023, to_year=2024, by=head, now=NOW)

    assert (copied, again) == (2, 0)
    assert [(row.range, row.line) for row in AccountMapping.objects.filter(year=2024)] == [
        ("10000–10999", salaries),
        ("20000–29999", None),
    ]


def test_a_line_with_a_mapping_is_not_deleted(head, year):
    make_mapping(year[0], "10000", "10999")

    with pytest.raises(ValidationError, match="kontokobling"):
        delete_line(year[0], by=head, now=NOW)


def test_the_database_itself_refuses_what_cannot_be(year):
    make_mapping(year[0], "30", "50")
    make_mapping(year[0], "35", "40")  # in the wider one
    crossing = [{"first": "20", "last": "30"}, {"first": "50", "last": "60"}, {"first": "30", "last": "50"}]
    for fields in ({"first": "2", "last": "1"}, {"year": 1999, "first": "1", "last": "1"},
                   {"first": "1", "last": "10"}, *crossing):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            AccountMapping.objects.create(**{"year": 2023, **fields})
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountMapping.objects.filter(first="35").update(last="55")
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountTotal.objects.filter(is_known=False).update(line=year[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountEntry.objects.update(month=14)


def approved_report(head, year, now):
    make_cooperation()
    document = make_document(accounting_year=year)
    make_section(document=document, body="<p>Regnskap [[regnskap-sum]].</p>")
    content = make_content(sources=(Source(f"Driftslinjer {year}", 1, "0" * 64),))
    return make_version(document, content=content, approved_at=now, approved_by=head)


def test_an_import_that_an_approved_document_rests_on_is_not_undone(head, year):
    own = AccountTotal.objects.first().account_import
    version = approved_report(head, 2023, NOW + timedelta(days=1))

    with pytest.raises(ValidationError, match=f"«{version.document}» er godkjent"):
        imported_files.undo(own.imported, by=head, now=NOW)

    own.imported.refresh_from_db()
    assert own.imported.state == "confirmed"


def test_a_document_approved_before_the_import_or_of_another_year_holds_nothing(head, year):
    approved_report(head, 2023, NOW - timedelta(days=1))

    assert objections({2023}, NOW) == []
    assert objections({2022}, NOW - timedelta(days=2)) == []


def test_accounts_without_a_mapping_stop_the_approval_of_a_document_that_shows_the_result(head, year):
    make_cooperation()
    document = make_document(accounting_year=2023)
    make_section(document=document, body="<p>Regnskap [[regnskap-sum]].</p>")

    before = list(document_problems(document))
    store_mapping(AccountMapping(year=2023, first="10000", last="19999", line=year[0]), by=head, now=NOW)

    assert before == ["2 konti i regnskapet for 2023 mangler type utgift. Koble dem under Økonomi, Konti."]
    assert list(document_problems(document)) == []


def test_a_document_keeps_the_name_and_hash_of_the_files_behind_its_figures(year):
    own = AccountTotal.objects.first().account_import

    (source,) = import_sources(2023)

    assert (source.name, source.rows, source.sha256) == ("Regnskapsimport regnskap.csv", 3, own.imported.sha256)
