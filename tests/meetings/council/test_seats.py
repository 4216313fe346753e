"""Who may have a seat beside whom, what is not in order, and the pages where seats are given and ended."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from meetings.council import actions
from meetings.council.checks import council_problems
from meetings.council.models import CouncilMember
from meetings.council.page import council_on
from meetings.proceedings.models import Attendance
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User
from tests import factories
from tests.meetings.forms import errors

pytestmark = pytest.mark.django_db
Function = CouncilMember.Function
NEW_YEAR, SUMMER = date(2024, 1, 1), date(2024, 7, 1)


def seat(head, **given):
    values = {"name": "Kari Nordmann", "from_on": NEW_YEAR, "municipality_id": "1506", **given}
    made = CouncilMember(**values)
    actions.save_seat(made, by=head, now=timezone.now())
    return made


def refused(head, **given):
    with pytest.raises(ValidationError) as caught:
        seat(head, **given)
    return " ".join(caught.value.messages)


def test_a_council_has_one_leader_at_a_time(head, municipalities):
    seat(head, function=Function.CHAIR, until_on=SUMMER)

    told = refused(head, name="Ola Vik", function=Function.CHAIR, from_on=SUMMER)
    seat(head, name="Ola Vik", function=Function.CHAIR, from_on=date(2024, 7, 2))

    assert told == (
        "Kari Nordmann er leder i samme tid, fra 01.01.2024. Rådet kan bare ha én leder om gangen. "
        "Avslutt det vervet først."
    )
    assert CouncilMember.objects.count() == 2


def test_a_leader_without_an_end_is_in_the_way_of_every_later_one(head, municipalities):
    seat(head, function=Function.CHAIR)

    assert "er leder i samme tid" in refused(head, name="Ola", function=Function.CHAIR, from_on=date(2090, 1, 1))
    assert CouncilMember.objects.count() == 1
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("second", [{"name": "KARI NORDMANN"}, {"name": "K. Nordmann"}])
def test_one_person_has_one_seat_at_a_time(head, council_member, municipalities, second):
    """By the name, whatever its case, or by who logs in."""
    user = council_member if second["name"] == "K. Nordmann" else None
    seat(head, user=user)

    told = refused(head, function=Function.OBSERVER, user=user, **second)
    later = seat(head, function=Function.OBSERVER, user=None, name="Ola Vik")

    assert told.startswith("Kari Nordmann, medlem har allerede et verv fra 01.01.2024 i samme tid.")
    assert later.pk


def test_an_ended_seat_makes_room_for_the_next(head, municipalities):
    first = seat(head)
    first.until_on = SUMMER
    actions.save_seat(first, by=head, now=timezone.now())

    assert seat(head, function=Function.DEPUTY, from_on=date(2024, 7, 2)).pk


def test_substitutes_are_numbered_within_their_municipality(head, municipalities):
    names = [("A", "1506"), ("B", "1506"), ("C", "1535")]
    ranks = [seat(head, name=name, function=Function.SUBSTITUTE, municipality_id=number).rank for name, number in names]

    told = refused(head, name="D", function=Function.SUBSTITUTE, rank=1)

    assert (ranks, told) == ([1, 2, 1], "A er allerede nummer 1 blant varamedlemmene.")


@pytest.mark.parametrize("function", [Function.CHAIR, Function.MEMBER, Function.SUBSTITUTE])
def test_the_head_is_no_member_of_an_elected_body(head, municipalities, function):
    told = refused(head, user=head, function=function)

    assert told.endswith("Daglig leder kan ikke være medlem eller varamedlem av rådet (kommuneloven § 19-3).")


def test_the_head_may_be_its_secretary_and_a_member_of_another_kind_of_council(head, municipalities):
    secretary = seat(head, user=head, function=Function.SECRETARY, municipality_id=None, until_on=SUMMER)
    factories.make_cooperation(is_council_elected_body=False)
    member = seat(head, user=head, from_on=date(2024, 7, 2))

    assert (secretary.user, member.user) == (head, head)


def test_who_stands_for_a_municipality_says_which(head, municipalities):
    assert refused(head, municipality_id=None) == "Velg kommunen som personen representerer."
    factories.make_cooperation(is_council_elected_body=False)
    assert seat(head, municipality_id=None).pk
    assert "Velg kommunen" in refused(head, name="Vara", municipality_id=None, function=Function.SUBSTITUTE)


def test_one_who_was_in_a_meeting_is_ended_and_not_deleted(head, municipalities):
    there, never_there = seat(head), seat(head, name="Ola Vik")
    Attendance.objects.create(meeting=factories.make_meeting(), seat=there, state=Attendance.State.PRESENT)

    with pytest.raises(ValidationError) as caught:
        actions.delete_seat(there, by=head, now=timezone.now())
    actions.delete_seat(never_there, by=head, now=timezone.now())

    assert caught.value.messages == [
        "Kari Nordmann er ført i et møte, og kan ikke slettes. Avslutt vervet ved å fylle ut «til og med»."
    ]
    assert list(CouncilMember.objects.all()) == [there]


# What is not in order


def problems(*seats, is_elected_body=True, municipalities=()):
    return list(council_problems(list(seats), municipalities, is_elected_body=is_elected_body))


def test_a_council_without_members_has_one_thing_wrong(municipalities):
    assert problems(municipalities=municipalities) == ["Rådet har ingen medlemmer ennå."]


def test_every_municipality_has_members_and_as_many_substitutes(municipalities):
    molde, vestnes, rauma, *_ = municipalities
    chair = CouncilMember(name="Kari", function=Function.CHAIR, municipality=molde)
    member = CouncilMember(name="Ola", municipality=molde)
    vara = CouncilMember(name="Siv", function=Function.SUBSTITUTE, municipality=molde, rank=1)
    alone = CouncilMember(name="Per", municipality=vestnes)

    found = problems(chair, member, vara, alone, municipalities=[molde, vestnes, rauma])

    assert found == [
        "Molde har 2 medlemmer og 1 varamedlem. Det skal være minst like mange vara (kommuneloven § 19-3).",
        "Vestnes har 1 medlem og 0 varamedlemmer. Det skal være minst like mange vara (kommuneloven § 19-3).",
        "Rauma har ikke noe medlem.",
    ]
    assert problems(chair, member, municipalities=[molde, rauma], is_elected_body=False) == []


def test_leaders_the_order_of_substitutes_and_the_head_are_looked_for(municipalities, head):
    leaders = [CouncilMember(name=name, function=Function.CHAIR) for name in ("Kari", "Ola")]
    vara = CouncilMember(name="Siv", function=Function.SUBSTITUTE, user=User(role=User.Role.HEAD))

    assert problems(*leaders, vara) == [
        "Rådet har flere ledere samtidig: Kari, Ola. Avslutt de vervene som ikke gjelder.",
        "Siv har ikke nummer blant varamedlemmene.",
        "Siv er IKT-leder, og kan ikke være medlem eller varamedlem (kommuneloven § 19-3).",
    ]
    assert problems(vara, is_elected_body=False) == [
        "Rådet har ingen leder.",
        "Siv har ikke nummer blant varamedlemmene.",
    ]


# The pages


def test_the_page_groups_those_who_sit_now_by_municipality(municipalities):
    make = factories.make_council_member
    second = make(function=Function.SUBSTITUTE, municipality_id="1506", rank=2, name="B")
    first = make(function=Function.SUBSTITUTE, municipality_id="1506", rank=1, name="C")
    member, chair = make(municipality_id="1506", name="A"), make(municipality_id="1506", function=Function.CHAIR)
    observer = make(function=Function.OBSERVER, municipality_id="1506")
    make(municipality_id="1535", until_on=SUMMER)

    council = council_on(date(2024, 8, 1), None)

    [molde] = council.delegations
    assert (molde.members, molde.substitutes) == ([chair, member], [first, second])
    assert council.others == [observer]


def typed(**given):
    fields = {"name": "Kari", "function": "member", "municipality": "1506", "from_on": "01.01.2024"}
    return {**fields, "until_on": "", "rank": "", "email": "", "user": "", **given}


def test_a_seat_is_given_changed_and_ended_by_clicking(reader, municipalities):
    created = reader.post(reverse("meetings:seat-new"), typed())
    seat = CouncilMember.objects.get()
    reader.post(reverse("meetings:seat-edit", args=[seat.pk]), typed(until_on="30.06.2024"))
    page = reader.get(reverse("meetings:council")).content.decode()

    seat.refresh_from_db()
    assert created.url == reverse("meetings:council")
    assert seat.until_on == date(2024, 6, 30)
    assert "Rådet har ingen medlemmer ennå." in page
    assert "Kari" in page  # among all periods


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"until_on": "31.12.2023"}, {"until_on": ["Perioden kan ikke slutte før den begynner."]}),
        ({"rank": "1"}, {"rank": ["Bare varamedlemmer har nummer i rekkefølgen."]}),
        ({"municipality": ""}, {"municipality": ["Velg kommunen som personen representerer."]}),
        ({"from_on": ""}, {"from_on": ["Feltet er påkrevet."]}),
    ],
)
def test_what_is_typed_wrong_stands_at_its_field(reader, municipalities, given, found):
    response = reader.post(reverse("meetings:seat-new"), typed(**given))

    assert errors(response) == found
    assert not CouncilMember.objects.exists()


def test_a_substitute_who_becomes_a_member_has_no_number_any_more(reader, municipalities):
    vara = factories.make_council_member(municipality_id="1506", function=Function.SUBSTITUTE, rank=1)

    reader.post(reverse("meetings:seat-edit", args=[vara.pk]), typed(rank="1"))

    vara.refresh_from_db()
    assert (vara.function, vara.rank) == (Function.MEMBER, None)


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_costs_the_same_queries_for_any_council(reader, municipalities, count, django_assert_num_queries):
    for number in range(count):
        factories.make_council_member(municipality_id="1506", user=factories.make_user(email=f"{number}@example.no"))

    with django_assert_num_queries(9):
        reader.get(reverse("meetings:council"))


def test_addresses_are_for_those_who_run_the_meetings(client, finance, head, municipalities):
    factories.make_council_member(municipality_id="1506", email="kari@molde.example")

    seen = {}
    for user in (finance, head):
        client.force_login(user)
        seen[user] = "kari@molde.example" in client.get(reverse("meetings:council")).content.decode()

    assert seen == {finance: False, head: True}
