"""Who sits in an expert group, and when it meets."""

from datetime import date

from meetings.expert_groups.groups import GroupMeeting, Member, held_in, in_order, lacking, next_meeting, seats
from meetings.register_pages.states import State

PLANNED, HELD = State("planlagt", "Planlagt"), State("holdt", "Holdt", "success", is_settled=True)
CALLED_OFF = State("avlyst", "Avlyst", is_settled=True)
TODAY = date(2024, 2, 6)
NAMES = {"1506": "Molde", "1535": "Vestnes", "1579": "Hustadvika"}


def test_the_next_meeting_is_the_first_to_come_that_is_not_called_off():
    meetings = [
        GroupMeeting("Sist", date(2024, 1, 9), HELD),
        GroupMeeting("Avlyst", date(2024, 2, 7), CALLED_OFF),
        GroupMeeting("Vår", date(2024, 4, 9), PLANNED),
        GroupMeeting("I dag", TODAY, PLANNED),
        GroupMeeting("En gang", None, PLANNED),
    ]

    coming, past = in_order(meetings, TODAY)

    assert next_meeting(meetings, TODAY) == TODAY
    assert [one.title for one in coming] == ["I dag", "Vår", "En gang"]
    assert [one.title for one in past] == ["Avlyst", "Sist"]
    assert held_in(meetings, 2024) == 1


def test_a_meeting_whose_day_is_over_and_that_nobody_has_told_of_is_not_held():
    silent = GroupMeeting("Glemt", date(2024, 2, 5), PLANNED)

    assert silent.is_unreported(TODAY)
    assert not GroupMeeting("I dag", TODAY, PLANNED).is_unreported(TODAY)
    assert held_in([silent], 2024) == 0
    assert next_meeting([silent], TODAY) is None


def test_each_member_of_the_cooperation_has_its_seats_and_a_former_one_where_somebody_sits():
    members = [Member("Ada", municipality="1579"), Member("Bo", municipality="1506"), Member("Uten")]

    found = seats(members, NAMES, ["1506", "1535"])

    assert [(one.name, [member.name for member in one.members]) for one in found] == [
        ("Molde", ["Bo"]), ("Vestnes", []), ("Hustadvika", ["Ada"]),
    ]  # fmt: skip
    assert lacking(found) == ["Vestnes"]
