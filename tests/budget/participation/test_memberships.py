"""Municipalities that join and leave, and the keys that hold while they are members."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from budget.keys.actions import store_cost_key
from budget.keys.models import CostKey
from budget.memberships.members import is_covered, members_between, members_in
from budget.memberships.models import Membership
from budget.participation.actions import delete_membership, delete_purpose, store_membership, store_purpose
from budget.purposes.models import KeyPurpose
from rorikt.people.models import Municipality
from tests.factories import KEY_2024, RUN_AT, make_key, make_line, make_membership, make_municipalities, make_purpose

pytestmark = pytest.mark.django_db
ALL = frozenset(KEY_2024)


def store(membership, head):
    store_membership(membership, by=head, now=RUN_AT)
    return membership


def refused(action, *arguments, **named):
    with pytest.raises(ValidationError) as error:
        action(*arguments, **named)
    return " ".join(error.value.messages)


def test_without_stated_periods_everybody_has_always_been_a_member():
    make_municipalities()

    assert members_in(1999) == members_in(2099) == ALL


def test_a_member_is_one_from_its_first_day_to_its_last():
    make_membership("1506", first_on=date(2024, 7, 1), last_on=date(2025, 3, 31))

    days = [date(2024, 6, 30), date(2024, 7, 1), date(2025, 3, 31), date(2025, 4, 1)]
    assert ["1506" in members_between(day, day) for day in days] == [False, True, True, False]
    assert [("1506" in members_in(year)) for year in (2023, 2024, 2025, 2026)] == [False, True, True, False]


def test_periods_that_follow_each_other_cover_a_key_and_a_gap_does_not():
    periods = [
        Membership(first_on=date(2024, 1, 1), last_on=date(2024, 6, 30)),
        Membership(first_on=date(2024, 7, 1), last_on=None),
    ]

    assert is_covered(date(2024, 1, 1), None, periods)
    assert not is_covered(date(2023, 12, 31), None, periods)
    assert not is_covered(date(2024, 1, 1), None, periods[:1])
    assert not is_covered(date(2024, 6, 1), date(2024, 7, 2), [periods[0], Membership(first_on=date(2024, 7, 2))])


def test_two_periods_of_a_municipality_may_not_overlap(head):
    first = make_membership("1506", first_on=date(2024, 1, 1), last_on=date(2024, 12, 31))
    overlapping = Membership(municipality_id="1506", first_on=date(2024, 12, 31))

    assert "overlapper det som gjelder 01.01.2024 – 31.12.2024" in refused(store, overlapping, head)
    following = store(Membership(municipality_id="1506", first_on=date(2025, 1, 1)), head)
    again = Membership(municipality_id="1506", first_on=date(2026, 1, 1))
    assert "Avslutt det medlemskapet først" in refused(store, again, head)
    assert list(Membership.objects.all()) == [first, following]


def test_the_database_holds_one_open_period_of_a_municipality():
    make_membership("1506", first_on=date(2024, 1, 1))

    with pytest.raises(IntegrityError), transaction.atomic():
        make_membership("1506", first_on=date(2025, 1, 1))


def test_a_municipality_cannot_leave_while_an_open_key_has_a_share_for_it(head):
    make_key(KEY_2024, valid_from=date(2024, 1, 1))
    leaving = Membership(municipality_id="1579", first_on=date(2020, 1, 1), last_on=date(2024, 6, 30))

    assert "Lag først nøkkelen som skal overta" in refused(store, leaving, head)

    four = {"1506": Decimal(60), "1535": Decimal(20), "1539": Decimal(10), "1547": Decimal(10)}
    store_cost_key(four, valid_from=date(2024, 7, 1), source="Vedtak", by=head, now=RUN_AT)
    store(leaving, head)
    assert members_in(2025) == ALL - {"1579"}


def test_a_key_has_no_share_for_one_that_is_not_a_member_all_the_time(head):
    make_membership("1579", first_on=date(2024, 7, 1))
    shares = {number: Decimal(percent) for number, percent in KEY_2024.items()}
    stored = {"source": "Vedtak", "by": head, "now": RUN_AT}

    message = refused(store_cost_key, shares, valid_from=date(2024, 1, 1), **stored)

    assert message.startswith("Hustadvika er medlem fra 01.07.2024")
    store_cost_key(shares, valid_from=date(2024, 7, 1), **stored)


def test_a_period_that_a_key_needs_is_not_taken_away_while_another_is_stated(head):
    make_membership("1579", first_on=date(2020, 1, 1), last_on=date(2021, 12, 31))
    needed = make_membership("1579", first_on=date(2024, 1, 1))
    make_key(KEY_2024, valid_from=date(2024, 1, 1))

    assert "har en andel for Hustadvika" in refused(delete_membership, needed, by=head, now=RUN_AT)


# Purposes


def test_keys_of_different_purposes_hold_at_the_same_time(head):
    purpose = make_purpose()
    general = make_key(KEY_2024, valid_from=date(2024, 1, 1))

    own = store_cost_key(
        {"1506": Decimal(50), "1535": Decimal(50)},
        valid_from=date(2024, 1, 1), purpose=purpose, source="Avtalen", by=head, now=RUN_AT,
    )  # fmt: skip

    general.refresh_from_db()
    assert general.valid_to is None
    assert list(CostKey.objects.current().of_purpose(None)) == [general]
    assert list(CostKey.objects.current().of_purpose(purpose)) == [own]


def test_a_purpose_by_months_has_keys_from_the_first_of_a_month(head):
    purpose = make_purpose(counts_by="months")
    make_municipalities()
    shares = {"1506": Decimal(100)}

    message = refused(
        store_cost_key, shares, valid_from=date(2024, 7, 2), purpose=purpose, source="Avtalen", by=head, now=RUN_AT
    )

    assert "må begynne den første" in message


def test_a_purpose_goes_over_to_months_only_where_its_keys_begin_so(head):
    purpose = make_purpose()
    make_key(purpose=purpose, valid_from=date(2024, 7, 2))
    purpose.counts_by = "months"

    assert "begynner ikke den første" in refused(store_purpose, purpose, by=head, now=RUN_AT)


def test_a_purpose_in_use_and_the_general_one_stay(head):
    used, unused = make_purpose(), make_purpose(title="Ubrukt")
    make_line(purpose=used)

    assert "i bruk" in refused(delete_purpose, used, by=head, now=RUN_AT)
    assert "kan ikke slettes" in refused(delete_purpose, KeyPurpose.general(), by=head, now=RUN_AT)
    delete_purpose(unused, by=head, now=RUN_AT)
    assert not KeyPurpose.objects.filter(title="Ubrukt").exists()


def test_there_is_one_general_purpose():
    KeyPurpose.general()

    with pytest.raises(IntegrityError), transaction.atomic():
        KeyPurpose.objects.create(title="En annen", is_general=True)


def test_a_new_municipality_without_periods_is_a_member_until_they_are_stated(head):
    make_municipalities()
    Municipality.objects.create(number="1554", name="Averøy")
    assert "1554" in members_in(2023)

    store(Membership(municipality_id="1554", first_on=date(2024, 7, 1)), head)

    assert "1554" not in members_in(2023)
