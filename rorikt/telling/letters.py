"""The mail that tells one person one thing, or all that has gathered."""

from collections.abc import Sequence
from datetime import date
from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from rorikt.amounts import short_date
from rorikt.mail.links import link_to
from rorikt.people.models import Cooperation, User
from rorikt.telling.models import Told
from rorikt.telling.telling import withheld

LOGGED_IN = "Logg inn for å se det."
WHY = "Du får denne e-posten fordi du er bruker hos oss. Hva du vil varsles om, og når, velger du selv"


def letter(person: User, rows: Sequence[Told], day: date | None) -> EmailMessage:
    """`day` is that of a mail which gathers a day. Nothing in the mail lets anybody in: its links ask for a log-in."""
    texts = withheld([text for row in rows for text in (row.subject, row.text)])
    told = [_told(row, texts[2 * at], texts[2 * at + 1]) for at, row in enumerate(rows)]
    body = "\n\n".join([*told, f"-- \n{_signed()}"])
    return EmailMessage(_subject(texts, len(rows), day), f"{body}\n", to=[person.email], headers=_headers())


def _subject(texts: list[str], count: int, day: date | None) -> str:
    if day:
        return f"Varsler {short_date(day)}: {count} {'nytt' if count == 1 else 'nye'}"
    return texts[0] if count == 1 else f"{count} varsler: {texts[0]} m.m."[:200]


def _told(row: Told, subject: str, text: str) -> str:
    return "\n".join(line for line in (subject, text, link_to(row.url) or LOGGED_IN) if line)


def _signed() -> str:
    cooperation, page = Cooperation.objects.first(), link_to(reverse("rorikt:wishes"))
    how = f"{WHY}: {page}" if page else f"{WHY}. Logg inn, åpne menyen under navnet ditt, og velg Varsler."
    return "\n".join(line for line in (cooperation.name if cooperation else "", how) if line)


def _headers() -> dict[str, str]:
    """No answer by machine is wanted. The page where it is turned off asks for a log-in: an address that turned it off
    by itself would be a secret, and this mail is passed on."""
    _, _, domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": make_msgid(domain=domain or None)}
    if page := link_to(reverse("rorikt:wishes")):
        headers["List-Unsubscribe"] = f"<{page}>"
    return headers
