"""What the pages say of a year that lacks parts, and what people say of its parts."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from budget.allocations.models import AllocationRun
from budget.charges.report import (
    all_charges_table,
    charged_year,
    charged_years,
    charges_of,
    charges_table,
    history_table,
    missing_table,
)
from budget.estimates.models import DeclinedEstimate
from budget.frame.actions import Decision, decline_estimate, reopen_estimate
from budget.frame.models import FrameChange
from budget.invoices.actions import record_invoice
from budget.invoices.models import SentInvoice
from rorikt.audit.models import AuditEntry
from rorikt.people.models import Municipality
from tests.budget import golden
from tests.factories import (
    KEY_2024,
    RUN_AT,
    make_cooperation,
    make_estimate,
    make_estimate_line,
    make_frame_change,
    make_key,
    make_payment,
    make_run,
    named_case,
)

pytestmark = pytest.mark.django_db
Kind = AllocationRun.Kind
VESTNES = "1535"


def no():
    return Decision("Rådet sa nei", date(2024, 2, 14), named_case("2024/M1-004"))


@pytest.fixture
def year_2023(db):
    golden.make_year_2023()
    make_key(KEY_2024, valid_from=date(2024, 1, 1))
    make_cooperation()


@pytest.fixture
def shared(year_2023):
    """As the demo is: the frame of 2023, its overspend and its settlement."""
    frame = make_frame_change(kind=FrameChange.Kind.BASE, year=2023, title="Driftsramme", amount=Decimal(83_866_000))
    return frame.run, make_run(), make_run(Kind.INVESTMENT)


@pytest.fixture
def as_head(client, head):
    client.force_login(head)
    return client


def security_partner():
    """As the case of 14.02.2024 proposes it: one cost in each of two years."""
    estimate = make_estimate(title="Sikkerhetspartner")
    for year, amount in ((2024, 1_864_000), (2025, 1_664_000)):
        make_estimate_line(estimate=estimate, year=year, amount=Decimal(amount))
    return estimate


def plain(response):
    return response.content.decode().replace("\u00a0", " ")


def missing(year=2024, number=VESTNES):
    return [(part.title, str(part.state)) for part in charged_year(year).of(number).missing]


def page_of(client, year=2024, number=VESTNES, **asked):
    return client.get(reverse("budget:municipality-charges", args=[year, number]), asked)


def test_the_sum_of_2024_names_what_it_lacks_beside_that_of_2023(as_head, shared):
    security_partner()

    page = plain(page_of(as_head))

    assert "<h1>Hva Vestnes betaler i 2024, så langt, og hvorfor</h1>" in page
    assert (
        "3 av 5 forventede deler mangler beløp: Driftsramme 2024 (ikke fastsatt); "
        "Akonto for investeringer 2024 (ikke fastsatt); Sikkerhetspartner (foreslått)."
    ) in page
    assert "SUM så langt" in page
    assert "2024 kan ikke sammenlignes med 2023: ingen del har beløp i begge årene." in page


def test_every_reader_says_the_same_of_the_sum(as_head, shared):
    whole = charged_year(2024)
    own = whole.of(VESTNES)
    municipality = Municipality.objects.get(pk=VESTNES)

    tables = [
        all_charges_table(whole),
        charges_table(municipality, own, charges_of(municipality, 2024)),
    ]
    history = history_table(municipality, {2024: whole})

    assert [table.total[0].text for table in tables] == ["SUM så langt"] * 2
    assert all(table.caption.endswith("2024, så langt") and own.so_far in table.note for table in tables)
    assert [cell.text for cell in history.rows[0]] == [
        "2024",
        "2",
        "foreløpig, 2 av 4 deler mangler",
        "2 501,62".replace(" ", "\u00a0"),
    ]
    joined = history_table(Municipality(number="1554", name="Averøy"), {2024: whole})
    assert [cell.text for cell in joined.rows[0]] == ["2024", "0", "foreløpig, 2 av 4 deler mangler", "–"]
    files = [page_of(as_head, eksport="csv"), as_head.get(reverse("budget:charges", args=[2024]), {"eksport": "csv"})]
    assert all("s%C3%A5%20langt" in answer["Content-Disposition"] for answer in files)
    assert all("SUM så langt" in answer.content.decode() for answer in files)


def test_when_every_part_has_an_amount_the_sum_is_whole_and_compared_with_like(as_head, shared):
    make_frame_change(kind=FrameChange.Kind.BASE, year=2024, title="Driftsramme", amount=Decimal(86_000_000))
    for municipality in Municipality.objects.all():
        make_payment(year=2024, municipality=municipality, amount=Decimal(1_000_000))

    page = plain(page_of(as_head))

    assert missing() == []
    assert "<h1>Hva Vestnes betaler i 2024, og hvorfor</h1>" in page
    assert "SUM så langt" not in page
    rows = page_of(as_head).context["compared"].table
    assert [(row[0].text, row[1].value, row[2].value) for row in rows.rows] == [
        ("Driftsramme 2024", "10390998.00", "10990800.00"),
        ("Akonto for investeringer 2024", "1439000.45", "1000000.00"),
    ]
    assert rows.total[3].value == str(
        Decimal("10990800.00") - Decimal("10390998.00") + 1_000_000 - Decimal("1439000.45")
    )


def test_what_is_paid_on_account_is_in_the_sum_of_its_year(shared):
    year = charged_year(2023).of(VESTNES)

    assert year.total(VESTNES) == Decimal("10390998.00") + Decimal("1439000.45")
    assert missing(2023) == [
        ("Mer- eller mindreforbruk 2022", "ikke fastsatt"),
        ("Avregning av investeringer 2022", "ikke fastsatt"),
    ]


def test_a_missing_part_leads_to_where_it_is_put_right(shared):
    urls = {part.title: part.url for part in charged_year(2025).missing}

    assert urls == {
        "Driftsramme 2025": "/okonomi/2025/ramme/",
        "Akonto for investeringer 2025": "/okonomi/2025/oppgjor/",
        "Mer- eller mindreforbruk 2024": "/okonomi/2024/",
        "Avregning av investeringer 2024": "/okonomi/2024/oppgjor/",
    }


@pytest.mark.parametrize("year", [2000, 2001, 2100])
def test_the_first_and_the_last_years_have_pages_and_files(as_head, shared, year):
    everyone = reverse("budget:charges", args=[year])
    one = reverse("budget:municipality-charges", args=[year, VESTNES])

    for address in (everyone, one):
        for asked in ({}, {"eksport": "xlsx"}, {"eksport": "csv"}):
            assert as_head.get(address, asked).status_code == 200
    assert charged_year(2000).missing[-1].url == ""


def test_a_year_without_any_amount_has_no_sum_of_nothing(as_head, shared):
    table = charges_table(Municipality.objects.get(pk=VESTNES), charged_year(2022).of(VESTNES), [])
    everyone = all_charges_table(charged_year(2022))

    assert table.total[-1].text == "–"
    assert {cell.text for cell in everyone.total[2:]} == {"–"}


def test_what_is_paid_on_account_says_that_it_is_settled_after_the_year(as_head, shared):
    page = plain(page_of(as_head, 2023))

    assert "Akonto for investeringer 2023: Registrert som betalt. Avregnes mot utgiftene etter årets slutt." in page


def test_a_part_that_some_have_paid_names_those_it_is_missing_for(shared):
    make_payment(year=2024, municipality_id=VESTNES)

    rows = missing_table(charged_year(2024)).rows
    [why] = [row[2].text for row in rows if row[0].text == "Akonto for investeringer 2024"]

    assert why == "Ikke registrert for Molde, Rauma, Aukra, Hustadvika."
    of_molde = missing_table(charged_year(2024).of("1506")).rows
    assert [row[2].text for row in of_molde if row[0].text == "Akonto for investeringer 2024"] == [
        "Ikke registrert for kommunen, men for andre."
    ]


@pytest.mark.parametrize("years", [1, 5])
def test_years_are_read_at_the_same_number_of_queries(shared, years, django_assert_num_queries):
    make_frame_change(kind=FrameChange.Kind.YEARLY)
    security_partner()

    with django_assert_num_queries(15):  # with the cases that are closed to the reader
        charged_years(range(2023, 2023 + years))


# What people say of a part


def test_a_declined_estimate_is_no_longer_expected_until_it_is_waited_for_again(shared, head):
    estimate = security_partner()
    assert ("Sikkerhetspartner", "foreslått") in missing()

    decline_estimate(estimate, decision=no(), by=head, now=RUN_AT)
    assert ("Sikkerhetspartner", "foreslått") not in missing()
    with pytest.raises(ValidationError, match="allerede registrert"):
        decline_estimate(estimate, decision=no(), by=head, now=RUN_AT)

    reopen_estimate(estimate, by=head, now=RUN_AT)
    assert ("Sikkerhetspartner", "foreslått") in missing()
    with pytest.raises(ValidationError, match="ikke registrert som avslått"):
        reopen_estimate(estimate, by=head, now=RUN_AT)


def test_an_estimate_put_in_the_frame_is_allocated(shared, head):
    estimate = security_partner()
    make_frame_change(title=estimate.title, estimate=estimate, amount=Decimal(1_864_000), by=head)

    states = {part.title: str(part.state) for part in charged_year(2024).parts}

    assert states["Sikkerhetspartner 2024"] == "fordelt"
    assert ("Sikkerhetspartner", "foreslått") not in missing()
    assert ("Sikkerhetspartner", "foreslått") in missing(2025)


def test_the_head_says_by_clicking_that_an_estimate_was_declined(as_head, shared):
    estimate = security_partner()
    form = {
        "case": "2024/M1-004",
        "decision": "Rådet sa nei",
        "decided_on": "2024-02-14",
    }

    done = as_head.post(reverse("budget:estimate-decline", args=[estimate.slug]), form, follow=True)

    assert "Ikke vedtatt: Rådet sa nei, 14.02.2024" in plain(done)
    assert "Registrer vedtaket i rammen" not in plain(done)
    assert DeclinedEstimate.objects.get().estimate == estimate
    as_head.post(reverse("budget:estimate-reopen", args=[estimate.slug]))
    assert not DeclinedEstimate.objects.exists()


def test_a_sent_invoice_makes_the_part_invoiced_for_that_municipality(as_head, shared):
    run = shared[1]
    url = reverse("budget:invoice-sent", args=[run.pk, VESTNES])

    done = as_head.post(url, {"number": "90017", "sent_on": "2024-03-01"}, follow=True)
    again = as_head.post(url, {"number": "90018", "sent_on": "2024-03-01"})

    assert "Faktura 90017 er sendt 01.03.2024" in plain(done)
    assert "Ikke sendt" not in plain(done)
    assert "allerede registrert" in plain(again)
    assert SentInvoice.objects.count() == 1
    states = [charged_year(2024).of(number).parts[0].printed_state for number in (VESTNES, "1506")]
    assert states == ["fakturert", "fordelt"]
    assert AuditEntry.objects.filter(action="førte sendt faktura").exists()
    as_head.post(reverse("budget:invoice-forget", args=[run.pk, VESTNES]))
    assert not SentInvoice.objects.exists()


def test_a_draft_is_not_invoiced(year_2023, head):
    part = make_run(approve=False).parts.first()

    with pytest.raises(ValidationError, match="må godkjennes"):
        record_invoice(part, number="1", sent_on=date(2024, 3, 1), by=head, now=RUN_AT)


def test_the_database_refuses_an_invoice_without_a_number_and_a_second_one(shared, head):
    part = shared[1].parts.first()
    given = {"part": part, "sent_on": date(2024, 3, 1), "recorded_at": RUN_AT, "recorded_by": head}

    with pytest.raises(IntegrityError), transaction.atomic():
        SentInvoice.objects.create(number="", **given)
    SentInvoice.objects.create(number="1", **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        SentInvoice.objects.create(number="2", **given)
