"""Who is told of a meeting: members, substitutes, observers, case officers and the municipalities, each with why.

Who may see what is exempt is told of the full packet, the others of the public one. One who has several reasons, or
shares an address, gets one mail.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db.models import OuterRef, Subquery

from meetings.agenda.models import Meeting
from meetings.council.models import CouncilMember
from meetings.issuing.models import IssuedPacket
from meetings.mailing.models import Delivery, SubstituteCall
from meetings.proceedings.models import Attendance
from rorikt.people.models import Municipality, User

Role = Delivery.Role
Function = CouncilMember.Function


@dataclass(frozen=True)
class Recipient:
    """`why` follows «fordi du er» in a sentence, or «fordi dette er» for a municipality. `address` may be missing."""

    role: Role
    name: str
    address: str
    why: str
    audience: str
    has_login: bool = False
    is_invited: bool = False
    seat: CouncilMember | None = None

    @property
    def edition(self) -> str:
        return IssuedPacket.Audience(self.audience).label


def recipients_of(meeting: Meeting) -> list[Recipient]:
    """In the order in which they are sent to; those without an address last."""
    found = [*_council(meeting), *_officers(meeting), *_municipalities()]
    by_address: dict[str, Recipient] = {}
    for one in found:
        key = one.address.casefold() or f"{one.role}:{one.why}:{one.name}"
        first = by_address.get(key)
        by_address[key] = one if first is None else _merged(first, one)
    return sorted(by_address.values(), key=lambda one: not one.address)


def _merged(first: Recipient, other: Recipient) -> Recipient:
    """An address of several is shown no more than each of them may see."""
    is_public = IssuedPacket.Audience.PUBLIC in {first.audience, other.audience}
    return replace(
        first,
        why=f"{first.why} og {other.why}",
        audience=IssuedPacket.Audience.PUBLIC if is_public else first.audience,
        has_login=first.has_login and other.has_login,
        is_invited=first.is_invited or other.is_invited,
    )


def seats_of(meeting: Meeting) -> list[CouncilMember]:
    """Those whose period holds the day of the meeting: members first, then substitutes by rank.

    Each has its `absence`, which is the reason, perhaps empty, of one who has said forfall, and None for the others.
    """
    absent = Attendance.objects.filter(meeting=meeting, seat=OuterRef("pk"), state=Attendance.State.ABSENT)
    seated = CouncilMember.objects.seated_on(meeting.held_on).select_related("user", "municipality")
    seats = seated.annotate(absence=Subquery(absent.values("reason")))
    order = [Function.CHAIR, Function.DEPUTY, Function.MEMBER, Function.SUBSTITUTE]
    functions = {function: place for place, function in enumerate([*order, Function.OBSERVER, Function.SECRETARY])}
    return sorted(seats, key=lambda seat: (functions[Function(seat.function)], seat.rank or 0, seat.name))


def of_seat(seat: CouncilMember, *, is_absent: bool = False, called_for: str = "") -> Recipient:
    """`called_for` is the member whose place a substitute is called to."""
    represents = f" ({seat.municipality})" if seat.municipality else ""
    named = f"{seat.get_function_display().lower()} i rådet{represents}"
    if called_for:
        role, why = Role.CALLED, f"kalt inn som vara for {called_for}"
    elif seat.function == Function.SUBSTITUTE:
        role, why = Role.SUBSTITUTE, f"{named}, til orientering"
    elif seat.function in CouncilMember.VOTING:
        role, why = Role.MEMBER, named
    else:
        role, why = Role(seat.function), named
    user = seat.user if seat.user and seat.user.is_active else None
    is_invited = role != Role.SUBSTITUTE and not is_absent
    return Recipient(role, seat.name, seat.address, why, _audience(user), user is not None, is_invited, seat)


def _audience(user: User | None) -> str:
    may_see = user is not None and user.has_perm("meetings.view_exempt")
    return IssuedPacket.Audience.FULL if may_see else IssuedPacket.Audience.PUBLIC


def _council(meeting: Meeting) -> Iterator[Recipient]:
    calls = SubstituteCall.objects.filter(meeting=meeting, ended_at=None).select_related("absent")
    called_for = {call.substitute_id: call.absent.name for call in calls}
    for seat in seats_of(meeting):
        is_absent = seat.absence is not None  # type: ignore[attr-defined]
        yield of_seat(seat, is_absent=is_absent, called_for=called_for.get(seat.pk, ""))


def _officers(meeting: Meeting) -> Iterator[Recipient]:
    """Each once, with all their cases."""
    cases: dict[User, list[str]] = {}
    for item in meeting.agenda.standing().select_related("meeting").prefetch_related("case_officers"):
        for officer in item.case_officers.all():
            cases.setdefault(officer, []).append(item.number)
    for officer, numbers in cases.items():
        if officer.is_active:
            why = f"saksbehandler i {_listed(numbers)}"
            yield Recipient(Role.OFFICER, officer.name, officer.email, why, _audience(officer), True, True)


def _listed(numbers: list[str]) -> str:
    *most, last = numbers
    return f"sak {', '.join(most)} og {last}" if most else f"sak {last}"


def _municipalities() -> Iterator[Recipient]:
    for one in Municipality.objects.order_by("number"):
        why = f"postmottaket i {one.name}"
        yield Recipient(Role.MUNICIPALITY, one.name, one.post_address, why, IssuedPacket.Audience.PUBLIC)


def missing_addresses(recipients: Iterable[Recipient]) -> list[Recipient]:
    return [one for one in recipients if not one.address]
