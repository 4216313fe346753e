"""What agreements cost each municipality: by the key of a budget line, by counts of a service, or not known."""

from datetime import date
from decimal import Decimal

import pytest

from meetings.agreements.binding import Agreement
from meetings.agreements.charging import Charging, lacks_of
from tests.factories import KEY_2023, make_count, make_key, make_line, make_price_list, make_purpose, make_service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipalities")]
HALVES = {"1506": "50.00", "1535": "50.00"}


def agreement(**told):
    return Agreement(**{"title": "Sakssystem", "cost": Decimal(12000), **told})


def cost(year=2024, **told):
    return Charging().cost(agreement(**told), year)


def test_what_is_charged_to_nothing_of_its_own_is_split_by_the_general_key():
    make_key()

    costed = cost()

    assert costed.parts == {number: Decimal(share) * 120 for number, share in KEY_2023.items()}
    assert sum(costed.parts.values()) == costed.amount == 12000


def test_a_line_is_split_by_the_key_of_its_purpose_and_one_of_a_later_year_as_the_last_there_is():
    purpose = make_purpose()
    make_key()
    make_key(HALVES, purpose=purpose)
    make_line(year=2023, title="Lisenser felles")
    make_line(year=2024, title="Lisenser felles", purpose=purpose)

    assert cost(2024, charged_to="  lisenser  FELLES ").parts == {"1506": 6000, "1535": 6000}
    assert cost(2030, charged_to="Lisenser felles").parts == {"1506": 6000, "1535": 6000}
    assert len(cost(2023, charged_to="Lisenser felles").parts) == 5


def test_only_those_that_are_named_bear_it_by_their_shares_of_the_key():
    make_key()

    costed = cost(numbers=("1535", "1579"))

    weights = {number: Decimal(KEY_2023[number]) for number in ("1535", "1579")}
    assert sum(costed.parts.values()) == 12000
    for number, part in costed.parts.items():
        assert abs(part - 12000 * weights[number] / sum(weights.values())) < Decimal("0.01")


def test_the_keys_are_those_of_the_months_it_is_paid_for():
    make_key(HALVES, valid_from=date(2023, 1, 1), valid_to=date(2024, 6, 30))
    make_key({"1506": "100.00"}, valid_from=date(2024, 7, 1))

    first = cost(last=date(2024, 6, 30))
    second = cost(first=date(2024, 7, 1))

    assert first.parts == {"1506": 3000, "1535": 3000}
    assert second.parts == {"1506": 6000}


def test_without_a_key_there_is_no_figure_for_anybody_and_it_says_so():
    costed = cost()

    assert (costed.amount, costed.parts) == (12000, None)
    assert lacks_of([costed], 0) == (
        "Summene for kommunene mangler «Sakssystem»: Det finnes ingen fordelingsnøkkel som gjelder for 2024."
    )


def test_one_that_is_named_without_a_share_is_told_and_bears_nothing_in_silence():
    make_key(HALVES)

    costed = cost(numbers=("1506", "1579"))

    assert costed.parts is None
    assert costed.why == "Hustadvika har ingen andel i det den deles etter i 2024"


def test_text_that_is_neither_a_line_nor_a_service_is_not_split():
    make_key()

    costed = cost(charged_to="Noe annet")

    assert costed.parts is None
    assert costed.why == "«Noe annet» er verken en budsjettlinje eller en tjeneste"
    assert not Charging().is_known("Noe annet")
    assert Charging().is_known(" ")


def test_a_service_that_is_counted_is_split_by_what_is_counted_in_the_months_of_the_agreement():
    service = make_service(title="Office 365", measure="each_month", is_for_all=False)
    make_price_list(service)
    for number, counts in {"1506": (10, 30), "1535": (10, 10)}.items():
        service.participants.create(municipality_id=number, first_on=date(2023, 1, 1))
        for month, count in enumerate(counts, start=1):
            make_count(service, number, count, date(2024, month, 1))

    costed = cost(charged_to="Office 365", last=date(2024, 2, 28))

    assert costed.amount == 2000
    assert costed.parts == {"1506": Decimal("1333.33"), "1535": Decimal("666.67")}


def test_a_service_without_the_counts_of_the_year_is_not_split():
    service = make_service(title="Office 365", is_for_all=False)
    service.participants.create(municipality_id="1506", first_on=date(2023, 1, 1))

    assert cost(charged_to="Office 365").why == "«Office 365» mangler antall for Molde i 2024"


@pytest.mark.parametrize(
    ("fixed_as", "parts"),
    [("each", {"1506": 9000, "1535": 3000}), ("by_key", {"1506": 6000, "1535": 6000})],
)
def test_a_fixed_service_is_split_by_months_taken_part_or_by_key(fixed_as, parts):
    purpose = make_purpose()
    make_key(HALVES, purpose=purpose)
    service = make_service(title="Brannmur", unit="fixed", fixed_as=fixed_as, is_for_all=False, purpose=purpose)
    service.participants.create(municipality_id="1506", first_on=date(2023, 1, 1))
    service.participants.create(municipality_id="1535", first_on=date(2024, 9, 1))

    assert cost(charged_to="brannmur").parts == parts


def test_sums_say_what_they_are_without():
    make_key()
    costed = [cost(), cost(title="Ukjent", cost=None), cost(title="Feil", charged_to="x")]

    assert lacks_of(costed, 2) == (
        "Summene mangler «Ukjent»: kostnaden mangler. Summene for kommunene mangler «Feil»: «x» er verken en "
        "budsjettlinje eller en tjeneste. Avtaler som er unntatt offentlighet, er ikke med."
    )
