"""Which backups are kept."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rorikt.backups.keeping import DEFAULT, PERIODS, kept, scheme_of

FIRST = datetime(2024, 1, 1, 2, tzinfo=UTC)


def nights(count):
    return [FIRST + timedelta(days=n) for n in range(count)]


def test_the_default_keeps_a_week_of_nights_five_weeks_and_a_year_of_months():
    chosen = sorted(kept(nights(800), scheme_of(DEFAULT)))

    last = nights(800)[-1]
    assert [one for one in chosen if one > last - timedelta(days=7)] == nights(800)[-7:]
    assert 7 + 4 + 10 <= len(chosen) <= 7 + 5 + 12
    assert last - chosen[0] > timedelta(days=300)


def test_a_month_of_standing_still_loses_nothing():
    before = nights(40)
    after = [before[-1] + timedelta(days=60)]

    assert len(kept([*before, *after], scheme_of("7 daily"))) == 7


def test_each_night_in_turn_leaves_the_same_as_all_at_once():
    """What was deleted on the way is not missed later, but for the newest of periods that were not over."""
    scheme, there = scheme_of(DEFAULT), set()
    for night in nights(500):
        there = kept(there | {night}, scheme)

    assert there == kept(nights(500), scheme)


@pytest.mark.parametrize("text", ["", "7", "daily", "7 days", "-1 daily", "7 daily 3 daily", "0 daily", "7 daily 5"])
def test_what_is_no_scheme_stops_the_start(text):
    with pytest.raises(ValueError, match="scheme"):
        scheme_of(text)


MOMENTS = st.sets(st.integers(0, 2500 * 24).map(lambda hours: FIRST + timedelta(hours=hours)), max_size=60)
SCHEMES = st.dictionaries(st.sampled_from(sorted(PERIODS)), st.integers(0, 9), min_size=1)


@given(MOMENTS, SCHEMES)
def test_the_newest_is_always_kept_and_nothing_is_made_up(moments, scheme):
    chosen = kept(moments, scheme)

    assert chosen <= moments
    assert not moments or max(moments) in chosen


@given(MOMENTS, SCHEMES)
def test_as_many_periods_are_kept_as_there_are_or_were_asked_for(moments, scheme):
    chosen = kept(moments, scheme)

    for name, count in scheme.items():
        period = PERIODS[name]
        wanted = sorted({period(one) for one in moments}, reverse=True)[:count]
        newest = {max(one for one in moments if period(one) == found) for found in wanted}
        assert newest <= chosen
