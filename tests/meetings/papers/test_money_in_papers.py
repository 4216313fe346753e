"""What papers show of the money: up to the last month of their own period, and nothing of a year to come."""

from datetime import date

import pytest

from meetings.papers import compose
from meetings.tokens import tokens
from rorikt.figures.values import NotAvailable
from tests.budget.rows import make_year
from tests.factories import make_document

pytestmark = pytest.mark.django_db


def test_papers_show_the_year_to_date_and_the_forecast_up_to_their_own_last_month():
    make_year(2024, title="Lønn", budgeted=1_200_000, months=[150_000, 90_000, 120_000])
    document = make_document(
        accounting_year=2024, period_from=date(2024, 1, 1), period_to=date(2024, 2, 1), as_of=date(2024, 4, 1)
    )
    binder = tokens.Binder(document)
    body = (
        "<p>[[tabell:driftsresultat-hittil]]</p><p>[[tabell:prognose]]</p><p>Prognosen er [[prognose-sum:tusen]].</p>"
    )

    to_date, foreseen, sentence = compose.section_blocks(body, binder)

    assert [cell.text.replace("\u00a0", " ") for cell in to_date.total] == [
        "SUM",
        "240",
        "200",
        "−40",
        "1 200",
        "−20,0 %",
    ]
    assert foreseen.total[1].text.replace("\u00a0", " ") == "1 440"
    assert ">1\u00a0440</a>" in sentence.html


def test_papers_of_an_earlier_period_cannot_show_a_year_to_come():
    make_year(2024, months=[1])
    document = make_document(accounting_year=2024, period_from=date(2023, 11, 1), period_to=date(2023, 12, 1))

    with pytest.raises(NotAvailable, match="perioden er over før 2024 begynner"):
        _ = tokens.Binder(document).asked.month
