"""How far the accounts of a year reach, and what may be said of them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.ledger.unplaced import Unplaced
from budget.years.so_far import YearState, last_month_over
from rorikt.amounts import MONTHS, kroner

APRIL = YearState(2024, accounts_to=4, is_confirmed=True, has_months=True)
TYPED = YearState(2024, accounts_to=6, is_confirmed=True)
CLOSED = YearState(2023, accounts_to=12, is_confirmed=True, has_months=True, closed_on=date(2024, 1, 31))
days = st.dates(date(2022, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2023, 12, 31), 0),
        (date(2024, 1, 30), 0),
        (date(2024, 1, 31), 1),
        (date(2024, 2, 28), 1),
        (date(2024, 2, 29), 2),
        (date(2024, 4, 30), 4),
        (date(2024, 5, 1), 4),
        (date(2024, 12, 30), 11),
        (date(2024, 12, 31), 12),
        (date(2025, 6, 1), 12),
    ],
)
def test_a_month_counts_once_it_is_over(day, month):
    assert last_month_over(2024, day) == month


def test_an_open_year_says_how_far_it_reaches_and_a_closed_one_is_the_year():
    assert (APRIL.period, APRIL.so_far, APRIL.month) == (
        "hittil, til og med april 2024",
        "hittil, til og med april 2024",
        4,
    )
    assert (CLOSED.period, CLOSED.so_far, CLOSED.month) == ("2023", "", None)
    assert CLOSED.sentence == "Regnskapet for 2023 er avsluttet 31.01.2024."


def test_a_year_whose_month_nobody_has_stated_cannot_be_compared():
    unknown = YearState(2024)

    assert (unknown.is_comparable, unknown.period) == (False, "hittil i 2024")
    assert "ikke oppgitt hvor langt" in unknown.sentence
    assert "ikke oppgitt hvor langt" in unknown.why_not_comparable
    assert YearState(2025, has_accounts=False).why_not_comparable == "Det er ikke ført regnskap for 2025 ennå."


def test_a_paper_tells_of_the_months_that_were_over_on_its_day():
    august = YearState(2024, accounts_to=8, is_confirmed=True, has_months=True)

    assert august.on(date(2024, 5, 1)).month == 4
    assert august.on(date(2024, 10, 1)).month == 8


def test_a_paper_from_before_the_closing_tells_of_an_open_year():
    before = CLOSED.on(date(2024, 1, 30))

    assert (before.is_closed, before.period) == (False, "hittil, til og med desember 2023")
    assert CLOSED.on(date(2024, 1, 31)).period == "2023"


def test_accounts_without_months_cannot_be_cut_off_for_an_earlier_day():
    cut = TYPED.on(date(2024, 5, 1))

    assert not cut.is_comparable
    assert cut.why_not_comparable == (
        "Regnskapet for 2024 er ført uten måneder og går til og med juni. Det kan ikke vises til og med april, som "
        "«status per dato» 01.05.2024 krever."
    )
    assert APRIL.on(date(2024, 1, 1)).why_not_comparable.startswith("Per 01.01.2024 er ingen måned i 2024 over")


def test_a_chosen_month_is_never_later_than_the_accounts():
    assert [APRIL.until(month).month for month in (1, 4, 8, 12)] == [1, 4, 4, 4]
    assert CLOSED.until(12).is_closed
    assert CLOSED.until(8).period == "hittil, til og med august 2023"


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (CLOSED, ""),
        (
            APRIL,
            "Regnskapet for 2024 er ikke avsluttet: det går til og med april. "
            "Avslutt året før mer- eller mindreforbruk fordeles.",
        ),
        (
            YearState(2024),
            "Regnskapet for 2024 er ikke avsluttet, og det er ikke oppgitt hvor langt det går. "
            "Avslutt året før mer- eller mindreforbruk fordeles.",
        ),
        (
            CLOSED.on(date(2024, 1, 15)),
            "Regnskapet for 2023 er ikke avsluttet per 15.01.2024: det går til og med desember. "
            "Avslutt året før mer- eller mindreforbruk fordeles.",
        ),
    ],
)
def test_a_refusal_says_what_is_missing(state, refusal):
    assert state.why_not_shared("mer- eller mindreforbruk fordeles") == refusal


@given(st.integers(1, 12), st.booleans(), days)
def test_no_open_year_is_ever_called_the_year(reach, has_months, day):
    seen = YearState(2024, accounts_to=reach, has_months=has_months).on(day)

    assert not seen.is_closed
    assert "hittil" in seen.period
    assert seen.why_not_shared("mer- eller mindreforbruk fordeles")
    assert seen.month is None or seen.month <= min(reach, last_month_over(2024, day))
    if seen.month:
        assert MONTHS[seen.month - 1] in seen.period
    assert bool(seen.why_not_comparable) == (seen.month is None)


def test_what_belongs_to_no_line_is_named_with_amount_and_number():
    assert not Unplaced()
    assert Unplaced().sentence(kroner) == ""
    assert Unplaced(1, Decimal("10.50")).sentence(kroner) == "Ikke med i summene: 10,50 på 1 konto uten type utgift."
    assert Unplaced(2).sentence(kroner) == "Ikke med i summene: 0,00 på 2 konti uten type utgift."


def test_a_year_that_was_closed_without_a_month_is_compared_as_a_whole():
    closed = YearState(2023, closed_on=date(2024, 1, 31))

    assert (closed.is_comparable, closed.why_not_comparable, closed.why_not_shared("noe fordeles")) == (True, "", "")


def test_where_no_month_is_known_there_is_none_to_cut_off_either():
    unknown = YearState(2024)

    assert unknown.until(3) is unknown
    assert unknown.on(date(2024, 5, 1)) == YearState(2024, asked_on=date(2024, 5, 1))


def test_accounts_without_months_are_whole_on_the_day_their_last_month_is_over():
    assert TYPED.on(date(2024, 6, 30)).until_month == "til og med juni"
    assert TYPED.on(date(2024, 6, 29)).until_month == ""


def test_a_month_that_nobody_has_confirmed_is_told_with_that_doubt():
    begins, ends = (
        "Regnskapet for 2024 er ikke avsluttet: det går til og med april.",
        " Avvik er mot budsjettet for de samme månedene.",
    )

    assert APRIL.sentence == begins + ends
    assert YearState(2024, accounts_to=4).sentence == (
        f"{begins} Det er siste måned med poster; ingen har bekreftet den.{ends}"
    )
