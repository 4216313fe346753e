"""Verbs that change the catalogue: services, price lists with their steps, and who takes part."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from budget.pricing.prices import Step, step_fault
from budget.services.models import PriceList, PriceStep, Service, ServiceParticipant
from rorikt.amounts import short_date
from rorikt.audit import rows, trail
from rorikt.audit.rows import values_of
from rorikt.people.models import Municipality, User
from rorikt.snapshot import moves_figures


def store_service(service: Service, *, by: User, now: datetime) -> None:
    """Add or change a service, which tokens name by its slug. Raises ValidationError like `store_row`."""
    rows.set_slug(service)
    rows.store_row(service, by=by, now=now)


@moves_figures
def store_price_list(prices: PriceList, steps: Sequence[Step], *, by: User, now: datetime) -> None:
    """Add or change a price list with its steps, whole or not at all.

    Raises ValidationError where the steps have a hole or overlap, or what has one price has steps.
    """
    prices.full_clean()
    if prices.tiering == PriceList.Tiering.NONE:
        if steps:
            raise ValidationError({"tiering": "Velg hvordan trinnene brukes, eller ta bort trinnene."})
    elif prices.service.is_fixed:
        raise ValidationError(
            {"tiering": "En fast pris har ingen trinn. Velg «Ingen trinn: én pris», og skriv prisen."}
        )
    elif fault := step_fault(steps):
        raise ValidationError({"steps": fault})
    stored = None if prices.pk is None else PriceList.objects.select_for_update().filter(pk=prices.pk).first()
    if prices.pk is not None and stored is None:
        raise ValidationError("Prislisten er slettet av en annen i mellomtiden. Legg den inn på nytt.")
    before = stored and _prices_as_told(stored)
    prices.save()
    prices.steps.all().delete()
    for step in sorted(steps):
        row = PriceStep(price_list=prices, first=step.first, last=step.last, price=step.price)
        row.full_clean()
        row.save()
    verb = "endret prisliste" if before else "la til prisliste"
    trail.record(verb, prices, by=by, now=now, before=before, after=_prices_as_told(prices))


@moves_figures
def add_participants(
    service: Service,
    municipalities: Iterable[Municipality],
    *,
    first_on: date,
    last_on: date | None,
    by: User,
    now: datetime,
) -> None:
    """Let several municipalities take part in a service that is not for all. All of them or none."""
    for municipality in municipalities:
        store_participant(
            ServiceParticipant(service=service, municipality=municipality, first_on=first_on, last_on=last_on),
            by=by,
            now=now,
        )


def store_participant(participant: ServiceParticipant, *, by: User, now: datetime) -> None:
    """Raises ValidationError like `store_row`, or where the municipality takes part already in some of the period."""

    def check(stored: Any) -> None:
        others = ServiceParticipant.objects.filter(
            service=participant.service_id, municipality=participant.municipality_id
        ).exclude(pk=participant.pk)
        for other in others:
            ends_before = other.last_on is not None and other.last_on < participant.first_on
            begins_after = participant.last_on is not None and participant.last_on < other.first_on
            if not ends_before and not begins_after:
                raise ValidationError(
                    {
                        "first_on": f"{participant.municipality} deltar allerede {other.period}. Endre den perioden, "
                        f"eller velg en dag etter {short_date(other.last_on)}."
                    }
                )

    rows.store_row(participant, by=by, now=now, check=check)


def _prices_as_told(prices: PriceList) -> dict[str, Any]:
    steps = PriceStep.objects.filter(price_list=prices).order_by("first")
    return {**values_of(prices), "steps": [f"{step.span}: {step.price}" for step in steps]}
