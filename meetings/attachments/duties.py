"""What is tried again with attachments by the clock."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import Q

from meetings.attachments.actions import renew_safe_copy
from meetings.attachments.files import examine_again
from meetings.attachments.models import Attachment
from rorikt.duties.ticking import Duty

TRIED_AGAIN = timedelta(days=7)


def next_to_renew() -> Attachment | None:
    """One without a safe copy that can be read, and not tried within the week."""
    broken = Attachment.objects.filter(~Q(fault="") | Q(safe_file="")).order_by("pk")
    waiting = {_tried(attachment): attachment for attachment in broken.select_related("agenda_item__meeting")}
    tried = cache.get_many(waiting)
    return next((attachment for key, attachment in waiting.items() if key not in tried), None)


def renew_a_safe_copy(now: datetime) -> str:
    """One at a time: each may take a minute. A new release, or a program that has come, may read what none could."""
    attachment = next_to_renew()
    if attachment is None:
        return ""
    cache.set(_tried(attachment), True, TRIED_AGAIN.total_seconds())
    try:
        renew_safe_copy(attachment, examined=examine_again(attachment), now=now)
    except (ValidationError, OSError):
        return f"Vedlegget «{attachment.title}» i sak {attachment.agenda_item.called} lar seg fremdeles ikke lese."
    return f"Vedlegget «{attachment.title}» i sak {attachment.agenda_item.called} har fått en trygg kopi."


def _tried(attachment: Attachment) -> str:
    return f"safe-copy-tried:{attachment.pk}"


DUTIES = (
    Duty(
        "Lager trygge kopier av vedlegg",
        timedelta(minutes=1),
        renew_a_safe_copy,
        waits=lambda: next_to_renew() is not None,
    ),
)
