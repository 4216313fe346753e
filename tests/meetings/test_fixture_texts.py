"""The fixtures of the first meeting: that they load in order, and that their texts are whole."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.core.management import call_command

from budget.models import BudgetLine, CostEstimate, CostKey, InvestmentProject, PaymentOnAccount, VarianceCause
from rorikt.models import User
from tests.factories import make_user

PEOPLE = [
    User.Role.HEAD,
    User.Role.AUTHOR,
    User.Role.AUTHOR,
    User.Role.FINANCE,
    User.Role.COUNCIL_MEMBER,
    User.Role.ADMINISTRATOR,
    User.Role.AUTHOR,
    User.Role.COUNCIL_MEMBER,
]


@pytest.fixture
def people(db):
    """The demo people 1 to 8, as the fixtures know them."""
    call_command("loaddata", "municipalities", verbosity=0)
    for pk, role in enumerate(PEOPLE, start=1):
        make_user(pk=pk, role=role)


@pytest.fixture
def year_2023(people):
    call_command("loaddata", "reference", "year_2023", verbosity=0)


def in_thousands(amount):
    return int((amount / 1000).quantize(Decimal(1), ROUND_HALF_UP))


def test_the_cost_keys_sum_to_one_hundred(year_2023):
    assert [sum(key.percentages().values()) for key in CostKey.objects.all()] == [Decimal("100.00")] * 2


def test_the_operating_lines_round_to_the_printed_thousands(year_2023):
    rows = [
        (line.title, *map(in_thousands, (line.actual, line.budgeted, line.variance)))
        for line in BudgetLine.objects.for_year(2023)
    ]

    assert rows == [
        ("Lønn", 28_790, 29_233, 443),
        ("Drift av stab og lokaler", 3_213, 3_021, -192),
        ("Kjøp/leasing", 477, 321, -156),
        ("Konsulenter", 3_001, 715, -2_286),
        ("Lisens, vedlikehold og support", 55_995, 51_176, -4_819),
        ("Samband og tele", 4_316, 4_638, 322),
        ("Inntekter", -9_989, -5_238, 4_751),
    ]


def test_the_printed_sums_are_taken_before_rounding(year_2023):
    result = BudgetLine.objects.for_year(2023).result()

    assert [in_thousands(amount) for amount in (result.actual, result.budgeted, result.variance)] == [
        85_804,  # the printed rows add up to 85 803
        83_866,
        -1_938,  # and to −1 937
    ]
    assert result.overspend == Decimal("1937782.94")


def test_the_investments_round_to_the_printed_thousands(year_2023):
    projects = InvestmentProject.objects.for_year(2023)
    result = projects.result()

    rows = [tuple(map(in_thousands, (row.actual, row.budgeted, row.variance))) for row in projects]
    assert rows == [
        (0, 100, 100),
        (0, 800, 800),
        (0, 600, 600),
        (5_782, 4_500, -1_282),
        (948, 1_400, 452),
        (0, 900, 900),
        (1_108, 900, -208),
        (0, 500, 500),
        (1_921, 1_000, -921),
        (0, 1_800, 1_800),
        (1_188, 500, -688),
        (0, 1_000, 1_000),
        (173, 500, 327),
    ]
    assert [in_thousands(sum_) for sum_ in (result.actual, result.budgeted, result.variance)] == [11_120, 14_500, 3_380]
    assert result.actual_excl_vat == Decimal("9696616.33")


def test_no_project_has_more_vat_than_the_highest_rate(year_2023):
    # Half an øre, since the tax of one invoice is rounded.
    assert not [row for row in InvestmentProject.objects.all() if row.vat > row.actual_excl_vat / 4 + Decimal("0.005")]


def test_the_named_causes_and_the_payments_on_account_are_the_stated_ones(year_2023):
    assert dict(VarianceCause.objects.values_list("slug", "amount")) == {
        "skoleavtalen": Decimal(1_200_000),
        "ekstralisenser": Decimal(1_400_000),
        "prisvekst": None,
        "identitetslosning": Decimal(600_000),
        "lokaler-hustadvika": Decimal(350_000),
    }
    assert dict(PaymentOnAccount.objects.values_list("municipality", "amount")) == {
        "1506": Decimal("5315000.00"),
        "1535": Decimal("1439000.45"),
        "1539": Decimal("1433999.98"),
        "1547": Decimal("972000.35"),
        "1579": Decimal("2441000.00"),
    }


def test_the_estimate_of_the_security_partner_counts_servers(year_2023):
    estimate = CostEstimate.objects.get(slug="sikkerhetspartner")

    assert (estimate.unit_count, estimate.unit_name, estimate.tiers.count()) == (397, "servere", 7)
    assert [(line.year, line.title) for line in estimate.lines.all()] == [
        (2024, "Etableringskostnad SOC+"),
        (2024, "SOC+"),
        (2024, "Konsulenttimer"),
        (2025, "SOC+"),
        (2025, "Konsulenttimer"),
    ]
