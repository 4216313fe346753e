"""A sender that is killed after the mail server has got a mail, and before it has kept the answer."""

import json
import os
import signal
import subprocess
import sys
import threading

import pytest

from tests import mail_server, shipped

pytestmark = pytest.mark.slow

MAKE = """
import json, django
django.setup()
from django.utils import timezone
from meetings.agenda.models import Meeting
from meetings.mailing.models import Delivery
from rorikt.people.models import User
from tests import factories
meeting, head = Meeting.objects.get(year=2024, sequence=1), User.objects.get(pk=1)
notice, first = factories.make_notice(meeting=meeting, sent_by=head)
for number in range(3):
    Delivery.objects.create(notice=notice, role="member", name=f"Nr {number}", address=f"nr{number}@example.no",
        why="medlem i rådet", audience="public", message_id=f"<nr{number}@example.no>")
print(json.dumps(notice.pk))
"""
SEND = """
import sys, django
django.setup()
from meetings.mailing.outbox import send_mails
from rorikt.jobs.queue import silent
send_mails(silent, notice_id=int(sys.argv[1]))
"""
DECIDE = """
import sys, django
django.setup()
from meetings.mailing import outbox
from meetings.mailing.models import Delivery
from rorikt.people.models import User
outbox.send_again(Delivery.objects.get(state="uncertain"), by=User.objects.get(pk=1))
"""
STATES = """
import sys, json, django
django.setup()
from meetings.mailing.models import Delivery
rows = Delivery.objects.filter(notice=int(sys.argv[1])).order_by("pk").values_list("address", "state")
print(json.dumps(list(rows)))
"""


@pytest.fixture
def environment(tmp_path):
    data = shipped.copy_of(shipped.loaded_demo(), tmp_path / "data")
    return shipped.environment(data, RORIKT_TASKS="immediate", RORIKT_MAIL_PER_MINUTE="100000")


def start(environment, code, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=shipped.ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


def ask(environment, code, *arguments):
    with start(environment, code, *arguments) as process:
        said, wrong = process.communicate(timeout=120)
    assert process.returncode == 0, wrong
    return json.loads(said.splitlines()[-1]) if said.strip() else None


def test_a_mail_whose_sender_was_killed_is_uncertain_until_a_person_decides(environment):
    killed, sender = threading.Event(), []

    def kill(mail):
        if "nr1@" in mail["To"] and not killed.is_set():
            os.kill(sender[0].pid, signal.SIGKILL)
            killed.set()

    server = mail_server.MailServer(before_reply=kill)
    environment |= {
        "RORIKT_MAIL_HOST": "127.0.0.1", "RORIKT_MAIL_PORT": str(server.port), "RORIKT_MAIL_SECURITY": "none",
        "RORIKT_FROM_EMAIL": "radet@example.no",
    }  # fmt: skip
    notice = ask(environment, MAKE)

    sender.append(start(environment, SEND, notice))
    sender[0].communicate(timeout=120)

    assert sender[0].returncode == -signal.SIGKILL
    assert [state for _, state in ask(environment, STATES, notice)] == ["handed_over"] * 2 + ["begun", "waiting"]
    ask(environment, SEND, notice)  # as the next worker does
    assert ask(environment, STATES, notice) == [
        ["kari@example.no", "handed_over"],
        ["nr0@example.no", "handed_over"],
        ["nr1@example.no", "uncertain"],
        ["nr2@example.no", "handed_over"],
    ]
    assert len(server.to("nr1@example.no")) == 1

    ask(environment, DECIDE)

    assert [state for _, state in ask(environment, STATES, notice)] == ["handed_over"] * 4
    assert [mail["Message-ID"] for mail in server.to("nr1@example.no")] == ["<nr1@example.no>"] * 2
    assert len(server.mails) == 5
    server.end()
