"""Runs against what the council was shown; what is approved stays, and a correction books the difference."""

from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from budget.allocations.basis import moved, without_rows
from budget.allocations.kept_rows import rows_tables
from budget.allocations.models import AllocationPart, AllocationRun
from budget.allocations.report import NOT_KEPT_ROWS, sources_table
from budget.charges.report import all_charges_table, charged_year, charges_of, charges_table
from budget.keys.actions import change_cost_key, delete_cost_key, renew_cost_key, store_cost_key
from budget.keys.models import CostKey, CostKeyShare
from budget.lines.models import BudgetLine
from budget.money.cells import source_of_values
from budget.money.reader import Reader
from budget.projects.models import InvestmentProject
from budget.runs.actions import approve_run, correct_run, delete_run, recompute_run
from budget.runs.basis import moved_since
from budget.years.actions import reopen_year
from budget.years.models import AccountingYear
from rorikt.audit import trail
from rorikt.audit.models import AuditEntry
from rorikt.cases.closed import CLOSED_AMOUNT
from rorikt.imports import imported_files
from rorikt.people.models import Municipality
from tests.budget import golden
from tests.budget.accounts.accounts_files import csv_file, import_accounts, make_mapping
from tests.factories import (
    KEY_2024,
    RUN_AT,
    close_year,
    make_frame_change,
    make_key,
    make_run,
    make_total,
)

pytestmark = pytest.mark.django_db
Kind = AllocationRun.Kind
# Ours is exact; the council was shown one øre less for the office municipality.
SPLIT_2023 = {**golden.PRINTED_SPLIT, "1506": Decimal("888861.04")}
NEW_SHARES = {number: Decimal(percent) for number, percent in KEY_2024.items()}


def amounts(run, field="booked"):
    return dict(run.parts.values_list("municipality", field))


def overspend_more(amount):
    """Move the accounts after the fact."""
    line = BudgetLine.objects.for_year(2023).first()
    line.actual += Decimal(amount)
    line.save()


def refused(call, *arguments, **options):
    with pytest.raises(ValidationError) as caught:
        call(*arguments, **options)
    return " ".join(caught.value.messages)


def test_the_overspend_of_2023_is_split_to_the_ore(year_2023):
    run = make_run()

    assert amounts(run) == SPLIT_2023
    assert (run.amount, run.totals()["booked"]) == (golden.OVERSPEND, golden.OVERSPEND)
    assert run.title == "Merforbruk 2023"


def test_the_settlement_of_2023_is_the_printed_one(year_2023):
    run = make_run(Kind.INVESTMENT)

    shown = {
        part.municipality_id: (str(part.paid_on_account), str(part.amount), str(part.variance))
        for part in run.parts.all()
    }
    assert shown == golden.PRINTED_SETTLEMENT
    totals = run.totals()
    assert tuple(str(totals[name]) for name in ("paid_on_account", "amount")) == golden.PRINTED_SETTLEMENT_SUM[:2]
    assert -totals["to_pay"] == Decimal(golden.PRINTED_SETTLEMENT_SUM[2])


def test_an_underspend_is_paid_back(year_2023):
    overspend_more("-3000000")

    run = make_run()

    assert run.title == "Mindreforbruk 2023"
    assert run.amount == golden.OVERSPEND - 3_000_000
    assert all(booked < 0 for booked in amounts(run).values())


def test_a_run_keeps_the_rows_it_was_made_of(year_2023):
    run = make_run()

    lines, year, key = run.basis["sources"]
    assert (year["name"], year["settings"]["closed_on"]) == ("Regnskapsår 2023", "2024-01-31")
    assert (lines["name"], lines["rows"]) == ("Driftslinjer 2023", 7)
    assert key["settings"]["shares"]["1506"] == "45.87"
    assert run.basis["url"] == "/okonomi/2023/"


def test_the_rows_themselves_are_kept_and_their_hash_is_that_of_the_source(year_2023):
    run = make_run()
    held = run.basis["sources"][0]
    overspend_more(1)

    again = source_of_values(held["name"], held["values"], held["settings"])
    table = rows_tables(run, Reader(run.created_by))[0]

    assert (again.sha256, again.rows) == (held["sha256"], held["rows"])
    assert table.caption == "Driftslinjer 2023, slik radene var"
    label, texts = [column.label for column in table.columns], [[cell.value for cell in row] for row in table.rows]
    actual = label.index("Regnskap")
    assert sum(Decimal(row[actual]) for row in texts) == sum(Decimal(row["actual"]) for row in held["values"])
    assert [table.key for table in rows_tables(run, Reader())] == ["rader-1", "rader-2", "rader-3"]


def test_rows_are_told_in_words_and_without_the_numbers_that_are_closed(year_2023, head):
    run, reader = make_run(Kind.INVESTMENT), Reader(head)
    closed, *_ = projects = list(InvestmentProject.objects.for_year(2023).order_by("pk"))
    reader.projects = frozenset({closed.pk})

    projects_table, payments, year, _ = rows_tables(run, reader)
    numbers = [
        {cell.text for cell, column in zip(row, projects_table.columns, strict=True) if column.kind == "number"}
        for row in projects_table.rows
    ]

    assert numbers[0] == {CLOSED_AMOUNT}
    assert not any(CLOSED_AMOUNT in told for told in numbers[1:])
    words = {cell.text for row in projects_table.rows for cell in row}
    assert {project.title for project in projects} | {projects[0].get_status_display()} <= words
    assert "Vestnes" in {cell.text for row in payments.rows for cell in row}
    assert "31.01.2024" in {cell.text for row in year.rows for cell in row}


def test_a_run_that_kept_only_the_hash_says_so(year_2023):
    run = make_run(approve=False)
    run.basis = without_rows(run.basis)
    run.save()

    assert rows_tables(run, Reader(run.created_by)) == []
    assert sources_table(run, Reader(run.created_by)).note == NOT_KEPT_ROWS


def test_rows_that_move_under_an_approved_run_are_told_of(year_2023, head):
    run, draft, reader = make_run(), make_run(Kind.INVESTMENT, approve=False), Reader(head)
    before = moved_since(run, reader)
    overspend_more("100.50")

    told = moved_since(run, reader)
    correction = correct_run(run, charged_year=2024, reason="Etterslep", by=head, now=RUN_AT)
    while_draft = moved_since(run, reader)
    approve_run(correction, by=head, now=RUN_AT)

    assert (before, moved_since(draft, reader)) == ("", "")
    assert told.replace("\u00a0", " ") == (
        "Det som ligger bak fordelingen, er endret siden den ble godkjent (Driftslinjer 2023). "
        "Beløpet ville nå blitt 1 937 883,44 kr mot 1 937 782,94 kr. "
        "Fordelingen står som den var. Skal forskjellen bokføres, må fordelingen korrigeres."
    )
    assert while_draft == told
    assert (moved_since(run, reader), moved_since(correction, reader)) == ("", "")


def test_a_field_that_came_with_a_later_release_moves_no_row(year_2023, head):
    run = make_run(approve=False)
    now = deepcopy(run.basis)
    for row in now["sources"][0]["values"]:
        row["new"] = 1
    now["sources"][0]["labels"]["new"] = "ny"
    now["sources"][0]["sha256"] = "another"

    assert moved(run.basis, now) == []
    assert moved(without_rows(run.basis), now) == ["Driftslinjer 2023"]


def test_rows_that_moved_without_moving_the_amount_are_told_of_too(year_2023, head):
    run = make_run()
    BudgetLine.objects.filter(pk=BudgetLine.objects.for_year(2023).first().pk).update(title="Nytt navn")

    assert "Beløpet blir det samme." in moved_since(run, Reader(head))


def test_an_amount_with_ore_is_not_split_in_whole_kroner(year_2023):
    message = refused(make_run, unit=AllocationRun.Unit.KRONE)

    assert message == "Beløpet har øre og kan ikke fordeles i hele kroner. Velg øre."
    assert not AllocationRun.objects.exists()


def test_a_run_is_made_once(year_2023):
    make_run()

    assert refused(make_run).startswith("Fordelingen finnes allerede.")


@pytest.mark.parametrize("kind", [Kind.OPERATING_RESULT, Kind.INVESTMENT])
def test_a_run_of_a_year_without_rows_is_refused(kind):
    assert "2023" in refused(make_run, kind)


def test_a_draft_whose_rows_have_moved_is_not_approved_until_it_is_computed_again(year_2023, head):
    run = make_run(approve=False)
    overspend_more("0.07")

    assert refused(approve_run, run, by=head, now=RUN_AT).startswith("Grunnlaget er endret")
    recompute_run(run, by=head, now=RUN_AT)
    approve_run(run, by=head, now=RUN_AT)

    run.refresh_from_db()
    assert run.amount == golden.OVERSPEND + Decimal("0.07")


def test_a_run_is_approved_once(year_2023, head):
    run = make_run()

    assert refused(approve_run, run, by=head, now=RUN_AT).startswith("Fordelingen er allerede godkjent")
    assert refused(recompute_run, run, by=head, now=RUN_AT).startswith("Fordelingen er allerede godkjent")
    assert refused(delete_run, run, by=head, now=RUN_AT).startswith("Fordelingen er allerede godkjent")


def test_a_draft_is_deleted_with_what_it_said_in_the_audit_trail(year_2023, head):
    run = make_run(approve=False)

    delete_run(run, by=head, now=RUN_AT)

    assert not AllocationRun.objects.exists()
    assert AuditEntry.objects.first().detail["before"]["booked"]["1506"] == "888861.04"
    assert trail.broken_entries() == []


def test_what_is_approved_does_not_move_with_its_rows_or_its_key(year_2023, head):
    run = make_run()
    before = amounts(run)
    overspend_more("1000")
    renew_cost_key(run.key, percentages=NEW_SHARES, source="Nytt vedtak", by=head, now=RUN_AT)

    run.refresh_from_db()
    assert amounts(run) == before
    assert run.key.percentages()["1506"] == Decimal("45.87")


def test_a_correction_books_the_difference_of_the_whole_anew(year_2023, head):
    run = make_run()
    overspend_more("100.00")

    correction = correct_run(run, charged_year=2025, reason="Bilag kom sent", by=head, now=RUN_AT)
    approve_run(correction, by=head, now=RUN_AT)

    assert correction.totals()["booked"] == Decimal("100.00")
    assert sum(amounts(correction, "to_pay").values()) == golden.OVERSPEND + 100
    assert amounts(correction, "previously") == amounts(run, "to_pay")
    assert list(AllocationRun.objects.in_force()) == [correction]


def test_a_new_key_for_the_same_year_is_booked_as_a_correction(year_2023, head):
    run = make_run()
    newer = renew_cost_key(run.key, percentages=NEW_SHARES, source="Nytt vedtak", by=head, now=RUN_AT)

    correction = correct_run(run, charged_year=2024, reason="Ny nøkkel", newest_keys=True, by=head, now=RUN_AT)

    assert correction.key == newer
    assert correction.totals()["booked"] == 0
    assert amounts(correction)["1506"] > 0 > amounts(correction)["1579"]


def test_nothing_changed_is_nothing_to_correct(year_2023, head):
    run = make_run()

    message = refused(correct_run, run, charged_year=2024, reason="?", by=head, now=RUN_AT)

    assert message.startswith("Ingenting er endret")
    assert AllocationRun.objects.count() == 1


def test_only_the_newest_approved_run_is_corrected(year_2023, head):
    run = make_run()
    overspend_more("1")
    correction = correct_run(run, charged_year=2024, reason="A", by=head, now=RUN_AT)

    assert "allerede en korreksjon" in refused(correct_run, run, charged_year=2024, reason="B", by=head, now=RUN_AT)
    assert "Bare en godkjent" in refused(correct_run, correction, charged_year=2024, reason="B", by=head, now=RUN_AT)


def test_a_contribution_is_offset_against_what_was_paid_too_much(year_2023):
    make_key(KEY_2024, valid_from=date(2024, 1, 1))
    settlement = make_run(Kind.INVESTMENT)

    run = make_run(Kind.OFFSET, year=2024, contribution=Decimal("11000000.00"), offsets=settlement)

    assert amounts(run)["1535"] == Decimal("11000000.00") * Decimal("0.1278") - Decimal("237589.69")
    assert run.totals()["booked"] == Decimal("11000000.00") - Decimal("1904384.45")
    vestnes = Municipality.objects.get(pk="1535")
    charges = charges_of(vestnes, 2024)
    assert [(charge.run, charge.counted) for charge in charges] == [(settlement, False), (run, True)]
    assert (
        Decimal(charges_table(vestnes, charged_year(2024).of("1535"), charges).total[-1].value) == amounts(run)["1535"]
    )


def test_a_contribution_needs_an_approved_settlement(year_2023):
    make_key(KEY_2024, valid_from=date(2024, 1, 1))
    draft = make_run(Kind.INVESTMENT, approve=False)

    message = refused(make_run, Kind.OFFSET, year=2024, contribution=Decimal(1), offsets=draft)

    assert message == "Velg et godkjent oppgjør å motregne."


@pytest.mark.parametrize(
    "change",
    [
        lambda run: AllocationRun.objects.filter(pk=run.pk).update(title="Annet"),
        lambda run: AllocationRun.objects.filter(pk=run.pk).update(state="draft", approved_at=None, approved_by=None),
        lambda run: AllocationRun.objects.filter(pk=run.pk).delete(),
        lambda run: run.parts.update(amount=0),
        lambda run: run.parts.all().delete(),
        lambda run: AllocationPart.objects.create(
            run=run, municipality=Municipality.objects.create(number="0301", name="Oslo"), percent=0, amount=0,
            to_pay=0, booked=0,
        ),
        lambda run: run.key.shares.update(percent=20),
        lambda run: run.key.shares.first().delete(),
        lambda run: CostKeyShare.objects.create(
            key=run.key, municipality=Municipality.objects.create(number="0301", name="Oslo"), percent=0
        ),
        lambda run: CostKey.objects.filter(pk=run.key_id).update(valid_from=date(2022, 1, 1)),
        lambda run: CostKey.objects.filter(pk=run.key_id).update(source="Annet"),
    ],
)  # fmt: skip
def test_the_database_refuses_to_change_what_is_approved(year_2023, change):
    run = make_run()

    with pytest.raises(DatabaseError), transaction.atomic():
        change(run)


def test_the_end_of_a_key_in_use_may_still_be_set(year_2023, head):
    CostKey.objects.update(valid_to=None)
    run = make_run()

    store_cost_key(NEW_SHARES, valid_from=date(2024, 1, 1), source="Vedtak", by=head, now=RUN_AT)

    run.key.refresh_from_db()
    assert run.key.valid_to == date(2023, 12, 31)


def test_a_key_in_use_is_renewed_not_changed(year_2023, head):
    key = make_run().key

    change = {"percentages": NEW_SHARES, "source": "Vedtak", "by": head, "now": RUN_AT}
    assert "ny versjon" in refused(change_cost_key, key, **change)
    assert "ny versjon" in refused(delete_cost_key, key, by=head, now=RUN_AT)
    newer = renew_cost_key(key, **change)

    assert (newer.version, newer.valid_from, newer.valid_to) == (2, key.valid_from, key.valid_to)
    assert list(CostKey.objects.current()) == [newer]
    assert "nyere versjon" in refused(renew_cost_key, key, **change)
    delete_cost_key(newer, by=head, now=RUN_AT)
    assert list(CostKey.objects.current()) == [key]


def test_parts_that_do_not_add_up_are_refused_by_the_database(year_2023):
    run = make_run(approve=False)

    for wrong in ({"to_pay": 1}, {"booked": 1}):
        with pytest.raises(DatabaseError), transaction.atomic():
            AllocationPart.objects.filter(run=run).update(**wrong)


def test_all_municipalities_together_pay_the_sum_of_the_runs(year_2023):
    make_key(KEY_2024, valid_from=date(2024, 1, 1))
    runs = [make_run(), make_run(Kind.INVESTMENT), make_frame_change().run]

    table = all_charges_table(charged_year(2024))

    values = [[Decimal(cell.value) for cell in row[2:]] for row in table.rows if row[1].text == "fordelt"]
    assert [row[-1] for row in values] == [run.totals()["booked"] for run in runs]
    assert all(sum(row[:-1]) == row[-1] for row in values)
    assert [sum(column) for column in zip(*values, strict=True)] == [Decimal(cell.value) for cell in table.total[2:]]


def test_why_a_municipality_pays_is_said_in_words(year_2023):
    make_run(Kind.INVESTMENT)

    (charge,) = charges_of(Municipality.objects.get(pk="1535"), 2024)

    assert charge.why(Reader()).replace("\u00a0", " ") == (
        "Investeringer 2023 eksl. mva. 12,39 % av 9 696 616,33 kr er 1 201 410,76 kr. Betalt akonto: 1 439 000,45 kr."
    )


def test_a_settlement_is_not_moved_by_a_later_project(year_2023, head):
    run = make_run(Kind.INVESTMENT)
    InvestmentProject.objects.filter(title="Grunnmur del 3").update(actual_excl_vat=0)

    correction = correct_run(run, charged_year=2024, reason="Feilført", by=head, now=RUN_AT)

    assert correction.totals()["booked"] == Decimal("-1785000.73")


def test_a_result_with_an_account_that_belongs_nowhere_is_not_approved(year_2023, head):
    run = make_run(approve=False)
    total = make_total(line=None, year=2023, is_known=False)

    assert "1 konto i regnskapet for 2023 mangler type utgift" in refused(approve_run, run, by=head, now=RUN_AT)
    total.is_known = True
    total.save()
    approve_run(run, by=head, now=RUN_AT)

    assert AllocationRun.objects.get(pk=run.pk).is_approved


def test_an_import_stays_while_a_result_approved_after_it_rests_on_it(db, head):
    golden.make_year_2023()
    AccountingYear.objects.all().delete()
    BudgetLine.objects.update(actual=0)
    make_mapping(BudgetLine.objects.first(), "10000", "10999")
    imported = import_accounts(csv_file("2023;1;10100;;;;90 000 000"), by=head, now=RUN_AT - timedelta(days=1))
    close_year(2023)
    run = make_run()

    assert "Regnskapsåret 2023 er avsluttet" in refused(imported_files.undo, imported, by=head, now=RUN_AT)
    reopen_year(2023, reason="Feil konto", by=head, now=RUN_AT)
    assert f"«{run.title}» er godkjent med tall fra denne importen" in refused(
        imported_files.undo, imported, by=head, now=RUN_AT
    )
    assert BudgetLine.objects.for_year(2023).result().actual == 90_000_000
