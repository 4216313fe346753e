"""Every constraint of policies, calendars and holidays is tried."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from support.sla.models import Holiday, SlaPolicy, WorkingHours
from tests.factories import make_calendar, make_policy

pytestmark = pytest.mark.django_db


def test_a_priority_has_one_policy_from_a_date():
    make_policy()

    with pytest.raises(ValidationError, match="Prioriteten har allerede en frist for denne typen fra denne datoen"):
        SlaPolicy(priority="critical", valid_from=date(2021, 1, 1), target=3, unit="hours").full_clean()


def test_a_target_is_at_least_one():
    with pytest.raises(IntegrityError):
        make_policy(target=0)


def test_a_weekday_closes_after_it_opens_and_midnight_is_the_end_of_it():
    calendar = make_calendar()

    WorkingHours(calendar=calendar, weekday=5, opens_at=time(8), closes_at=time(0)).full_clean()
    with pytest.raises(ValidationError, match="Stengetiden må være etter åpningstiden"):
        WorkingHours(calendar=calendar, weekday=5, opens_at=time(8), closes_at=time(7)).full_clean()


def test_a_weekday_has_one_opening_in_a_calendar():
    calendar = make_calendar()

    with pytest.raises(ValidationError, match="Ukedagen åpner allerede på dette klokkeslettet"):
        WorkingHours(calendar=calendar, weekday=0, opens_at=time(8), closes_at=time(10)).full_clean()


def test_a_day_is_a_holiday_once_and_a_calendar_begins_once_a_day():
    make_calendar()
    Holiday.objects.create(day=date(2024, 5, 1), name="Arbeidernes dag")

    with pytest.raises(ValidationError):
        Holiday(day=date(2024, 5, 1), name="Første mai").full_clean()
    with pytest.raises(IntegrityError):
        make_calendar()


def test_a_target_is_printed_with_its_unit():
    one, three = make_policy(target=1, unit="days"), make_policy(priority="low", target=3, unit="days")

    assert (one.printed_target, three.printed_target) == ("1\u00a0dag", "3\u00a0dager")
