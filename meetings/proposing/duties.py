"""Who has a section is told by e-mail of what is suggested to it, and who suggested it of what became of that; once."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone

from meetings.comments.duties import letter
from meetings.proposing.models import ProposedEdit, ProposedEditQuerySet
from rorikt.duties.ticking import Duty
from rorikt.mail import Undelivered, is_set_up
from rorikt.mail.handing_over import hand_over_once

# Older than this they are no news, as where mail is set up later.
NEWS = timedelta(days=2)
State = ProposedEdit.State
BECAME = {
    State.TAKEN: "tatt inn forslaget ditt",
    State.PARTLY: "tatt inn deler av forslaget ditt",
    State.REFUSED: "avslått forslaget ditt",
}


def of_owners(now: datetime) -> ProposedEditQuerySet:
    """Open ones that the person who has the section has not been told of."""
    waiting = ProposedEdit.objects.open().filter(owner_told_at=None, made_at__gt=now - NEWS)
    return _read(waiting.filter(section__responsible__is_active=True).exclude(section__responsible=F("made_by")))


def of_makers(now: datetime) -> ProposedEditQuerySet:
    """Decided ones that the person who made them has not been told of."""
    decided = ProposedEdit.objects.filter(state__in=BECAME, maker_told_at=None, decided_at__gt=now - NEWS)
    return _read(decided.filter(made_by__is_active=True).exclude(decided_by=F("made_by")))


def tell(now: datetime) -> str:
    """Raises ValidationError where mail cannot be sent now."""
    try:
        sent = sum(_hand_over(one, "owner_told_at", to_owner, now) for one in list(of_owners(now)))
        sent += sum(_hand_over(one, "maker_told_at", to_maker, now) for one in list(of_makers(now)))
    except Undelivered as reason:
        raise ValidationError(str(reason)) from reason
    return f"{sent} fikk vite om forslag til endring." if sent else ""


def is_waiting() -> bool:
    now = timezone.now()
    return is_set_up() and (of_owners(now).exists() or of_makers(now).exists())


def to_owner(edit: ProposedEdit) -> EmailMessage:
    owner = edit.section.responsible
    if owner is None:
        raise ValueError(f"nobody has the section of {edit.pk}")
    told = f"{edit.made_by.name} har foreslått en endring i avsnittet ditt."
    return letter(f"{edit.made_by.name} foreslår en endring", told, edit.section, edit.get_absolute_url(), to=owner)


def to_maker(edit: ProposedEdit) -> EmailMessage:
    name = edit.decided_by.name if edit.decided_by else "Noen"
    told = f"{name} har {BECAME[State(edit.state)]}."
    return letter("Svar på forslaget ditt", told, edit.section, edit.get_absolute_url(), to=edit.made_by)


def _read(edits: ProposedEditQuerySet) -> ProposedEditQuerySet:
    return edits.select_related("section__document__agenda_item", "section__responsible", "made_by", "decided_by")


def _hand_over(edit: ProposedEdit, told: str, message: Callable[[ProposedEdit], EmailMessage], now: datetime) -> bool:
    return hand_over_once(ProposedEdit.objects.filter(pk=edit.pk), told, lambda: message(edit), now)


DUTIES = (Duty("Varsler om forslag til endring", timedelta(minutes=1), tell, waits=is_waiting),)
