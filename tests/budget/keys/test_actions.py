"""Cost keys are stored whole, follow one another without a gap or an overlap, and are audited."""

from datetime import date
from decimal import Decimal

import pytest

from budget.keys.actions import change_cost_key, delete_cost_key, store_cost_key
from budget.keys.models import CostKey
from rorikt.audit import trail
from rorikt.audit.models import AuditEntry
from rorikt.people.models import Municipality
from tests.budget.changes import NOW, refused
from tests.factories import KEY_2023, KEY_2024, make_municipalities

pytestmark = pytest.mark.django_db
SHARES_2023 = {number: Decimal(percent) for number, percent in KEY_2023.items()}
SHARES_2024 = {number: Decimal(percent) for number, percent in KEY_2024.items()}


def store_key(by, shares=SHARES_2024, valid_from=date(2024, 1, 1), **options):
    make_municipalities()
    return store_cost_key(shares, valid_from=valid_from, source="Vedtak", by=by, now=NOW, **options)


def test_a_whole_key_is_stored_with_its_shares_and_audited(head):
    key = store_key(head, SHARES_2023, valid_from=date(2023, 1, 1))

    assert key.checked_percentages() == SHARES_2023
    assert key.valid_to is None
    entry = AuditEntry.objects.get()
    assert entry.action == "la til fordelingsnøkkel"
    assert entry.detail["after"]["shares"] == KEY_2023


def test_a_new_key_ends_the_one_before_it_the_day_before(head):
    old = store_key(head, SHARES_2023, valid_from=date(2023, 1, 1))

    store_key(head)

    old.refresh_from_db()
    assert old.valid_to == date(2023, 12, 31)
    ended = AuditEntry.objects.get(action="endret slutten på fordelingsnøkkel")
    assert (ended.detail["before"], ended.detail["after"]) == ({"valid_to": None}, {"valid_to": "2023-12-31"})


def test_a_key_from_before_the_others_ends_when_the_next_begins(head):
    store_key(head)

    earlier = store_key(head, SHARES_2023, valid_from=date(2023, 1, 1))

    assert earlier.valid_to == date(2023, 12, 31)


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ({**SHARES_2024, "1579": Decimal("19.71")}, "Andelene er til sammen 99,99 %; det mangler 0,01 prosentpoeng."),
        (
            {**SHARES_2024, "1579": Decimal("19.73")},
            "Andelene er til sammen 100,01 %; det er 0,01 prosentpoeng for mye.",
        ),
        ({**SHARES_2024, "1506": Decimal("67.10"), "1579": Decimal("-0.28")}, "100"),
    ],
)
def test_a_key_that_is_not_whole_is_refused(head, shares, message):
    assert message in refused(store_key, head, shares)


def test_a_key_is_refused_before_there_are_municipalities(head):
    Municipality.objects.all().delete()

    message = refused(store_cost_key, {}, valid_from=date(2024, 1, 1), source="Vedtak", by=head, now=NOW)

    assert message == "Legg inn kommunene i samarbeidet før du lager en fordelingsnøkkel."


def test_a_key_may_not_begin_while_one_with_an_end_holds(head):
    store_key(head, SHARES_2023, valid_from=date(2023, 1, 1), valid_to=date(2024, 6, 30))

    assert refused(store_key, head) == "Perioden overlapper nøkkelen som gjelder 01.01.2023 – 30.06.2024."


def test_a_key_may_not_end_after_the_next_begins(head):
    store_key(head)

    message = refused(store_key, head, SHARES_2023, valid_from=date(2023, 1, 1), valid_to=date(2024, 1, 1))

    assert message == "Perioden overlapper nøkkelen som gjelder fra 01.01.2024."


def test_two_keys_may_not_begin_on_the_same_day(head):
    store_key(head)

    assert refused(store_key, head) == "En annen nøkkel for det samme formålet begynner å gjelde samme dag."


def test_a_key_may_not_end_before_it_begins(head):
    message = refused(store_key, head, valid_to=date(2023, 12, 31))

    assert message == "Nøkkelen kan ikke slutte å gjelde før den begynner."


def test_a_refused_key_leaves_the_one_before_it_open(head):
    old = store_key(head, SHARES_2023, valid_from=date(2023, 1, 1))

    refused(store_key, head, valid_to=date(2023, 12, 31))

    old.refresh_from_db()
    assert old.valid_to is None


def test_a_key_is_corrected_with_what_stood_before_in_the_audit_trail(head):
    key = store_key(head)

    change_cost_key(key, percentages=SHARES_2023, source="Rettet vedtak", by=head, now=NOW)

    key = CostKey.objects.get()
    assert (key.checked_percentages(), key.source) == (SHARES_2023, "Rettet vedtak")
    entry = AuditEntry.objects.get(action="endret fordelingsnøkkel")
    assert (entry.detail["before"]["shares"], entry.detail["after"]["shares"]) == (KEY_2024, KEY_2023)


def test_a_key_is_not_corrected_into_one_that_is_not_whole(head):
    key = store_key(head)

    short = {**SHARES_2024, "1579": Decimal("19.71")}
    refused(change_cost_key, key, percentages=short, source="Vedtak", by=head, now=NOW)

    assert CostKey.objects.get().checked_percentages() == SHARES_2024


def test_deleting_the_newest_key_lets_the_one_before_it_hold_again(head):
    old = store_key(head, SHARES_2023, valid_from=date(2023, 1, 1))
    new = store_key(head)

    delete_cost_key(new, by=head, now=NOW)

    assert list(CostKey.objects.values_list("pk", "valid_to")) == [(old.pk, None)]
    assert AuditEntry.objects.get(action="slettet fordelingsnøkkel").detail["before"]["shares"] == KEY_2024
    assert trail.broken_entries() == []


def test_only_the_newest_key_is_deleted(head):
    old = store_key(head, SHARES_2023, valid_from=date(2023, 1, 1))
    store_key(head)

    assert refused(delete_cost_key, old, by=head, now=NOW).startswith("Bare den nyeste")
