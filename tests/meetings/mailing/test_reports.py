"""Delivery reports: read from a real mailbox by IMAP, matched by the Message-ID, and kept once."""

import socket
import threading
from contextlib import suppress
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from meetings.mailing import duties
from meetings.mailing.models import Delivery
from rorikt.duties.ticking import duties as all_duties
from rorikt.mail import Undelivered, reports
from rorikt.mail.reports import Report, read_report
from tests import factories

REPORT = """\
From: MAILER-DAEMON@mx.example.no
To: radet@example.no
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="grense"

--grense
Content-Type: text/plain

Beklager.
--grense
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.no

Final-Recipient: rfc822; ola@example.no
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <ola@example.no>:
    User unknown

--grense
Content-Type: {returned}

{headers}
--grense--
"""
HEADERS = "From: radet@example.no\nMessage-ID: {id}\nSubject: Innkalling\n\nTekst"


def make_report(message_id="<1@example.no>", action="failed", returned="message/rfc822"):
    headers = HEADERS.format(id=message_id)
    return REPORT.format(action=action, returned=returned, headers=headers).encode()


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_says_of_which_mail_it_is_and_why(returned):
    found = read_report(make_report(returned=returned))

    assert found == Report("<1@example.no>", True, "5.1.1 550 5.1.1 <ola@example.no>: User unknown")


def test_a_report_whose_end_is_cut_off_is_read_all_the_same():
    whole = make_report() + b"x" * 1000

    assert read_report(whole[: whole.index(b"Subject: Innkalling")]).message_id == "<1@example.no>"


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xfe\x00", b"From: a@example.no\n\nHei", make_report(message_id=""), make_report(action="delivered")],
    ids=["empty", "bytes", "a letter", "of no mail", "arrived"],
)
def test_what_tells_of_no_failure_is_passed_over(raw):
    assert read_report(raw) is None


class Mailbox(threading.Thread):
    """Speaks IMAP as far as the product asks, and is never told to change anything."""

    def __init__(self, *mails, password="hemmelig"):
        super().__init__(daemon=True)
        self.mails, self.password, self.said = mails, password, []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.start()

    def run(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            with client, client.makefile("rwb") as stream, suppress(ConnectionError):
                stream.write(b"* OK klar\r\n")
                stream.flush()
                while line := stream.readline().decode().strip():
                    self.said.append(line)
                    self._answer(stream, *line.split(" ", 2))
                    stream.flush()

    def _answer(self, stream, tag, command, rest=""):
        status = "OK"
        if command == "CAPABILITY":
            stream.write(b"* CAPABILITY IMAP4rev1\r\n")
        elif command == "LOGIN" and self.password not in rest:
            status = "NO"
        elif command == "EXAMINE":
            stream.write(f"* {len(self.mails)} EXISTS\r\n".encode())
        elif command == "UID" and rest.startswith("SEARCH"):
            numbers = " ".join(str(number) for number, _ in enumerate(self.mails, start=1))
            stream.write(f"* SEARCH {numbers}\r\n".encode())
        elif command == "UID":
            number = int(rest.split()[1])
            raw = self.mails[number - 1]
            stream.write(f"* {number} FETCH (UID {number} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")
        stream.write(f"{tag} {status} ferdig\r\n".encode())


@pytest.fixture
def box(settings):
    def make(*mails, **options):
        mailbox = Mailbox(*mails)
        settings.MAIL_REPORTS = {
            "host": "127.0.0.1", "port": mailbox.port, "security": "none", "user": "radet", "password": "hemmelig",
            "folder": "INBOX", **options,
        }  # fmt: skip
        return mailbox

    return make


def test_the_mailbox_is_read_and_not_changed(box):
    mailbox = box(make_report("<1@example.no>"), b"From: a@example.no\n\nHei", make_report("<2@example.no>", "delayed"))

    found = list(reports.fetch_reports(date(2024, 2, 1)))

    assert [(one.message_id, one.has_failed) for one in found] == [("<2@example.no>", False), ("<1@example.no>", True)]
    commands = [line.split()[1] for line in mailbox.said]
    assert set(commands) == {"CAPABILITY", "LOGIN", "EXAMINE", "UID", "LOGOUT"}
    assert any("SEARCH SINCE 1-Feb-2024 HEADER Content-Type" in line for line in mailbox.said)
    assert all("BODY.PEEK" in line for line in mailbox.said if "FETCH" in line)


def test_a_mailbox_that_cannot_be_read_is_told_in_words(box):
    box(password="feil")

    with pytest.raises(Undelivered, match="RORIKT_IMAP"):
        list(reports.fetch_reports(date(2024, 2, 1)))
    with pytest.raises(ValidationError, match="RORIKT_IMAP"):
        duties.read_reports(timezone.now())


@pytest.fixture
def delivery(db, head):
    return factories.make_notice(sent_by=head, state="handed_over")[1]


def test_a_mail_that_comes_back_is_marked_once(box, delivery):
    box(make_report(delivery.message_id), make_report("<fremmed@example.no>"))

    assert duties.read_reports(timezone.now()) == "1 leveringsrapporter er lest."
    assert duties.read_reports(timezone.now()) == ""

    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.RETURNED
    assert "User unknown" in delivery.report


def test_a_mail_that_is_late_stays_handed_over_and_may_still_come_back(delivery):
    assert duties.keep_report(Report(delivery.message_id, False, "4.4.1 sent"))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.report) == ("handed_over", "4.4.1 sent")

    assert duties.keep_report(Report(delivery.message_id, True, "5.4.1 gitt opp"))
    assert not duties.keep_report(Report(delivery.message_id, False, "4.4.1 sent"))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.report) == ("returned", "5.4.1 gitt opp")


def test_a_report_of_a_mail_that_was_not_sent_changes_nothing(head, db):
    _, waiting = factories.make_notice(sent_by=head)

    assert not duties.keep_report(Report(waiting.message_id, True, "5.1.1"))
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_nobody_looks_where_no_mailbox_is_set_up_or_nothing_was_sent(box, delivery, settings):
    [duty] = [duty for duty in all_duties() if duty.name == "Leser leveringsrapporter"]

    settings.MAIL_REPORTS = {}
    assert not duty.waits()
    box()
    assert not duty.waits()  # sent years ago
    Delivery.objects.update(settled_at=timezone.now())
    assert duty.waits()
