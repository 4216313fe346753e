"""What a case has to do with money, as its reader may see it."""

from datetime import date

import pytest

from budget.frame.actions import Decision
from budget.money.reader import Reader
from meetings.reading.money import estimates_of, frame_changes_of, money_of
from tests.factories import (
    make_document,
    make_estimate,
    make_frame_change,
    make_item,
    make_key,
    make_meeting,
    named_case,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    make_key(valid_from=date(2024, 1, 1))
    return make_item(meeting=make_meeting())


def decision(number="2024/M1-001"):
    return Decision("Rådet vedtok det", date(2024, 2, 14), named_case(number))


def test_a_case_has_the_estimates_that_name_it_and_those_its_papers_show(item):
    named, shown, other = make_estimate(case=named_case("2024/M1-001")), make_estimate(), make_estimate()
    make_document(agenda_item=item, cost_estimate=shown)
    make_document(agenda_item=item)
    make_document(cost_estimate=other)

    assert set(estimates_of(item)) == {named, shown}


def test_a_case_has_the_changes_of_its_own_decision_oldest_first(item):
    first, second = make_frame_change(decision=decision()), make_frame_change(decision=decision(), year=2025)
    make_frame_change(decision=decision("2024/M1-010"))

    assert list(frame_changes_of(item)) == [first, second]


def test_an_estimate_that_is_not_decided_can_be(item):
    estimate = make_estimate(case=named_case("2024/M1-001"), title="Partner")

    (shown,) = money_of(item, Reader())
    assert (shown.title, shown.url, shown.decide_url) == (
        "Partner",
        estimate.get_absolute_url(),
        f"/okonomi/kostnadsoverslag/{estimate.slug}/vedtak/",
    )

    make_frame_change(decision=decision(), estimate=estimate)
    assert money_of(item, Reader())[0].decide_url == ""


def test_a_decision_is_shown_with_what_it_adds_and_its_words(item):
    make_frame_change(decision=decision(), title="Beredskap")

    (shown,) = money_of(item, Reader())

    assert shown.amount.replace("\u00a0", " ") == "1 000,00 kr"
    assert shown.note == "I rammen for 2024: Rådet vedtok det"


def test_of_an_exempt_case_the_public_reads_neither_words_nor_amounts(item, head):
    item.exemption_basis, item.public_title = "offl. § 23", "Avtale"
    item.save()
    make_estimate(case=named_case("2024/M1-001"), title="Hemmelig partner")
    make_frame_change(decision=decision(), title="Hemmelig beredskap")

    told = [str(shown) for shown in money_of(item, Reader())]

    assert "Hemmelig" not in " ".join(told)
    assert "Rådet vedtok det" not in " ".join(told)
    assert [shown.amount for shown in money_of(item, Reader())] == ["", "unntatt"]
    assert all(shown.decide_url == "" for shown in money_of(item, Reader()))
    assert "Hemmelig partner" in money_of(item, Reader(head))[0].title
