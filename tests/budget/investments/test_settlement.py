from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.investments.settlement import SettlementLine, settle
from budget.keys.allocation import allocate
from tests.budget import golden
from tests.budget.keys.test_allocation import KEY_OF_2023, keys, sampled

PAID_2023 = {number: Decimal(paid) for number, (paid, _, _) in golden.PRINTED_SETTLEMENT.items()}
MONEY = st.decimals(min_value=-(10**11), max_value=10**11, places=2)


def test_the_settlement_of_2023_is_the_printed_one():
    settlement = settle(allocate(golden.EXPENSES_EXCL_VAT, KEY_OF_2023), PAID_2023)

    lines = {
        number: (line.paid_on_account, line.expenses_excl_vat, line.variance)
        for number, line in settlement.lines.items()
    }
    assert lines == {
        number: tuple(Decimal(amount) for amount in amounts) for number, amounts in golden.PRINTED_SETTLEMENT.items()
    }
    total = settlement.total
    assert (total.paid_on_account, total.expenses_excl_vat, total.variance) == tuple(
        Decimal(amount) for amount in golden.PRINTED_SETTLEMENT_SUM
    )


@sampled
@given(st.data())
def test_every_column_of_a_settlement_adds_up(data):
    shares, expenses = data.draw(keys()), data.draw(MONEY)
    paid = {number: data.draw(MONEY) for number in shares}

    settlement = settle(allocate(expenses, shares), paid)

    assert settlement.total == SettlementLine(sum(paid.values()), expenses)
    assert sum(line.variance for line in settlement.lines.values()) == sum(paid.values()) - expenses
    assert list(settlement.lines) == sorted(shares)


def test_payments_that_did_not_follow_the_key_are_each_municipalitys_own():
    settlement = settle({"1506": Decimal(50), "1535": Decimal(50)}, {"1506": Decimal(100), "1535": Decimal(0)})

    assert [line.variance for line in settlement.lines.values()] == [50, -50]


def test_a_settlement_needs_a_payment_for_each_share():
    with pytest.raises(ValueError, match="payments of"):
        settle({"1506": Decimal(50), "1535": Decimal(50)}, {"1506": Decimal(1)})
