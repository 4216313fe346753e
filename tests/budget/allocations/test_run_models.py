"""The database refuses what breaks a rule of runs, keys and the frame."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from budget.allocations.models import AllocationPart, AllocationRun
from budget.frame.models import FrameChange
from budget.keys.models import CostKey, InhabitantCount
from tests.budget import golden
from tests.factories import RUN_AT, make_frame_change, make_key, make_municipalities, make_run, make_user

pytestmark = pytest.mark.django_db


def bare_run(**overrides):
    """As `Model.objects.create` would store it, past every action."""
    key = CostKey.objects.first() or make_key()
    return AllocationRun.objects.create(
        **{
            "kind": AllocationRun.Kind.OPERATING_RESULT,
            "year": 2023,
            "charged_year": 2024,
            "title": "Fordeling",
            "amount": Decimal(100),
            "key": key,
            "created_at": RUN_AT,
            "created_by": make_user(),
            **overrides,
        }
    )


def bare_change(**overrides):
    run = bare_run(kind=AllocationRun.Kind.CASE_COST, subject=overrides.pop("run_subject", "en"))
    return FrameChange.objects.create(
        **{
            "kind": FrameChange.Kind.BASE,
            "year": 2024,
            "subject": "ramme",
            "title": "Ramme",
            "amount": 1,
            "difference": 1,
            "decision": "Vedtatt",
            "decided_on": date(2024, 2, 14),
            "run": run,
            "created_at": RUN_AT,
            "created_by": make_user(),
            **overrides,
        }
    )


def two_inhabitant_counts():
    for _ in range(2):
        InhabitantCount.objects.create(municipality=make_municipalities()[0], counted_on=date(2024, 1, 1), count=1)


def two_parts():
    run = bare_run()
    for _ in range(2):
        AllocationPart.objects.create(
            run=run, municipality=make_municipalities()[0], percent=1, amount=1, to_pay=1, booked=1
        )


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: [bare_run(), bare_run()], "run_is_made_once"),
        (lambda: bare_run(state="approved"), "run_is_approved_by_somebody"),
        (lambda: bare_run(approved_at=RUN_AT), "run_is_approved_by_somebody"),
        (lambda: bare_run(year=1999), "run_year_is_plausible"),
        (two_parts, "municipality_has_one_part_in_a_run"),
        (lambda: [bare_change(), bare_change(subject="to", run_subject="to")], "year_has_one_frame"),
        (
            lambda: [bare_change(), bare_change(year=2025, run_subject="to")],
            "frame_change_is_made_once",
        ),
        (lambda: bare_change(year=2101), "frame_year_is_plausible"),
        (two_inhabitant_counts, "municipality_has_one_inhabitant_count_a_day"),
        (lambda: [make_key(), make_key()], "cost_key_begins_alone"),
    ],
)
def test_the_database_refuses(make, name):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_nothing_corrects_or_replaces_itself():
    run = bare_run()
    with pytest.raises(IntegrityError), transaction.atomic():
        AllocationRun.objects.filter(pk=run.pk).update(corrects=run)


def test_a_run_is_corrected_once():
    golden.make_year_2023()
    run = make_run()
    bare_run(corrects=run)

    with pytest.raises(IntegrityError), transaction.atomic():
        bare_run(corrects=run, subject="to")


def test_rows_are_named_as_people_name_them():
    golden.make_year_2023()
    run = make_run()
    change = make_frame_change(year=2023, title="Ramme")
    count = InhabitantCount(municipality=make_municipalities()[1], counted_on=date(2024, 1, 1), count=7147)

    assert (str(run), str(run.parts.get(municipality="1535"))) == ("Merforbruk 2023", "Vestnes: Merforbruk 2023")
    assert str(change) == "Ramme 2023"
    assert str(count) == "Innbyggere i Vestnes 01.01.2024"
