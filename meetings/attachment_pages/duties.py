"""What is done with the pages of attachments by the clock."""

from datetime import timedelta

from django.utils import timezone

from meetings.attachment_pages.making import forget_some, make_some, next_to_make, without_attachment
from rorikt.duties.ticking import Duty


def _waits() -> bool:
    return next_to_make(timezone.now()) is not None


DUTIES = (
    Duty("Gjør sidene av vedlegg klare til å vises", timedelta(seconds=3), make_some, _waits),
    Duty(
        "Sletter sider av vedlegg som er borte",
        timedelta(minutes=1),
        forget_some,
        waits=lambda: bool(without_attachment()),
    ),
)
