"""What came back: delivery reports (RFC 3464) in the mailbox of the sender, read by IMAP without changing it."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes
from email.message import Message
from imaplib import IMAP4, IMAP4_SSL
from typing import Any

from django.conf import settings

from rorikt.mail import LONGEST_WAIT, STARTTLS, TLS, Undelivered
from rorikt.mail.handing_over import one_line

UNREADABLE = "Postkassen med leveringsrapporter lar seg ikke lese. Se etter at RORIKT_IMAP_… er riktig satt."
NEWEST = 200  # reports that are looked at each time
BEGINNING = 100_000  # bytes of a report: what it says stands before the mail that it returns
LONGEST = 500
_MESSAGE_ID = re.compile(r"^Message-ID:\s*(<[^>\s]+>)", re.IGNORECASE | re.MULTILINE)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905  IMAP has its own


@dataclass(frozen=True)
class Report:
    """What became of one mail, known by its Message-ID. `has_failed` is false for one that is only late."""

    message_id: str
    has_failed: bool
    told: str


def is_set_up() -> bool:
    return bool(settings.MAIL_REPORTS)


def fetch_reports(since: date) -> Iterator[Report]:
    """Those that came on the day or later, the newest first. Raises Undelivered where the mailbox cannot be read."""
    try:
        box = _open(settings.MAIL_REPORTS)
    except (IMAP4.error, OSError) as error:
        raise Undelivered(UNREADABLE) from error
    try:
        day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
        _, [found] = box.uid("SEARCH", "SINCE", day, "HEADER", "Content-Type", "delivery-status")
        for uid in reversed((found or b"").split()[-NEWEST:]):
            _, parts = box.uid("FETCH", uid.decode(), f"(BODY.PEEK[]<0.{BEGINNING}>)")
            raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
            if report := read_report(raw):
                yield report
    except (IMAP4.error, OSError) as error:
        raise Undelivered(UNREADABLE) from error
    finally:
        with suppress(IMAP4.error, OSError):
            box.logout()


def _open(chosen: dict[str, Any]) -> IMAP4:
    kind = IMAP4_SSL if chosen["security"] == TLS else IMAP4
    box = kind(chosen["host"], chosen["port"], timeout=LONGEST_WAIT)
    try:
        if chosen["security"] == STARTTLS:
            box.starttls()
        box.login(chosen["user"], chosen["password"])
        answer, [told] = box.select(f'"{chosen["folder"]}"', readonly=True)
        if answer != "OK":
            raise IMAP4.error(told)
    except BaseException:
        box.shutdown()
        raise
    return box


def read_report(raw: bytes) -> Report | None:
    """None for what is no report, or one that does not say of which mail it is."""
    message = message_from_bytes(raw)
    if message.get_content_type() != "multipart/report" or message.get_param("report-type") != "delivery-status":
        return None
    of_recipients = [block for part in message.walk() for block in _blocks(part) if block["Action"]]
    message_id = _of_returned(message)
    if not message_id or not of_recipients:
        return None
    actions = {str(block["Action"]).strip().lower() for block in of_recipients}
    if not actions & {"failed", "delayed"}:
        return None
    told = "; ".join(_told(block) for block in of_recipients)
    return Report(message_id, "failed" in actions, told[:LONGEST])


def _blocks(part: Message) -> list[Message]:
    if part.get_content_type() != "message/delivery-status":
        return []
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _of_returned(message: Message) -> str:
    """The Message-ID of the mail that it is about, whose headers stand in the report's last part."""
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            found = _MESSAGE_ID.search(str(part.get_payload()))
            return found[1] if found else ""
        if part.get_content_type() == "message/rfc822":
            payload = part.get_payload()
            returned = payload[0] if isinstance(payload, list) and payload else None
            return str(returned["Message-ID"] or "").strip() if isinstance(returned, Message) else ""
    return ""


def _told(block: Message) -> str:
    said = str(block["Diagnostic-Code"] or "").partition(";")[2] or str(block["Diagnostic-Code"] or "")
    return one_line(f"{block['Status'] or ''} {said}") or one_line(str(block["Action"]))
