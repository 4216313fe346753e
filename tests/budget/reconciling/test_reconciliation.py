"""Frame, budget and payments on one page: nothing to say when all agrees, else every difference with its way out."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from budget.allocations.models import AllocationPart
from budget.frame.actions import Decision
from budget.frame.models import FrameChange
from budget.invoices.actions import record_invoice
from budget.money.reader import Reader
from budget.reconciling.report import reconciliation
from budget.year_budget.actions import adopt_budget, regulate
from tests.budget.pages import open_page, shown
from tests.factories import make_frame_change, make_key, make_line

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
ADOPTED = Decision("Rådet vedtok budsjettet", date(2023, 12, 13))
DECIDED = Decision("Rådet regulerte", date(2024, 2, 14))


@pytest.fixture
def line_2024(head):
    """A budget that was adopted as large as the frame."""
    make_key(valid_from=date(2023, 1, 1))
    line = make_line(year=2024, title="Lønn", budgeted=Decimal(1_000_000))
    make_frame_change(kind=FrameChange.Kind.BASE, title="Ramme", amount=Decimal(1_000_000), by=head, decision=ADOPTED)
    adopt_budget(2024, decision=ADOPTED, by=head, now=NOW)
    return line


def invoice_all(head):
    for number, part in enumerate(AllocationPart.objects.filter(sent_invoice__isnull=True).exclude(booked=0)):
        record_invoice(part, number=f"F{number}", sent_on=date(2024, 2, 1), by=head, now=NOW)


def told(year=2024):
    return [
        (one.between.name, one.sentence.replace("\u00a0", " "), one.amount)
        for one in reconciliation(year, Reader()).differences
    ]


def test_nothing_is_said_where_all_agrees(as_head, head, line_2024):
    invoice_all(head)

    assert reconciliation(2024, Reader()).agrees
    assert "Alt stemmer" in shown(open_page(as_head, "reconciliation", 2024))


def test_every_difference_is_named_with_its_amount(head, line_2024):
    invoice_all(head)
    change = make_frame_change(title="Ny avtale", amount=Decimal(300), by=head)
    regulate(2024, {line_2024: Decimal(50)}, decision=DECIDED, reason="Vekst", by=head, now=NOW)

    assert told() == [
        ("BUDGET", "«Ny avtale», vedtatt 14.02.2024, er i rammen, men ikke lagt på en budsjettlinje.", -300),
        ("BUDGET", "Reguleringen 14.02.2024 endrer budsjettet, men følger ingen rammeendring.", 50),
        (
            "INVOICED",
            "«Ny avtale 2024»: faktura er ikke registrert sendt til Molde, Vestnes, Rauma, Aukra, Hustadvika.",
            -300,
        ),
    ]

    regulate(2024, {line_2024: Decimal(300)}, decision=DECIDED, reason="Følger", frame_change=change, by=head, now=NOW)
    invoice_all(head)
    assert [one[0] for one in told()] == ["BUDGET"]


def test_what_comes_every_year_is_named_until_it_is_shared(head, line_2024):
    make_frame_change(kind=FrameChange.Kind.YEARLY, title="Lisens", amount=Decimal(300), by=head)

    assert told(2025) == [("SHARED", "«Lisens» er i rammen, men ikke fordelt på kommunene.", -300)]
    assert [text for text, *_ in reconciliation(2025, Reader()).missing] == [
        "Rådets vedtak om rammen for 2025 er ikke registrert.",
        "Årsbudsjettet for 2025 er ikke lagt inn.",
    ]


def test_a_proposal_that_differs_from_the_frame_says_that_it_is_one(head):
    make_key(valid_from=date(2023, 1, 1))
    make_line(year=2024, budgeted=Decimal(900))
    make_frame_change(kind=FrameChange.Kind.BASE, title="Ramme", amount=Decimal(1000), by=head)

    assert told()[0] == (
        "BUDGET",
        "Budsjettet er ikke registrert som vedtatt, og forslaget er 100,00 kr mindre enn rammen.",
        -100,
    )


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_page_is_exported(as_head, line_2024, kind):
    assert open_page(as_head, "reconciliation", 2024, eksport=kind).status_code == 200
