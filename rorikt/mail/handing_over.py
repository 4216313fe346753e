"""A mail handed over to the mail server, and what the server said: taken, refused, or nobody knows.

A mail counts as handed over when the server has answered yes to all of it. Where the connection ends between the last
line of the mail and that answer, the server may have it or not.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTP, SMTPDataError, SMTPException, SMTPServerDisconnected
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.message import sanitize_address
from django.db.models import QuerySet

from rorikt.mail import Undelivered, is_set_up
from rorikt.mail.models import MailHold

NOT_SET_UP = "E-post er ikke satt opp her. Be en administrator om å sette opp e-posttjeneren."
DOWN = "E-posttjeneren svarer ikke nå. Ingenting er borte: resten sendes når den svarer igjen."
HELD = (
    "E-post holdes tilbake fordi en sikkerhetskopi er tatt i bruk: den kan være sendt før. En administrator slipper "
    "den med «./run manage release_mail»."
)
LONGEST_REPLY = 500  # characters of what the server says


class Unknown(Exception):
    """The server got the mail and never said what it did with it."""


@dataclass(frozen=True)
class Reply:
    """What the server answered, 2xx where it took the mail. 4xx is for now, 5xx for good."""

    code: int
    text: str

    @property
    def is_taken(self) -> bool:
        return 200 <= self.code < 300

    @property
    def is_for_now(self) -> bool:
        return 400 <= self.code < 500


def one_line(text: str) -> str:
    """Without line breaks and other signs that end a header, so that no name or subject becomes one."""
    return re.sub(r"[\s\x00-\x1f\x7f\x85\u2028\u2029]+", " ", text).strip()


def check_set_up() -> None:
    """Raises Undelivered where mail goes nowhere, or is held back until a person lets it go."""
    if not is_set_up():
        raise Undelivered(NOT_SET_UP)
    if MailHold.objects.filter(ended_at=None).exists():
        raise Undelivered(HELD)


def hand_over(message: EmailMessage) -> Reply:
    """Give one mail to the server for its one recipient, on a connection of its own.

    Raises Undelivered where the server has certainly not got it, and Unknown where it may have.
    """
    check_set_up()
    server = get_connection()
    try:
        server.open()
        line = getattr(server, "connection", None)
        if isinstance(line, SMTP):
            line.ehlo_or_helo_if_needed()
    except (SMTPException, OSError) as error:
        raise Undelivered(DOWN) from error
    try:
        if isinstance(line, SMTP):
            return _by_smtp(line, message)
        server.send_messages([message])  # the window of the demo, or the outbox of a test
        return Reply(250, "Tatt imot")
    except Undelivered as error:
        raise Undelivered(DOWN if isinstance(line, SMTP) else NOT_SET_UP) from error
    finally:
        with suppress(SMTPException, OSError):
            server.close()


def hand_over_once(row: QuerySet[Any], told: str, message: Callable[[], EmailMessage], now: datetime) -> bool:
    """The mail of one row, whose field `told` says when it went. True where the server took it.

    It is noted before the mail goes: one that is lost is not doubled. Where the server cannot take it now, it is asked
    again by the next tick; raises Undelivered where it cannot be asked.
    """
    if not row.filter(**{told: None}).update(**{told: now}):
        return False
    try:
        reply = hand_over(message())
    except Undelivered:
        row.update(**{told: None})
        raise
    except Unknown:
        return False
    if reply.is_for_now:
        row.update(**{told: None})
    return reply.is_taken


def _by_smtp(line: SMTP, message: EmailMessage) -> Reply:
    [to] = message.to
    content = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own
    try:
        refused = _envelope(line, to, len(content), message.extra_headers.get("Message-ID", ""))
    except (SMTPException, OSError) as error:
        raise Undelivered(DOWN) from error
    if refused:
        return refused
    try:
        return _reply(*line.data(content))
    except SMTPDataError as error:
        return _reply(error.smtp_code, error.smtp_error)
    except (SMTPServerDisconnected, OSError) as error:
        raise Unknown from error


def _envelope(line: SMTP, to: str, size: int, message_id: str) -> Reply | None:
    """What the server refuses the sender or the recipient with; None where it wants to hear the rest."""
    asked = [f"SIZE={size}"] if line.has_extn("size") else []
    asked += ["BODY=8BITMIME"] if line.has_extn("8bitmime") else []
    reports = line.has_extn("dsn")
    asked += ["RET=HDRS", f"ENVID={message_id.strip('<>')}"] if reports and message_id else []
    sender, to = (sanitize_address(one, "utf-8") for one in (settings.DEFAULT_FROM_EMAIL, to))
    reply = _reply(*line.mail(sender, asked))
    if reply.is_taken:
        reply = _reply(*line.rcpt(to, ["NOTIFY=FAILURE,DELAY"] if reports else []))
    return None if reply.is_taken else reply


def _reply(code: int, text: bytes | str) -> Reply:
    said = text.decode(errors="replace") if isinstance(text, bytes) else text
    return Reply(code, one_line(said)[:LONGEST_REPLY])
