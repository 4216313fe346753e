"""What an administrator changes about Pureservice: how it is reached, what its values mean, and what is forgotten."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables

from rorikt import sealing
from rorikt.audit import trail
from rorikt.audit.rows import store_row
from rorikt.calendar import start_of
from rorikt.jobs import queue
from rorikt.jobs.models import Job
from rorikt.people.models import User
from rorikt.people.permissions import require
from support.pureservice.client import Trouble, check_address
from support.pureservice.forms import SETTINGS
from support.pureservice.models import PureserviceConnection, SourceTicket, TicketObservation
from support.syncing.placing import place_again, place_waiting


@sensitive_variables("key")
@transaction.atomic
def save_connection(connection: PureserviceConnection, *, key: str = "", by: User, now: datetime) -> None:
    """Store the settings, and a new key where one is given: the old one is replaced and cannot be read again.

    A key belongs to its address: with another one it has to be entered anew, so that it is never sent elsewhere.
    """
    require(by, "support.change_pureservice")
    stored = PureserviceConnection.objects.select_for_update().first()
    before = {name: getattr(stored, name) for name in SETTINGS} if stored else None
    try:
        check_address(connection.base_url, is_local=connection.is_demo)
    except Trouble as trouble:
        raise ValidationError({"base_url": str(trouble)}) from None
    if stored and stored.has_key and not key and stored.base_url != connection.base_url:
        raise ValidationError(
            {"key": "Adressen er endret. Legg inn nøkkelen på nytt, så den ikke sendes til feil sted."}
        )
    connection.is_demo = connection.is_demo and not connection.base_url.startswith("https:")
    if key:
        connection.sealed_key, connection.key_changed_at = sealing.seal(key), now
    connection.full_clean()
    connection.save()
    if not connection.keeps_subject:
        SourceTicket.objects.exclude(subject="").update(subject="")
    after = {name: getattr(connection, name) for name in SETTINGS}
    told_key = "byttet" if key else "uendret"
    verb = "endret" if stored else "la til"
    trail.record(
        f"{verb} tilkobling til Pureservice", connection, by=by, now=now, before=before, after=after, key=told_key
    )


@transaction.atomic
def save_mappings(mappings: list[models.Model], fields: list[str], *, by: User, now: datetime) -> Job | None:
    """Store what values mean, and let a job put the tickets in place by it. `None` where nothing was changed."""
    require(by, "support.change_pureservice")
    changed = [
        mapping for mapping, before in ((m, _stored(m)) for m in mappings)
        if any(getattr(mapping, name) != getattr(before, name) for name in fields)
    ]  # fmt: skip
    for mapping in changed:
        store_row(mapping, by=by, now=now, only=fields, is_figure=False)
    return start_placing(by=by) if changed else None


def start_placing(*, by: User) -> Job:
    return queue.start(place_tickets, key="place-tickets", title="Kobler saker", by=by)


@queue.work("place-tickets")
def place_tickets(progress: Callable[[str, int], None]) -> str:
    place_again(progress)
    return reverse("support:pureservice")


@transaction.atomic
def remove_held_ticket(source: SourceTicket, *, by: User, now: datetime) -> None:
    """Remove a ticket that is gone from Pureservice, with the account that was written of it."""
    require(by, "support.run_sync")
    held = SourceTicket.objects.select_for_update().held().filter(pk=source.pk).first()
    if held is None or held.ticket is None:
        raise ValidationError("Saken er allerede fjernet, eller finnes igjen i Pureservice.")
    event = held.ticket.critical_event
    before = {"number": held.number, "what": event.what, "outcome": event.outcome}
    trail.record("slettet sak som er borte fra Pureservice", held.ticket, by=by, now=now, before=before, after=None)
    held.ticket.delete()
    place_waiting(number=held.number)


@transaction.atomic
def forget_ticket_details(before: date, *, by: User | None, now: datetime, dry_run: bool = False) -> int:
    """Drop what only details are kept in, of resolved tickets created before a day; how many tickets that was.

    The tickets themselves stay, with their times and verdicts, so no figure changes. What was created before the day is
    not fetched from Pureservice again.
    """
    if before > now.date():
        raise ValidationError("Datoen kan ikke være fram i tid.")
    old = SourceTicket.objects.filter(created_at__lt=start_of(before))
    old = old.exclude(ticket__isnull=False, ticket__resolved_at__isnull=True).exclude(~models.Q(waits_for=""))
    count = old.count()
    if dry_run:
        return count
    TicketObservation.objects.filter(source__in=old).delete()
    old.delete()
    connection = PureserviceConnection.objects.select_for_update().first()
    if connection and (connection.forgotten_before is None or connection.forgotten_before < before):
        connection.forgotten_before = before
        connection.save(update_fields=["forgotten_before"])
    if connection and count:
        trail.record("slettet detaljer om saker", connection, by=by, now=now, created_before=before, tickets=count)
    return count


def _stored(mapping: models.Model) -> Any:
    return type(mapping)._default_manager.get(pk=mapping.pk)
