"""Several meetings planned at once: all or none, on days that come, each numbered in the order of its day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from meetings.agenda.models import Meeting
from meetings.preparing.plan import plan_meetings
from tests import factories
from tests.meetings.forms import errors

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)
DAYS = [date(2027, 9, 8), date(2027, 2, 10), date(2027, 5, 12)]


def plan(head, days=DAYS):
    return plan_meetings(days, starts_at=time(9), place="Molde", by=head, now=NOW)


def test_days_are_numbered_in_their_order_after_those_that_are_there(head):
    factories.make_meeting(held_on=date(2027, 1, 20))

    made = plan(head)

    assert [(meeting.number, meeting.held_on) for meeting in made] == [
        ("2027/M2", date(2027, 2, 10)),
        ("2027/M3", date(2027, 5, 12)),
        ("2027/M4", date(2027, 9, 8)),
    ]
    assert {(meeting.starts_at, meeting.place, meeting.stage) for meeting in made} == {
        (time(9), "Molde", Meeting.Stage.PLANNED)
    }


def test_one_day_that_cannot_be_stops_all_and_each_is_told(head):
    factories.make_meeting(held_on=date(2027, 5, 12))

    with pytest.raises(ValidationError) as caught:
        plan(head, [*DAYS, date(2027, 2, 10), date(2027, 1, 9)])

    assert caught.value.messages == [
        "09.01.2027 er passert. Planlegg møter på dager som kommer.",
        "10.02.2027 står to ganger.",
        "12.05.2027 har allerede møte 2027/M1.",
    ]
    assert Meeting.objects.count() == 1


def test_today_may_be_planned_and_so_may_the_day_of_a_meeting_that_was_called_off(head):
    factories.make_meeting(held_on=date(2027, 1, 10), cancelled_at=NOW)

    assert plan(head, [date(2027, 1, 10)])[0].number == "2027/M2"


def test_a_year_is_planned_by_clicking_at_the_usual_time_and_place(reader):
    year = timezone.localdate().year + 1
    factories.make_meeting(held_on=date(2024, 2, 14), starts_at=time(9), place="Molde rådhus")
    url = reverse("meetings:meeting-plan-new", args=[year])

    form = reader.get(url).context["form"]
    typed = {"days": f"10.2.{year}\n\n12.05.{year}\n", "starts_at": "09.00", "place": "Molde rådhus"}
    done = reader.post(url, typed)
    page = reader.get(done.url).content.decode()

    assert form.initial == {"starts_at": time(9), "place": "Molde rådhus"}
    assert done.url == reverse("meetings:meeting-plan-year", args=[year])
    assert [text in page for text in (f"10.02.{year}", f"12.05.{year}", "09.00", "Planlagt")] == [True] * 4


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ("", ["Feltet er påkrevet."]),
        (
            "i morgen\n32.1.2090",
            [f"«{x}» er ikke en dato. Skriv for eksempel 31.01.2024." for x in ("i morgen", "32.1.2090")],
        ),
        ("1.1.2091", ["Planen er for 2090. Disse datoene er i et annet år: 01.01.2091."]),
        ("1.1.2090\n" * 25, ["Skriv høyst 24 datoer om gangen."]),
        ("1.1.2090\n1.1.2090", ["01.01.2090 står to ganger."]),
    ],
)
def test_what_is_typed_wrong_stands_at_the_days(reader, days, told):
    page = reader.post(reverse("meetings:meeting-plan-new", args=[2090]), {"days": days, "place": "Molde"})

    assert errors(page) == {"days": told}
    assert not Meeting.objects.exists()


def test_the_plan_tells_of_each_stage_and_of_other_years(reader):
    meeting = factories.make_meeting(held_on=date(2024, 2, 14), cancelled_at=NOW)
    page = reader.get(reverse("meetings:meeting-plan-year", args=[2024])).content.decode()

    assert "Avlyst" in page
    assert reverse("meetings:meeting-plan-year", args=[timezone.localdate().year + 1]) in page
    assert meeting.get_absolute_url() in page


@pytest.mark.parametrize("count", [1, 12])
def test_the_plan_costs_the_same_queries_for_any_year(reader, count, django_assert_num_queries):
    for number in range(count):
        factories.make_meeting(held_on=date(2024, 1, 1) + timedelta(days=number))

    with django_assert_num_queries(7):
        reader.get(reverse("meetings:meeting-plan-year", args=[2024]))
