"""Verbs of who takes part: a municipality becomes a member or leaves, and purposes that keys are made for."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from budget.keys.models import CostKey
from budget.memberships.members import is_covered
from budget.memberships.models import Membership
from budget.purposes.models import KeyPurpose
from rorikt.audit import rows
from rorikt.people.models import Municipality, User
from rorikt.snapshot import moves_figures


@moves_figures
def store_membership(membership: Membership, *, by: User, now: datetime) -> None:
    """Raises ValidationError if it overlaps another, or a key has a share for the municipality outside its periods."""
    municipality = Municipality.objects.select_for_update().get(pk=membership.municipality_id)
    others = [one for one in municipality.memberships.all() if one.pk != membership.pk]
    for other in others:
        if other.last_on is None and (membership.last_on is None or membership.last_on >= other.first_on):
            raise ValidationError(f"{municipality} er medlem {other.period}. Avslutt det medlemskapet først.")
        if other.last_on and _overlaps(membership, other):
            raise ValidationError(f"Medlemskapet overlapper det som gjelder {other.period}.")
    _check_keys(municipality, [*others, membership])
    rows.store_row(membership, by=by, now=now)


@moves_figures
def delete_membership(membership: Membership, *, by: User, now: datetime) -> None:
    """Raises ValidationError if a key then has a share for the municipality outside the periods that are left."""
    municipality = Municipality.objects.select_for_update().get(pk=membership.municipality_id)
    if left := list(municipality.memberships.exclude(pk=membership.pk)):
        _check_keys(municipality, left)
    rows.delete_row(membership, by=by, now=now)


@moves_figures
def store_purpose(purpose: KeyPurpose, *, by: User, now: datetime) -> None:
    """Raises ValidationError if it is to count months and one of its keys begins inside one."""
    if purpose.pk and purpose.by_months:
        for key in CostKey.objects.current().of_purpose(purpose):
            if key.valid_from.day != 1:
                raise ValidationError(
                    {"counts_by": f"Nøkkelen som gjelder {key.period}, begynner ikke den første i en måned."}
                )
    rows.store_row(purpose, by=by, now=now)


@moves_figures
def delete_purpose(purpose: KeyPurpose, *, by: User, now: datetime) -> None:
    """Raises ValidationError for the general one, and for one that a key or a cost names."""
    if purpose.is_general:
        raise ValidationError(f"«{purpose}» gjelder alt som ikke har et eget formål, og kan ikke slettes.")
    try:
        with transaction.atomic():
            rows.delete_row(purpose, by=by, now=now)
    except ProtectedError as used:
        raise ValidationError("Formålet er i bruk av nøkler eller kostnader og kan ikke slettes.") from used


def _overlaps(one: Membership, other: Membership) -> bool:
    return (one.last_on is None or one.last_on >= other.first_on) and (
        other.last_on is None or other.last_on >= one.first_on
    )


def _check_keys(municipality: Municipality, periods: list[Membership]) -> None:
    for key in CostKey.objects.current().filter(shares__municipality=municipality).select_related("purpose"):
        if not is_covered(key.valid_from, key.valid_to, periods):
            raise ValidationError(
                f"Nøkkelen for {key.purpose} som gjelder {key.period}, har en andel for {municipality}, som da ikke er "
                "medlem hele tiden. Lag først nøkkelen som skal overta, så slutter denne å gjelde dagen før."
            )
