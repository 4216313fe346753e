from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from rorikt.audit.models import AuditEntry
from support.sla.models import Priority
from support.tickets.actions import describe_critical_event
from support.tickets.models import CriticalEvent
from tests.factories import make_critical_event, make_ticket

NOW = datetime(2024, 2, 1, 12, tzinfo=UTC)


def test_an_account_is_written_and_put_in_the_audit_trail(head):
    ticket = make_ticket(priority=Priority.CRITICAL)

    event = describe_critical_event(ticket, what="Nettet falt ut.", outcome="Rettet.", by=head, now=NOW)

    entry = AuditEntry.objects.get()
    assert (event.ticket, event.what, event.outcome) == (ticket, "Nettet falt ut.", "Rettet.")
    assert (entry.by, entry.subject) == (head, f"support.criticalevent:{event.pk}")
    assert (entry.action, entry.detail["before"]) == ("la til kritisk hendelse", None)


def test_an_account_is_rewritten_and_the_trail_keeps_the_one_before(author):
    event = make_critical_event(what="Feil", outcome="Ukjent")

    describe_critical_event(event.ticket, what="Brudd på fiber", outcome="Skjøtet", by=author, now=NOW)

    event.refresh_from_db()
    assert (event.what, event.outcome) == ("Brudd på fiber", "Skjøtet")
    before, after = AuditEntry.objects.get().detail["before"], AuditEntry.objects.get().detail["after"]
    assert (before["what"], before["outcome"]) == ("Feil", "Ukjent")
    assert (after["what"], after["outcome"]) == ("Brudd på fiber", "Skjøtet")


@pytest.mark.parametrize("role", ["finance", "council_member"])
def test_who_may_not_write_an_account_writes_none(role, request):
    person = request.getfixturevalue(role)
    ticket = make_ticket(priority=Priority.CRITICAL)

    with pytest.raises(PermissionDenied):
        describe_critical_event(ticket, what="x", outcome="y", by=person, now=NOW)
    assert not CriticalEvent.objects.exists()


def test_only_a_critical_ticket_has_an_account(head):
    with pytest.raises(ValidationError, match="prioritet kritisk"):
        describe_critical_event(make_ticket(), what="x", outcome="y", by=head, now=NOW)


def test_half_an_account_is_refused_and_nothing_is_stored(head):
    ticket = make_ticket(priority=Priority.CRITICAL)

    with pytest.raises(ValidationError):
        describe_critical_event(ticket, what="Nettet falt ut.", outcome="", by=head, now=NOW)
    assert not CriticalEvent.objects.exists()
    assert not AuditEntry.objects.exists()
