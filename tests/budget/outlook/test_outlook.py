"""Next year's figure: gathered, published, and held against what is known later."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from budget.frame.actions import Decision
from budget.frame.models import FrameChange
from budget.keys.models import CostKey
from budget.memberships.models import Membership
from budget.outlook.actions import issue_outlook
from budget.outlook.models import IssuedOutlook
from budget.outlook.report import all_outlooks_table, outlook_of
from rorikt.people.models import Municipality, User
from tests.budget.pages import open_page, send, shown
from tests.factories import (
    RUN_AT,
    make_estimate,
    make_estimate_line,
    make_frame_change,
    make_line,
    make_user,
    named_case,
)

pytestmark = pytest.mark.django_db
VESTNES = "1535"
NOW = datetime(2024, 9, 30, 12, tzinfo=UTC)


@pytest.fixture
def vestnes(charged_2024):
    decision = Decision("Rådets vedtak", date(2023, 12, 1), named_case("2023/M4-003"))
    make_frame_change(kind=FrameChange.Kind.BASE, title="Driftsramme", amount=Decimal(80_000_000), decision=decision)
    return Municipality.objects.get(pk=VESTNES)


def items(municipality, year=2025):
    return {one.title: (one.best, one.low, one.high) for one in outlook_of(municipality, year).items}


def told(municipality, title, year=2025):
    found = next(one for one in outlook_of(municipality, year).items if one.title == title)
    return found.rests_on.replace("\u00a0", " ")


def test_without_a_proposal_this_years_frame_is_assumed_and_said(vestnes):
    share = Decimal("10224000.00")

    assert items(vestnes)["Driftsramme 2025"] == (share, share, share)
    assert "rammen for 2024 på 80 000 000,00 kr er lagt til grunn" in told(vestnes, "Driftsramme 2025")


def test_a_proposed_budget_makes_a_range_with_the_old_frame(vestnes):
    make_line(year=2025, title="Lønn", budgeted=Decimal(84_000_000), actual=0)

    assert items(vestnes)["Driftsramme 2025"] == (
        Decimal("10735200.00"),
        Decimal("10224000.00"),
        Decimal("10735200.00"),
    )


def test_the_sum_over_all_says_that_it_lacks_what_nobody_has_estimated(vestnes):
    table = all_outlooks_table({vestnes: outlook_of(vestnes, 2025)}, 2025)

    assert table.total[0].text == "SUM av det som er anslått"
    assert "kommer i tillegg" in table.note


def test_an_estimate_that_is_not_decided_is_in_the_range_and_not_in_the_best_figure(vestnes):
    estimate = make_estimate(title="Sikkerhetspartner")
    make_estimate_line(estimate=estimate, year=2025, amount=Decimal(1_000_000))

    assert items(vestnes)["Sikkerhetspartner"] == (0, 0, Decimal("127800.00"))


def test_a_key_that_is_not_set_is_todays_and_said(vestnes):
    CostKey.objects.filter(valid_to__isnull=True).update(valid_to=date(2024, 12, 31))

    assert items(vestnes)["Driftsramme 2025"][0] == Decimal("10224000.00")
    assert "Nøkkelen for 2025 er ikke fastsatt" in told(vestnes, "Driftsramme 2025")


def test_one_that_has_left_is_told_nothing(vestnes, head):
    Membership.objects.create(municipality=vestnes, first_on=date(2000, 1, 1), last_on=date(2024, 12, 31))

    issued = issue_outlook(2025, by=head, now=NOW)

    assert items(vestnes) == {}
    assert VESTNES not in issued.figures
    assert len(issued.figures) == 4


def test_what_is_published_stays_and_later_changes_are_told(client, vestnes, head):
    issue_outlook(2025, by=head, now=NOW)
    with pytest.raises(ValidationError, match="Ingenting er endret"):
        issue_outlook(2025, by=head, now=NOW)
    for change in (lambda rows: rows.update(version=9), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(IssuedOutlook.objects.all())
    estimate = make_estimate(title="Sikkerhetspartner")
    make_estimate_line(estimate=estimate, year=2025, amount=Decimal(1_000_000))

    client.force_login(make_user(User.Role.FINANCE, municipality=vestnes))
    page = shown(open_page(client, "municipality-outlook", 2025, VESTNES))

    assert "Sikkerhetspartner er kommet til: 0,00 kr (0,00 til 127 800,00)." in page
    client.force_login(make_user(User.Role.FINANCE, municipality=Municipality.objects.get(pk="1506")))
    assert open_page(client, "municipality-outlook", 2025, VESTNES).status_code == 403


def test_the_day_to_publish_is_set_and_told_when_it_has_passed(client, vestnes, head):
    client.force_login(head)
    this = timezone.localdate().year
    send(client, "outlook-day", this + 1, publish_by=f"01.01.{this}")

    assert f"Tallene for {this + 1} skulle vært publisert 01.01.{this}." in shown(
        open_page(client, "outlook", this + 1)
    )
    send(client, "outlook-issue", this + 1)
    assert f"Tallene for {this + 1} publiseres senest 01.01.{this}." in shown(open_page(client, "outlook", this + 1))


def test_a_year_that_is_over_is_no_longer_foreseen(head, vestnes):
    with pytest.raises(ValidationError, match="2023 er over"):
        issue_outlook(2023, by=head, now=RUN_AT)
