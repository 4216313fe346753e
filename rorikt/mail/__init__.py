"""E-mail: by SMTP where a server is set, on the window of `./run demo` where none is, and else not at all.

A mail may hold a link that lets its reader in. No log ever has one, so nothing here writes to one: where mail cannot be
sent, the page says so. `handing_over.py` is for mail whose fate is kept, and `reports.py` reads what comes back of it.
"""

import logging
import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from rorikt.starting import env

logger = logging.getLogger(__name__)
SMTP, ON_TERMINAL, NOWHERE = (
    "django.core.mail.backends.smtp.EmailBackend",
    "rorikt.mail.TerminalBackend",
    "rorikt.mail.NoBackend",
)
STARTTLS, TLS, NONE = "starttls", "tls", "none"
USUAL_PORTS = {STARTTLS: 587, TLS: 465, NONE: 25}
USUAL_IMAP_PORTS = {TLS: 993, STARTTLS: 143, NONE: 143}
APART = "mail"  # the name of a thread that sends
LONGEST_WAIT = 10  # seconds for the mail server, while a person waits for the page
# The window that `./run demo` was started in, such as /dev/pts/3; empty where its output goes to a file.
TERMINAL = "RORIKT_DEMO_TERMINAL"

NOT_SET_UP = "E-post er ikke satt opp her, så vi kan ikke sende deg en lenke. Be en administrator om et nytt passord."
UNREACHABLE = "Vi får ikke sendt e-post akkurat nå. Prøv igjen om litt, eller be en administrator om et nytt passord."


class Undelivered(Exception):
    """Mail cannot be sent now, to anybody; in words."""


def from_environment() -> dict[str, Any]:
    """The settings of Django's e-mail. A server without a sender stops the start."""
    host = env.optional("RORIKT_MAIL_HOST", "")
    if not host:
        return {
            "EMAIL_BACKEND": ON_TERMINAL if env.optional(TERMINAL, "") else NOWHERE,
            "DEFAULT_FROM_EMAIL": env.optional("RORIKT_FROM_EMAIL", "rorikt@localhost"),
        }
    security = env.choice("RORIKT_MAIL_SECURITY", (STARTTLS, TLS, NONE))
    return {
        "EMAIL_BACKEND": SMTP,
        "EMAIL_HOST": host,
        "EMAIL_PORT": env.number("RORIKT_MAIL_PORT", default=USUAL_PORTS[security], least=1),
        "EMAIL_HOST_USER": env.optional("RORIKT_MAIL_USER", ""),
        "EMAIL_HOST_PASSWORD": env.optional("RORIKT_MAIL_PASSWORD", ""),
        "EMAIL_USE_TLS": security == STARTTLS,
        "EMAIL_USE_SSL": security == TLS,
        "EMAIL_TIMEOUT": LONGEST_WAIT,
        "DEFAULT_FROM_EMAIL": env.required("RORIKT_FROM_EMAIL"),
    }


def reports_from_environment() -> dict[str, Any]:
    """Where delivery reports are read, as `settings.MAIL_REPORTS`; empty where nowhere. A host without a user stops
    the start."""
    host = env.optional("RORIKT_IMAP_HOST", "")
    if not host:
        return {}
    security = env.choice("RORIKT_IMAP_SECURITY", (TLS, STARTTLS, NONE))
    return {
        "host": host,
        "security": security,
        "port": env.number("RORIKT_IMAP_PORT", default=USUAL_IMAP_PORTS[security], least=1),
        "user": env.required("RORIKT_IMAP_USER"),
        "password": env.required("RORIKT_IMAP_PASSWORD"),
        "folder": env.optional("RORIKT_IMAP_FOLDER", "INBOX"),
    }


def is_set_up() -> bool:
    return bool(settings.EMAIL_BACKEND != NOWHERE)


def check_server(*, seconds: int = LONGEST_WAIT) -> None:
    """Raises Undelivered where no mail can be sent. Asked before it is known to whom, the answer tells of nobody."""
    if not is_set_up():
        raise Undelivered(NOT_SET_UP)
    server = get_connection(timeout=seconds)
    try:
        server.open()
    except (SMTPException, OSError) as error:
        logger.error("the mail server does not answer: %s", _reason(error))
        raise Undelivered(UNREACHABLE) from None
    finally:
        with suppress(SMTPException, OSError):
            server.close()


def send(message: EmailMessage) -> None:
    """A refusal by the server goes to the log only: the person who asked would learn from it who has an account."""
    try:
        message.send()
    except (SMTPException, OSError) as error:
        logger.error("the mail server refused a message: %s", _reason(error))


def send_if_possible(message: EmailMessage) -> None:
    """For what is told somewhere else too: nothing waits for it, and where no server is set nothing is sent."""
    with suppress(Undelivered):
        send(message)


def send_apart(message: EmailMessage) -> None:
    """While the person already has the answer, which would else be slower for an address that has an account."""
    if settings.EMAIL_BACKEND == SMTP:
        threading.Thread(target=send, args=(message,), name=APART).start()
    else:
        send(message)


def _reason(error: Exception) -> str:
    """Without the text of the server, which may hold the address or what was sent."""
    return f"{type(error).__name__} {getattr(error, 'smtp_code', '')}".strip()


class NoBackend(BaseEmailBackend):
    """Sends nothing and says so to who asks."""

    def open(self) -> bool:
        raise Undelivered(NOT_SET_UP)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise Undelivered(NOT_SET_UP)


class TerminalBackend(BaseEmailBackend):
    """Shows mail in the window of `./run demo`, which is no file and keeps nothing."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        # Opened for each mail, and never as the terminal of this process: Ctrl-C there is for `run`.
        with open(os.open(os.environ[TERMINAL], os.O_WRONLY | os.O_NOCTTY), "w", encoding="utf-8") as window:
            if not window.isatty():
                raise Undelivered(NOT_SET_UP)
            for message in email_messages:
                window.write(f"\n--- E-post til {', '.join(message.to)}: {message.subject}\n{message.body}\n---\n")
        return len(email_messages)
