"""Runs and keys that change: a correction uses the keys of the run it corrects, for the days they decided."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from budget.keys.actions import renew_cost_key, store_cost_key
from budget.keys.models import CostKey
from budget.lines.models import BudgetLine
from budget.money.reader import Reader
from budget.runs.actions import correct_run
from budget.runs.basis import has_newer_keys, moved_since
from tests.budget.pages import open_page, shown
from tests.factories import KEY_2024, RUN_AT, make_frame_change, make_key, make_purpose, make_run

pytestmark = pytest.mark.django_db
NEW_SHARES = {number: Decimal(percent) for number, percent in KEY_2024.items()}


def amounts(run):
    return dict(run.parts.values_list("municipality", "amount"))


def correct(run, head, **options):
    return correct_run(run, charged_year=2024, reason="Bilag kom sent", by=head, now=RUN_AT, **options)


def overspend_more(amount="100.00"):
    line = BudgetLine.objects.filter(year=2023).first()
    BudgetLine.objects.filter(pk=line.pk).update(actual=line.actual + Decimal(amount))


@pytest.mark.parametrize("day", [date(2023, 1, 2), date(2023, 7, 1), date(2023, 12, 31)])
def test_a_key_that_takes_over_inside_a_year_locks_nothing_that_is_approved(year_2023, head, day):
    run = make_run()
    before = amounts(run)
    old = run.key
    CostKey.objects.filter(pk=old.pk).update(valid_to=None)
    store_cost_key(NEW_SHARES, valid_from=day, source="Vedtak", by=head, now=RUN_AT)

    assert moved_since(run, Reader(head)) == ""
    with pytest.raises(ValidationError, match="Ingenting er endret"):
        correct(run, head)
    overspend_more()
    correction = correct(run, head)

    assert [span.key for span in correction.spans.all()] == [old]
    assert sum(part.booked for part in correction.parts.all()) == 100
    assert amounts(run) == before


def test_what_is_for_some_of_them_is_split_by_their_key_and_told_on_the_page(client, head):
    make_key(KEY_2024, valid_from=date(2024, 1, 1))
    purpose = make_purpose()
    four = {"1506": "40.00", "1535": "20.00", "1539": "20.00", "1547": "20.00"}
    make_key(four, purpose=purpose, valid_from=date(2024, 1, 1))

    run = make_frame_change(amount=Decimal(1000), purpose=purpose).run

    assert amounts(run) == {"1506": 400, "1535": 200, "1539": 200, "1547": 200}
    client.force_login(head)
    page = shown(open_page(client, "run", run.pk))
    assert "Deltar ikke og betaler nøyaktig 0: Hustadvika." in page
    assert "Felles journalsystem: fra 01.01.2024" in page


def test_a_cost_from_a_date_is_split_by_the_keys_from_that_day(client, head):
    make_key(valid_from=date(2024, 1, 1), valid_to=date(2024, 6, 30))
    late = make_key(KEY_2024, valid_from=date(2024, 7, 1))

    whole = make_frame_change(amount=Decimal(1000), title="Hele året").run
    half = make_frame_change(amount=Decimal(1000), title="Fra juli", holds_from=date(2024, 7, 1)).run

    assert (whole.key, half.key) == (None, late)
    assert [span.weight for span in whole.spans.all()] == [182, 184]
    assert amounts(half)["1506"] == 471
    client.force_login(head)
    page = shown(open_page(client, "run", whole.pk))
    assert "182 av 366 dager" in page
    assert "Slik er beløpet delt: Samarbeidsavtalen" in page


def test_a_newer_version_is_used_only_where_it_is_asked_for(year_2023, head):
    run = make_run()
    assert not has_newer_keys(run)
    newer = renew_cost_key(run.key, percentages=NEW_SHARES, source="Nytt vedtak", by=head, now=RUN_AT)
    overspend_more()

    assert has_newer_keys(run)
    correction = correct(run, head)
    assert correction.key == run.key
    correction.delete()
    assert correct(run, head, newest_keys=True).key == newer
