"""The seats of the council: who holds them, for whom and how long."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from meetings.council.models import CouncilMember
from tests.factories import make_council_member, make_municipalities

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("until", [None, date(2024, 1, 1), date(2027, 12, 31)])
def test_a_seat_may_last_a_day_or_for_ever(until):
    make_council_member(until_on=until).full_clean()


def test_a_seat_does_not_end_before_it_begins():
    early = {"from_on": date(2024, 1, 1), "until_on": date(2023, 12, 31)}
    with pytest.raises(ValidationError) as caught:
        CouncilMember(name="Kari", **early).full_clean()
    assert caught.value.messages == ["Perioden kan ikke slutte før den begynner."]

    with pytest.raises(IntegrityError):
        make_council_member(**early)


def test_a_member_is_told_with_what_it_is():
    member = make_council_member(name="Kari Nordmann", function=CouncilMember.Function.DEPUTY)

    assert str(member) == "Kari Nordmann, nestleder"


def test_all_in_the_cooperation_read_who_sits_for_whom(client, finance):
    make_municipalities()
    make_council_member(name="Kari Nordmann", municipality_id="1535", function=CouncilMember.Function.CHAIR)
    client.force_login(finance)

    page = client.get(reverse("meetings:council")).content.decode()

    assert all(text in page for text in ("Kari Nordmann", "Vestnes", "Leder"))
