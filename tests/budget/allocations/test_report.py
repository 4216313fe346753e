"""What a run shows: the columns it has a use for, their sums, and no amount of what is closed but the reader's own."""

from datetime import date
from decimal import Decimal

import pytest

from budget.allocations.models import AllocationRun
from budget.allocations.report import key_facts, method_table, offsets_of, parts_table, sources_table
from budget.lines.models import BudgetLine
from budget.money.reader import Reader
from budget.runs.actions import correct_run
from budget.years.actions import reopen_year
from rorikt.people.models import Municipality, User
from tests.budget import golden
from tests.factories import KEY_2024, RUN_AT, make_item, make_key, make_meeting, make_run, make_user, named_case

pytestmark = pytest.mark.django_db
Kind = AllocationRun.Kind
AMOUNTS = "Del av beløpet"
HOW = ["Metode", "Mål", "Antall", "Forholdstall"]


@pytest.fixture
def shared(year_2023):
    make_key(KEY_2024, valid_from=date(2024, 1, 1))


def labels(table):
    """Of the amounts."""
    return [column.label for column in table.columns[2:]]


def sums_of(table):
    """Of each column of numbers that is open and adds up."""
    return [sum(Decimal(row[index].value) for row in table.rows) for index in range(1, len(table.columns))]


def test_an_overspend_has_one_amount_a_settlement_three(shared):
    result, settlement = make_run(), make_run(Kind.INVESTMENT)

    assert labels(parts_table(result, Reader())) == [AMOUNTS]
    assert labels(parts_table(settlement, Reader())) == [AMOUNTS, "Betalt akonto", "Å betale"]


def test_what_is_offset_is_called_that(shared):
    settlement = make_run(Kind.INVESTMENT)
    offset = make_run(Kind.OFFSET, year=2024, contribution=Decimal(11_000_000), offsets=settlement)

    assert labels(parts_table(offset, Reader())) == [AMOUNTS, "Motregnet", "Å betale"]
    assert offsets_of([settlement]) == {settlement.pk: offset}
    assert offsets_of([offset]) == {}


def test_a_draft_offsets_nothing_yet(shared):
    settlement = make_run(Kind.INVESTMENT)
    make_run(Kind.OFFSET, year=2024, contribution=Decimal(1), offsets=settlement, approve=False)

    assert offsets_of([settlement]) == {}


def test_a_correction_shows_what_was_booked_before_and_the_difference(shared, head):
    run = make_run()
    BudgetLine.objects.filter(title="Lønn").update(actual=Decimal("28791212.40"))
    correction = correct_run(run, charged_year=2024, reason="Glemt bilag", by=head, now=RUN_AT)

    table = parts_table(correction, Reader())

    assert labels(table) == [AMOUNTS, "Etter forrige fordeling", "Bokføres"]
    assert [Decimal(cell.value) for cell in table.total[2:]] == [golden.OVERSPEND + 1000, golden.OVERSPEND, 1000]
    assert ("Begrunnelse", "Glemt bilag") in key_facts(correction, Reader())


@pytest.mark.parametrize("kind", [Kind.OPERATING_RESULT, Kind.INVESTMENT])
def test_every_column_adds_up_to_its_sum(shared, kind):
    table = parts_table(make_run(kind), Reader())

    assert [Decimal(cell.value) for cell in table.total[1:]] == sums_of(table)


def test_money_back_is_explained_where_there_is_some(shared):
    assert parts_table(make_run(), Reader()).note == ""
    assert parts_table(make_run(Kind.INVESTMENT), Reader()).note == "Beløp under null betales tilbake til kommunen."


def test_of_what_is_exempt_a_municipality_reads_its_own_amount_alone(shared):
    make_item(meeting=make_meeting(), title="Sak", exemption_basis="offl. § 23", public_title="Avtale")
    run = make_run(case=named_case("2024/M1-001"))
    own = Reader(make_user(User.Role.FINANCE, municipality=Municipality.objects.get(pk="1535")))

    table = parts_table(run, own)

    assert table.caption == "Unntatt offentlighet: Avtale"
    assert [row[2].value for row in table.rows] == ["", str(golden.PRINTED_SPLIT["1535"]), "", "", ""]
    assert table.total[2].text == "unntatt"
    assert sources_table(run, own).rows == ()
    assert dict(key_facts(run, own))["Beløp"] == "unntatt"


def test_the_rows_behind_are_told_with_their_hash(shared):
    run = make_run()

    rows = sources_table(run, Reader()).rows

    assert [row[0].text for row in rows] == [
        "Driftslinjer 2023",
        "Regnskapsår 2023",
        "Fordelingsnøkkel 01.01.2023 – 31.12.2023",
    ]
    assert all(len(row[2].text) == 64 for row in rows)


def test_the_head_of_a_run_tells_what_it_is_of_and_who_approved_it(shared):
    said = dict(key_facts(make_run(), Reader()))

    assert (said["Gjelder år"], said["Betales i"], said["Sak"]) == ("2023", "2024", "ingen sak")
    assert said["Beløp"].replace("\u00a0", " ") == "1 937 782,94 kr"
    assert said["Godkjent"].startswith("06.02.2024 av ")
    assert "avsluttet" in said["Regnskapsåret"]
    assert "Godkjent" not in dict(key_facts(make_run(Kind.INVESTMENT, approve=False), Reader()))


def test_a_year_that_is_opened_again_leaves_what_is_approved_as_it_was(shared, head):
    run = make_run()
    reopen_year(2023, reason="Feil", by=head, now=RUN_AT)

    said = dict(key_facts(run, Reader()))["Regnskapsåret"]

    assert said.startswith("Regnskapet for 2023 er åpnet igjen. Fordelingen står som den var.")


def test_beside_each_part_stands_how_it_came_about(shared):
    run = make_run()

    table = method_table(run, Reader())

    assert [column.label for column in table.columns] == ["Kommune", *HOW]
    assert [cell.text.replace("\u00a0", " ") for cell in table.rows[0]] == [
        "Molde", "Fordelingsnøkkel", "andel i nøkkelen", "45,87 %", "0,458700",
    ]  # fmt: skip
