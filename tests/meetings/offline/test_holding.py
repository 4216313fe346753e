"""Who may still hold what they took along."""

from datetime import date

import pytest
from django.urls import reverse

from meetings.offline.holding import Holding, holding_by, receipt_for
from rorikt.people.models import Cooperation
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = date(2024, 2, 1)


@pytest.fixture
def member(db):
    factories.make_cooperation(exempt_days_offline=14)
    return factories.make_user("council_member")


def test_a_member_holds_both_for_the_days_that_are_set(member):
    assert holding_by(receipt_for(member), TODAY) == Holding(True, 14)


def test_where_nothing_is_set_what_is_exempt_is_not_held(member):
    Cooperation.objects.update(exempt_days_offline=None)

    assert holding_by(receipt_for(member), TODAY) == Holding(True, None)


@pytest.mark.parametrize(("until_on", "days"), [(date(2024, 1, 31), None), (TODAY, 14), (None, 14)])
def test_what_is_exempt_goes_with_the_seat(member, until_on, days):
    factories.make_council_member(user=member, from_on=date(2020, 1, 1), until_on=until_on)

    assert holding_by(receipt_for(member), TODAY) == Holding(True, days)


def test_nothing_is_held_by_one_who_is_no_user_any_more(member):
    receipt = receipt_for(member)
    member.is_active = False
    member.save()

    assert holding_by(receipt, TODAY) == Holding()


def test_finance_holds_what_is_open(member):
    assert holding_by(receipt_for(factories.make_user("finance")), TODAY) == Holding(True, None)


@pytest.mark.parametrize("receipt", ["", "5", "NQ:1xXkNi:SEoJUXXCABLSMuqrmSdy", "ø" * 5000])
def test_a_receipt_that_is_not_ours_holds_nothing(member, receipt):
    assert holding_by(receipt, TODAY) == Holding()


def test_the_browser_is_told_without_a_log_in(client, member):
    answer = client.get(reverse("meetings:holding"), HTTP_X_RECEIPT=receipt_for(member))

    assert answer.json() == {"mayHold": True, "exemptDays": 14}
    assert answer["Cache-Control"] == "no-store"


def test_who_has_a_receipt_is_told_nothing_of_anybody(client, member):
    answer = client.get(reverse("meetings:holding"))

    assert answer.json() == {"mayHold": False, "exemptDays": None}
