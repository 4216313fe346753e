"""Who sits in which place of the council in a case."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.proceedings.seating import next_substitute, sitting

MEMBERS, SUBSTITUTES = [1, 2, 3], [11, 12, 13]


def test_a_member_who_is_there_sits_in_the_own_place_and_a_substitute_in_that_of_one_who_is_not():
    assert sitting(MEMBERS, {1, 3, 11}, {2: 11}, {}) == {1: 1, 11: 2, 3: 3}


def test_a_place_without_anybody_is_empty():
    assert sitting(MEMBERS, {1}, {}, {}) == {1: 1}
    assert sitting(MEMBERS, {1}, {2: 11}, {}) == {1: 1}


def test_one_who_takes_no_part_leaves_the_place_to_the_substitute_in_the_case():
    assert sitting([1], {1, 11}, {}, {1: 11}) == {11: 1}
    assert sitting([1], {1, 11}, {}, {1: None}) == {}


def test_a_substitute_may_be_disqualified_too():
    assert sitting([1], {11, 12}, {1: 11}, {11: 12}) == {12: 1}
    assert sitting([1], {1, 11}, {}, {1: 11, 11: 1}) == {}


def test_a_member_who_has_come_sits_though_a_substitute_stood_in_before():
    assert sitting([1], {1, 11}, {1: 11}, {}) == {1: 1}


def test_the_first_in_order_who_is_free_is_proposed():
    assert next_substitute(SUBSTITUTES, {11}) == 12
    assert next_substitute(SUBSTITUTES, set(SUBSTITUTES)) is None


unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
everybody = st.sampled_from(MEMBERS + SUBSTITUTES)


@unhurried
@given(
    st.sets(everybody),
    st.dictionaries(st.sampled_from(MEMBERS), st.sampled_from(SUBSTITUTES)),
    st.dictionaries(everybody, st.none() | st.sampled_from(SUBSTITUTES)),
)
def test_nobody_sits_who_is_away_and_nobody_twice(present, stand_ins, absences):
    seats = sitting(MEMBERS, present, stand_ins, absences)

    assert len(set(seats.values())) == len(seats) <= len(MEMBERS)
    assert set(seats) <= present
    assert not set(seats) & set(absences)
    slowly = [
        (_slow(member if member in present else stand_ins.get(member), present, absences), member) for member in MEMBERS
    ]
    for sitter, member in slowly:
        assert sitter is None or seats[sitter] == next(place for one, place in slowly if one == sitter), member


def _slow(holder, present, absences, line=()):
    """One after the other in the place, until one is there and takes part."""
    if holder is None or holder in line or (not line and holder not in present):
        return None
    if holder in absences:
        return _slow(absences[holder], present, absences, (*line, holder))
    return holder if holder in present else None
