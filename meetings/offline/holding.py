"""Who may still hold what they took along: asked by the browser at each contact, also when the session has ended."""

from dataclasses import dataclass
from datetime import date

from django.core import signing

from rorikt.people.models import Cooperation, User

_SALT = "receipt of a meeting taken along"


@dataclass(frozen=True)
class Holding:
    """`exempt_days` is how long what is exempt may lie in the browser, `None` where it may not at all."""

    may_hold: bool = False
    exempt_days: int | None = None


def receipt_for(user: User) -> str:
    """What the browser shows to be told. It tells nobody anything else."""
    return signing.dumps(user.pk, salt=_SALT)


def holding_by(receipt: str, today: date) -> Holding:
    """Nothing for a receipt that is not ours, or of one who is no user any more."""
    try:
        pk = signing.loads(receipt, salt=_SALT)
    except signing.BadSignature:
        return Holding()
    user = User.objects.filter(pk=pk).first()
    return holding_of(user, today) if user else Holding()


def holding_of(user: User, today: date) -> Holding:
    may_hold = user.has_perm("meetings.view_meeting")
    return Holding(may_hold, exempt_days_for(user, today) if may_hold else None)


def exempt_days_for(user: User, today: date) -> int | None:
    """A member of the council needs a seat that has not ended, where it is known who sits."""
    if not user.has_perm("meetings.view_exempt") or _has_lost_the_seat(user, today):
        return None
    return Cooperation.objects.values_list("exempt_days_offline", flat=True).first()


def _has_lost_the_seat(user: User, today: date) -> bool:
    is_member = user.role == User.Role.COUNCIL_MEMBER
    return is_member and user.seats.exists() and not user.seats.seated_on(today).exists()
