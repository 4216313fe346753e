"""What is new for the officers of a municipality, on their page and by mail."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from budget.frame.actions import Decision
from budget.invoices.models import SentInvoice
from budget.money.reader import Reader
from budget.officers.duties import look
from budget.officers.models import OfficerVisit
from budget.officers.news import FIRST_LOOK, mark_read, news_of, read_until
from budget.outlook.models import IssuedOutlook
from rorikt.people.models import Municipality, User
from rorikt.telling.models import Told
from tests import factories
from tests.factories import RUN_AT

pytestmark = pytest.mark.django_db
LATER = RUN_AT + timedelta(hours=1)
PAGE = "budget:officers"


@pytest.fixture(autouse=True)
def key(municipalities):
    return factories.make_key()


@pytest.fixture
def vestnes():
    return Municipality.objects.get(pk="1535")


@pytest.fixture
def officer(vestnes):
    return factories.make_user(User.Role.FINANCE, municipality=vestnes, email="vestnes@example.no")


def whats(found):
    return [(item.what, item.title) for item in found]


def send(part, **given):
    usual = {
        "number": "2024-17",
        "sent_on": date(2024, 3, 1),
        "recorded_at": RUN_AT,
        "recorded_by": User.objects.first(),
    }
    return SentInvoice.objects.create(part=part, **{**usual, **given})


def test_approved_runs_invoices_balances_and_forecasts_are_new_until_they_are_read(vestnes, officer):
    change = factories.make_frame_change(title="Ny brannmur")
    send(change.run.parts.get(municipality=vestnes))
    factories.make_balance(municipality_id=vestnes.pk)
    figures = {"1535": []}
    IssuedOutlook.objects.create(year=2025, version=2, figures=figures, issued_at=RUN_AT, issued_by=officer)

    found = news_of(vestnes, Reader(officer), RUN_AT - timedelta(days=1))

    assert sorted(whats(found)) == [
        ("Anslaget er endret", "Hva 2025 kan koste"),
        ("Faktura sendt", "Faktura 2024-17"),
        ("Fordeling godkjent", change.run.title),
        ("Saldobekreftelse sendt ut", "Saldo 2024"),
    ]
    assert news_of(vestnes, Reader(officer), LATER) == []


def test_what_others_pay_is_not_new_here(vestnes, officer):
    factories.make_balance(municipality_id="1506")

    assert news_of(vestnes, Reader(officer), RUN_AT - timedelta(days=1)) == []


def test_what_was_read_is_read_and_never_unread_again(vestnes, officer, head):
    assert read_until(officer, vestnes, LATER) == LATER - FIRST_LOOK

    mark_read(officer, vestnes, LATER)
    mark_read(officer, vestnes, RUN_AT)

    assert read_until(officer, vestnes, LATER) == LATER
    assert read_until(head, vestnes, LATER) == LATER - FIRST_LOOK


def test_the_page_marks_as_read_until_it_was_shown(client, officer, vestnes):
    client.force_login(officer)
    shown = client.get(reverse(PAGE)).context["now"]

    client.post(reverse("budget:officers-read", args=["1535"]), {"until": shown})

    assert OfficerVisit.objects.get().read_until.isoformat() == shown


@pytest.mark.parametrize("until", ["", "i går", "2024-01-01", "9999-12-31T00:00:00+00:00"])
def test_an_odd_moment_is_taken_for_now(client, officer, until):
    client.force_login(officer)

    client.post(reverse("budget:officers-read", args=["1535"]), {"until": until})

    assert abs(OfficerVisit.objects.get().read_until - timezone.now()) < timedelta(minutes=1)


def test_an_officer_has_only_the_own_municipality_and_staff_choose(client, officer, head):
    client.force_login(officer)
    assert client.get(reverse(PAGE), {"kommune": "1506"}).context["municipality"].pk == "1535"
    assert client.post(reverse("budget:officers-read", args=["1506"])).status_code == 404

    client.force_login(head)
    assert "Velg kommunen" in client.get(reverse(PAGE)).text
    assert client.get(reverse(PAGE), {"kommune": "1506"}).context["municipality"].pk == "1506"
    assert "Velg en av kommunene i listen." in client.get(reverse(PAGE), {"kommune": "0301"}).text


@pytest.mark.parametrize("count", [1, 4])
def test_news_cost_the_same_queries_for_any_length(vestnes, officer, count, django_assert_num_queries):
    for _ in range(count):
        change = factories.make_frame_change()
        send(change.run.parts.get(municipality=vestnes))
        factories.make_balance(municipality_id=vestnes.pk, version=count * 10 + _)

    with django_assert_num_queries(6):
        news_of(vestnes, Reader(officer), RUN_AT - timedelta(days=1))


def test_officers_are_told_of_an_approved_run_of_theirs_once(officer, head):
    factories.make_line(year=2023, budgeted=1000, actual=3000)
    factories.close_year(2023)
    run = factories.make_run()

    assert look(LATER) == "1 nyhet til økonomi er varslet."
    assert look(LATER) == ""

    told = Told.objects.get()
    assert (told.user, told.subject) == (officer, "En fordeling er godkjent")
    assert told.text == f"«{run.title}» gjelder Vestnes."
    assert told.url == reverse("budget:municipality-charge", args=[2024, "1535", run.pk])


def test_officers_are_told_of_an_invoice_that_is_sent(officer, vestnes):
    factories.make_line(year=2023, budgeted=1000, actual=3000)
    factories.close_year(2023)
    part = factories.make_run().parts.get(municipality=vestnes)
    invoice = factories.make_invoice(
        part, number="17", sent_on=date(2024, 3, 1), recorded_at=RUN_AT, recorded_by=officer
    )
    send(part, invoice=invoice, number="17")

    look(LATER)

    assert [row.subject for row in Told.objects.filter(kind="budget.invoice")] == ["Faktura 17 er sendt"]


def test_what_is_exempt_is_told_in_the_words_the_municipality_may_read(officer, head):
    closed = {"title": "Hemmelig anskaffelse", "public_title": "En anskaffelse"}
    item = factories.make_item(exemption_basis="offentleglova § 23", **closed)
    decision = Decision("Hemmelig vedtak", date(2024, 2, 14), item.reference)
    factories.make_frame_change(title="Hemmelig anskaffelse", decision=decision)

    look(LATER)

    texts = [f"{row.subject} {row.text}" for row in Told.objects.all()]
    assert texts == ["En fordeling er godkjent «Unntatt offentlighet: En anskaffelse» gjelder Vestnes."]


def test_a_page_without_anything_says_so(client, officer):
    client.force_login(officer)

    shown = client.get(reverse(PAGE)).text

    assert "Ingenting venter." in shown
    assert "Ingen nye fordelinger" in shown


NOW = datetime(2024, 3, 1, tzinfo=UTC)
