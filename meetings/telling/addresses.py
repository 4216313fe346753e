"""The secret address of a calendar: made, made anew, taken away, and held against what somebody asks by."""

import re
from datetime import datetime
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from meetings.telling.models import CalendarAddress
from rorikt.people.models import User

_SECRET = re.compile(r"(?P<number>[0-9a-f]{32})(?P<mark>[0-9a-f]{64})")


def make_address(user: User, now: datetime) -> bool:
    """A new one. Whether there was one before it, which leads nowhere any more."""
    _, is_first = CalendarAddress.objects.update_or_create(user=user, defaults={"number": uuid4(), "made_at": now})
    return not is_first


def take_address(user: User) -> None:
    CalendarAddress.objects.filter(user=user).delete()


def path_of(address: CalendarAddress) -> str:
    return reverse("meetings:calendar", args=[f"{address.number.hex}{_mark(address.number)}"])


def find_address(secret: str) -> CalendarAddress | None:
    """`None` for a wrong one, in the time that a right one takes, and for that of a person who has left."""
    found = _SECRET.fullmatch(secret)
    number = UUID(found["number"]) if found else uuid4()
    address = CalendarAddress.objects.filter(number=number).select_related("user").first()
    is_right = constant_time_compare(found["mark"] if found else "", _mark(number))
    return address if address and is_right and address.user.is_active else None


def _mark(number: UUID) -> str:
    return salted_hmac("calendar address", number.hex, algorithm="sha256").hexdigest()
