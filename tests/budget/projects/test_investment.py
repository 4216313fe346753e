"""What an investment project may use, and that money carried between years is neither made nor lost."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from budget.projects.disposal import Disposal
from budget.projects.result import InvestmentResult

AMOUNTS = st.decimals(0, 10**9, places=2)
DISPOSALS = st.builds(Disposal, *[AMOUNTS] * 6)


def test_what_is_left_is_the_available_less_spent_and_committed():
    disposal = Disposal(
        budgeted=Decimal(1000),
        revisions=Decimal(-200),
        carried_in=Decimal(300),
        carried_out=Decimal(50),
        actual=Decimal(400),
        committed=Decimal(100),
    )

    assert (disposal.revised, disposal.available, disposal.unused, disposal.remaining) == (800, 1050, 650, 550)


@given(st.lists(DISPOSALS, max_size=10))
def test_the_sum_of_the_projects_is_the_sum_of_their_rows(disposals):
    whole = Disposal.of_all(disposals)

    for name in ("revised", "available", "unused", "remaining"):
        assert getattr(whole, name) == sum(getattr(one, name) for one in disposals)


@given(DISPOSALS, DISPOSALS, AMOUNTS)
def test_carrying_over_moves_what_is_available_and_adds_nothing(source, target, amount):
    after = [
        Disposal(**{**vars(source), "carried_out": source.carried_out + amount}),
        Disposal(**{**vars(target), "carried_in": target.carried_in + amount}),
    ]

    assert Disposal.of_all(after).available == Disposal.of_all([source, target]).available


def test_vat_is_spent_and_budgeted_but_not_shared():
    result = InvestmentResult(budgeted=Decimal(1000), actual_excl_vat=Decimal("800.40"), vat=Decimal("200.10"))

    assert (result.actual, result.variance) == (Decimal("1000.50"), Decimal("-0.50"))
