"""Who gets a seat in the council, and when it ends."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, ProtectedError, Q

from meetings.council.models import CouncilMember, CouncilMemberQuerySet
from rorikt.amounts import short_date
from rorikt.audit.rows import delete_row, store_row
from rorikt.people.models import Cooperation, User

Function = CouncilMember.Function


@transaction.atomic
def save_seat(seat: CouncilMember, *, by: User, now: datetime) -> None:
    """Raises ValidationError for a seat that cannot be, by itself or beside the others. Its code is the field.

    A substitute without a number comes after the others of the municipality.
    """
    _check_by_itself(seat)
    if seat.function == Function.SUBSTITUTE and seat.rank is None:
        last = _of_the_same_time(seat).filter(function=Function.SUBSTITUTE, municipality=seat.municipality)
        seat.rank = (last.aggregate(last=Max("rank"))["last"] or 0) + 1
    store_row(seat, by=by, now=now, is_figure=False)
    # Whoever writes in the trail holds it until the transaction ends: what others store from here on, waits for this.
    _check_beside_others(seat)


def _check_by_itself(seat: CouncilMember) -> None:
    """Who stands for a municipality says which; and who heads the cooperation, does not sit above it.

    Source: kommuneloven § 19-3.
    """
    cooperation = Cooperation.objects.first()
    is_elected = cooperation is None or cooperation.is_council_elected_body
    decides = seat.is_voting or seat.function == Function.SUBSTITUTE
    if seat.municipality is None and (seat.function == Function.SUBSTITUTE or (decides and is_elected)):
        raise ValidationError("Velg kommunen som personen representerer.", code="municipality")
    if is_elected and decides and seat.user and seat.user.role == User.Role.HEAD:
        raise ValidationError(
            f"{seat.user} er IKT-leder. Daglig leder kan ikke være medlem eller varamedlem av rådet "
            "(kommuneloven § 19-3).",
            code="user",
        )


def _check_beside_others(seat: CouncilMember) -> None:
    others = _of_the_same_time(seat)
    same = Q(name__iexact=seat.name) | (Q(user=seat.user) if seat.user else Q(pk=None))
    if other := others.filter(same).first():
        raise ValidationError(
            f"{other} har allerede et verv fra {short_date(other.from_on)} i samme tid. Avslutt det først. "
            "Er det to personer med samme navn, skriv navnene slik at de kan skilles.",
            code="user" if seat.user and other.user_id == seat.user_id else "name",
        )
    if seat.function == Function.CHAIR and (other := others.filter(function=Function.CHAIR).first()):
        raise ValidationError(
            f"{other.name} er leder i samme tid, fra {short_date(other.from_on)}. Rådet kan bare ha én leder om "
            "gangen. Avslutt det vervet først.",
            code="function",
        )
    same_rank = others.filter(function=Function.SUBSTITUTE, municipality=seat.municipality, rank=seat.rank)
    if seat.function == Function.SUBSTITUTE and (other := same_rank.first()):
        raise ValidationError(f"{other.name} er allerede nummer {seat.rank} blant varamedlemmene.", code="rank")


def _of_the_same_time(seat: CouncilMember) -> CouncilMemberQuerySet:
    return CouncilMember.objects.between(seat.from_on, seat.until_on).exclude(pk=seat.pk).order_by("from_on", "pk")


def delete_seat(seat: CouncilMember, *, by: User, now: datetime) -> None:
    """Raises ValidationError for one that a meeting names: who was there then, stays."""
    try:
        delete_row(seat, by=by, now=now, is_figure=False)
    except ValidationError as error:
        if isinstance(error.__cause__, ProtectedError):
            raise ValidationError(
                f"{seat.name} er ført i et møte, og kan ikke slettes. Avslutt vervet ved å fylle ut «til og med»."
            ) from error
        raise
