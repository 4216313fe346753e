"""What a case has to do with money, as its reader may see it."""

from datetime import date
from decimal import Decimal

import pytest

from budget.frame.actions import Decision, replace_change
from budget.invoices.models import SentInvoice
from budget.money.reader import Reader
from meetings.reading.money import estimates_of, frame_changes_of, frame_url_of, money_of
from rorikt.cases.choosing import typed
from tests.factories import (
    RUN_AT,
    decide,
    make_document,
    make_estimate,
    make_estimate_line,
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


def test_a_decision_in_the_frame_says_how_far_it_has_come(item, head):
    change = make_frame_change(decision=decision(), title="Beredskap")
    parts = list(change.run.parts.order_by("municipality"))
    assert money_of(item, Reader())[0].progress == (
        "Fordelt på kommunene for 2024. Fakturert til 0 av 5; det gjenstår Molde, Vestnes, Rauma, Aukra, Hustadvika.",
    )

    told = {"sent_on": date(2024, 3, 1), "recorded_at": RUN_AT, "recorded_by": head}
    for number, part in enumerate(parts, 1):
        SentInvoice.objects.create(part=part, number=str(number), **told)
        if number == 3:
            assert money_of(item, Reader())[0].progress == (
                "Fordelt på kommunene for 2024. Fakturert til 3 av 5; det gjenstår Aukra, Hustadvika.",
            )

    assert money_of(item, Reader())[0].progress == ("Fordelt på kommunene for 2024, og fakturert til alle.",)


def test_what_a_new_decision_has_replaced_goes_no_further(item, head):
    change = make_frame_change(decision=decision())
    replace_change(change, amount=Decimal(500), decision=decision(), by=head, now=RUN_AT)

    old, new = money_of(item, Reader())

    assert (old.progress, len(new.progress)) == ((), 1)


def test_what_the_money_of_a_case_costs_does_not_grow_with_the_changes(item, head, django_assert_num_queries):
    for title in ("Én", "To", "Tre"):
        make_frame_change(decision=decision(), title=title)

    with django_assert_num_queries(4):
        assert len(money_of(item, Reader())) == 3


def test_a_decision_without_an_estimate_is_registered_in_the_frame_of_its_year(client, item, head):
    decide(item, "Rådet  vedtar\nberedskap.")
    client.force_login(head)
    url = frame_url_of(item)
    page = client.get(item.get_absolute_url()).content.decode()
    form = client.get(url).context["form"]

    assert f'href="{url}"' in page
    assert form.initial == {
        "year": 2024,
        "kind": "one_off",
        "case": typed(item.reference),
        "decided_on": date(2024, 2, 14),
        "decision": "Rådet vedtar beredskap.",
    }
    make_frame_change(decision=decision(), by=head)
    assert frame_url_of(item) == ""


def test_a_decided_estimate_is_registered_with_the_words_and_the_day_of_the_decision(client, item, head):
    estimate = make_estimate_line(estimate=make_estimate(case=item.reference)).estimate
    decide(item, "Ja. " * 100)
    client.force_login(head)

    page = client.get(estimate.get_absolute_url()).content.decode()
    initial = client.get(f"{money_of(item, Reader())[0].decide_url}?sak={item.reference_id}").context["form"].initial

    assert "Rådet vedtok saken 14.02.2024" in page
    assert "Det er ikke registrert i rammen ennå." in page
    assert (initial["decided_on"], len(initial["decision"])) == (date(2024, 2, 14), 300)


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
