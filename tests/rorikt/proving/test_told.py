"""What is decided, approved, paid and who may do what, held against the trail: what goes past it is named."""

from datetime import date
from decimal import Decimal

import pytest

from budget.allocations.models import AllocationPart, AllocationRun
from budget.frame.models import FrameChange
from budget.payments.actions import store_payment
from budget.payments.models import ReceivedPayment
from meetings.proceedings.models import Treatment
from rorikt.access.appointing import save_person
from rorikt.audit import rows, trail
from rorikt.people.models import User
from rorikt.proving.findings import Fault, of_rooms
from tests import factories
from tests.factories import KEY_2024, RUN_AT
from tests.unguarded import rewrite

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipalities")]


def faults():
    return [found.text for found in of_rooms() if isinstance(found, Fault)]


@pytest.fixture
def decided(head):
    """A decision of the frame with its split, a payment, a case and a person, all as the program stores them."""
    factories.make_cooperation()
    factories.make_key(KEY_2024, valid_from=date(2023, 1, 1))
    change = factories.make_frame_change(amount=Decimal(12_000), by=head)
    payment = ReceivedPayment(municipality_id="1506", year=2024, paid_on=date(2024, 4, 1), amount=Decimal(100))
    store_payment(payment, by=head, now=RUN_AT)
    treatment = factories.decide(factories.make_item(title="En sak"))
    told = {"outcome": treatment.outcome, "decision": treatment.decision, "settled_at": treatment.settled_at}
    trail.record("avgjorde sak", treatment, by=head, now=RUN_AT, before=None, after=told)
    person = factories.make_user(User.Role.AUTHOR, name="Ola")
    person.title = "Rådgiver"
    person.role = User.Role.SECRETARY
    save_person(person, by=factories.make_user(User.Role.ADMINISTRATOR), now=RUN_AT)
    return change, payment, treatment, person


def test_what_the_program_stored_is_as_the_trail_told_it(decided):
    assert faults() == []


def test_a_decision_that_was_rewritten_is_named_and_not_quoted(decided):
    *_, treatment, _ = decided
    rewrite(Treatment.objects.filter(pk=treatment.pk), decision="Noe helt annet.")

    assert faults() == [f"Vedtaket i sak {treatment.item.number} er endret utenfor programmet."]


def test_an_approved_split_and_its_decision_are_told_with_both_amounts(decided):
    change, *_ = decided
    rewrite(FrameChange.objects.filter(pk=change.pk), amount=Decimal(13_000))
    part = change.run.parts.get(municipality_id="1506")
    moved = {"amount": part.amount + 1000, "to_pay": part.to_pay + 1000, "booked": part.booked + 1000}
    rewrite(AllocationPart.objects.filter(pk=part.pk), **moved)

    assert faults() == [
        f"Det kommunene er belastet i fordeling {change.run_id} ({change.run.get_kind_display()}, 2024) er endret "
        "utenfor programmet.",
        f"Beløpet i vedtak {change.pk} i rammen for 2024 er endret utenfor programmet: 12000 i endringsloggen, "
        "13000 i databasen.",
    ]


def test_a_run_that_was_approved_by_itself_is_held_too(decided, head):
    factories.make_line(year=2023, budgeted=Decimal(1000), actual=Decimal(2000))
    factories.close_year(2023)
    run = factories.make_run(by=head)
    assert faults() == []

    rewrite(AllocationRun.objects.filter(pk=run.pk), charged_year=2025)

    [found] = faults()
    assert found.startswith(f"Året for fordeling {run.pk} ")


def test_a_payment_that_was_rewritten_is_told(decided):
    _, payment, *_ = decided
    rewrite(ReceivedPayment.objects.filter(pk=payment.pk), amount=Decimal(900))

    [found] = faults()
    assert found == (
        f"Beløpet i innbetaling {payment.pk} fra kommune 1506 er endret utenfor programmet: 100 i endringsloggen, "
        "900 i databasen."
    )


def test_a_role_that_somebody_gave_themselves_is_told(decided):
    *_, person = decided
    User.objects.filter(pk=person.pk).update(role=User.Role.ADMINISTRATOR)

    assert faults() == [f"Rollen til Ola ({person.email}) er endret utenfor programmet."]


def test_what_the_program_changes_later_and_takes_away_is_no_fault(decided, head):
    _, payment, _, person = decided
    payment.amount = Decimal(250)
    store_payment(payment, by=head, now=RUN_AT)
    other = ReceivedPayment(municipality_id="1506", year=2024, paid_on=date(2024, 5, 1), amount=Decimal(1))
    store_payment(other, by=head, now=RUN_AT)
    rows.delete_row(other, by=head, now=RUN_AT, is_figure=False)
    person.role = User.Role.AUTHOR
    save_person(person, by=head, now=RUN_AT)

    assert faults() == []
