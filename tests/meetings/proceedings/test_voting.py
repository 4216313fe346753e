"""What a vote comes to, held against the words of the law counted out the slow way."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.proceedings import quorum, voting
from meetings.proceedings.voting import Ballot, Rules, may_be_blank, result_of

A, B, C = 101, 102, 103
PROPOSALS = (A, B, C)


def ballots(*told):
    """One seat after another: a proposal, «-» against, «o» blank."""
    return [
        Ballot(seat, one if isinstance(one, int) else None, is_blank=one == "o")
        for seat, one in enumerate(told, start=1)
    ]


def test_more_than_half_of_the_votes_decide():
    assert result_of(ballots(A, A, B), Rules()).winner == A


def test_a_proposal_falls_when_most_are_against():
    result = result_of(ballots(A, "-", "-"), Rules())

    assert (result.winner, result.fell, result.lacks) == (None, True, "")


@pytest.mark.parametrize(("leader", "winner"), [(1, A), (3, B)])
def test_on_a_tie_the_vote_of_who_leads_the_meeting_decides(leader, winner):
    result = result_of(ballots(A, A, B, B), Rules(leader=leader))

    assert (result.winner, result.how) == (winner, voting.BY_LEADER)


def test_on_a_tie_with_the_leader_against_the_proposal_falls():
    assert result_of(ballots(A, "-"), Rules(leader=2)).fell


def test_on_a_tie_without_a_leader_who_votes_nothing_is_settled():
    assert result_of(ballots(A, B), Rules(leader=None)).lacks == voting.LEADER_LACKS


def test_three_proposals_of_which_none_has_a_majority_settle_nothing():
    assert result_of(ballots(A, A, B, B, C), Rules(leader=1)).lacks == voting.NO_MAJORITY


def test_one_half_against_two_quarters_is_no_tie_and_no_majority():
    assert result_of(ballots(A, A, B, C), Rules(leader=1)).lacks == voting.NO_MAJORITY


def test_a_blank_vote_counts_on_neither_side_where_it_is_allowed():
    assert result_of(ballots(A, A, B, "o", "o"), Rules()).winner == A


def test_nobody_voted():
    assert result_of([], Rules()).lacks == voting.NOBODY_VOTED
    assert result_of(ballots("o", "o"), Rules(is_election=True)).lacks == voting.NOBODY_VOTED


ELECTION = Rules(is_election=True)


def test_one_is_elected_by_more_than_half_of_all_ballots():
    assert result_of(ballots(A, A, A, B, "o"), ELECTION).winner == A
    assert result_of(ballots(A, A, B, "o"), ELECTION).lacks == voting.SECOND_BALLOT


def test_in_the_second_ballot_the_most_votes_are_enough():
    result = result_of(ballots(A, A, B, "o"), Rules(is_election=True, is_second_ballot=True))

    assert (result.winner, result.how) == (A, voting.BY_MOST)


def test_a_tie_in_an_election_is_settled_by_lot_and_never_by_the_leader():
    rules = {"is_election": True, "is_second_ballot": True, "leader": 1}

    assert result_of(ballots(A, B), Rules(**rules)).lacks == voting.DRAW
    assert result_of(ballots(A, B, C, A, B), Rules(**rules, drawn=C)).lacks == voting.DRAW
    assert result_of(ballots(A, B), Rules(**rules, drawn=B)).winner == B


@pytest.mark.parametrize(
    ("is_election", "is_hiring", "is_elected_body", "allowed"),
    [(True, False, True, True), (False, True, True, True), (False, False, True, False), (False, False, False, True)],
)
def test_blank_is_for_elections_hiring_and_a_council_that_is_no_elected_body(
    is_election, is_hiring, is_elected_body, allowed
):
    found = may_be_blank(is_election=is_election, is_hiring=is_hiring, is_elected_body=is_elected_body)

    assert found == allowed


unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
told = st.lists(st.sampled_from([*PROPOSALS, "-", "o"]), max_size=12)


@unhurried
@given(told, st.integers(0, 12))
def test_a_decision_is_what_the_law_says_counted_the_slow_way(cast, leader):
    result = result_of(ballots(*cast), Rules(leader=leader))

    wishes = [one for one in cast if one != "o"]
    shares = {one: Fraction(wishes.count(one), len(wishes)) for one in wishes}
    halves = [one for one, share in shares.items() if share == Fraction(1, 2)]
    own = cast[leader - 1] if 1 <= leader <= len(cast) else None
    expected = next((one for one, share in shares.items() if share > Fraction(1, 2)), None)
    if expected is None and len(halves) == 2 and own in halves:
        expected = own
    assert (result.winner or ("-" if result.fell else None)) == expected
    assert (expected is None) == bool(result.lacks)


@unhurried
@given(st.lists(st.sampled_from([*PROPOSALS, "o"]), max_size=12), st.booleans(), st.sampled_from([None, *PROPOSALS]))
def test_an_election_is_what_the_law_says_counted_the_slow_way(cast, is_second, drawn):
    result = result_of(ballots(*cast), Rules(is_election=True, is_second_ballot=is_second, drawn=drawn, leader=1))

    by_votes = sorted(((cast.count(one), one) for one in PROPOSALS if one in cast), reverse=True)
    winner = None
    if by_votes and Fraction(by_votes[0][0], len(cast)) > Fraction(1, 2):
        winner = by_votes[0][1]
    elif by_votes and is_second:
        first = [one for count, one in by_votes if count == by_votes[0][0]]
        winner = first[0] if len(first) == 1 else drawn if drawn in first else None
    assert result.winner == winner
    assert not result.fell
    assert (winner is None) == bool(result.lacks)


@unhurried
@given(st.integers(1, 60), st.integers(0, 60))
def test_at_least_half_of_the_members_have_to_vote(size, count):
    members = [True] * min(count, size) + [False] * (size - min(count, size))
    half = Fraction(size, 2)

    assert quorum.has_quorum(size, sum(members)) == (sum(members) >= half and any(members))
    assert quorum.has_quorum(size, quorum.least(size))
    assert not quorum.has_quorum(size, quorum.least(size) - 1)
