"""Spreading a budget over the months and choosing a forecast: stored, audited, kept as history, or refused."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from budget.forecasts import actions
from budget.lines.forecast import Method
from budget.lines.models import LineForecast, MonthShare
from rorikt.audit import trail
from rorikt.audit.models import AuditEntry
from tests.factories import make_line

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 9, 3, 12, tzinfo=UTC)
SEASON = [Decimal(5)] * 6 + [Decimal(10)] * 5 + [Decimal(20)]


def set_forecast(line, by, method=Method.BY_HAND, amount=Decimal(1500), text="Ny avtale", now=NOW):
    return actions.set_forecast(line, method=method, amount=amount, text=text, by=by, now=now)


def test_a_distribution_is_stored_and_audited_with_what_stood_before(head):
    line = make_line()

    actions.set_distribution(line, SEASON, by=head, now=NOW)
    actions.set_distribution(line, None, by=head, now=NOW)

    assert not line.month_shares.exists()
    last, first = AuditEntry.objects.all()
    assert (first.action, first.detail["before"], first.detail["after"][-1]) == ("endret månedsfordeling", [], "20")
    assert (last.detail["before"][0], last.detail["after"]) == ("5.00", [])
    assert trail.broken_entries() == []


@pytest.mark.parametrize(
    ("percentages", "message"),
    [
        (SEASON[:-1], "Fyll ut en andel for hver av de tolv månedene, 0 der det ikke er noe."),
        ([*SEASON[:-1], Decimal("19.99")], "det mangler 0,01"),
        ([Decimal(110), Decimal(-10), *[Decimal(0)] * 10], "mellom 0 og 100"),
    ],
)
def test_what_is_no_whole_distribution_is_refused_and_the_old_one_stays(head, percentages, message):
    line = make_line()
    actions.set_distribution(line, SEASON, by=head, now=NOW)

    with pytest.raises(ValidationError) as caught:
        actions.set_distribution(line, percentages, by=head, now=NOW)

    assert message in " ".join(caught.value.messages).replace("\u00a0", " ")
    assert [share.percent for share in line.month_shares.all()] == SEASON
    assert AuditEntry.objects.count() == 1


def test_every_forecast_stays_as_history_and_the_newest_comes_first(head):
    line = make_line()

    set_forecast(line, head)
    set_forecast(line, head, method=Method.SEASONAL, amount=None, text="", now=NOW + timedelta(days=1))

    newest, oldest = line.forecasts.all()
    assert (newest.method, newest.amount, newest.set_by) == (Method.SEASONAL, None, head)
    assert (oldest.method, oldest.amount, oldest.text, oldest.set_at) == (Method.BY_HAND, 1500, "Ny avtale", NOW)
    assert AuditEntry.objects.filter(action="la til prognose").count() == 2


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"text": " "}, "text"),
        ({"amount": None}, "__all__"),
        ({"method": Method.RUN_RATE, "amount": Decimal(5)}, "__all__"),
        ({"method": "guess", "amount": None}, "method"),
    ],
)
def test_a_forecast_without_its_amount_or_reason_is_refused(head, options, field):
    with pytest.raises(ValidationError) as caught:
        set_forecast(make_line(), head, **options)

    assert set(caught.value.message_dict) == {field} or field in caught.value.message_dict
    assert not LineForecast.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda line, by: MonthShare(line=line, month=13, percent=1),
        lambda line, by: MonthShare(line=line, month=1, percent=101),
        lambda line, by: LineForecast(line=line, method=Method.BY_HAND, set_at=NOW, set_by=by),
        lambda line, by: LineForecast(line=line, method=Method.RUN_RATE, amount=1, set_at=NOW, set_by=by),
    ],
)
def test_the_database_refuses_what_the_constraints_forbid(head, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong(make_line(), head).save()


def test_a_month_has_one_share(head):
    line = make_line()
    MonthShare.objects.create(line=line, month=1, percent=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        MonthShare.objects.create(line=line, month=1, percent=2)
