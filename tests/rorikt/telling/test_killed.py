"""A sender that is killed after the mail server has got a mail, and before it has kept the answer."""

import json
import os
import signal
import subprocess
import sys

import pytest

from tests import mail_server, shipped

pytestmark = pytest.mark.slow

TELL = """
import django
django.setup()
from datetime import UTC, datetime
from rorikt.people.models import User
from rorikt.telling.telling import tell
people = [User.objects.create_user(f"nr{n}@example.no", name=f"Nr {n}", role="author") for n in range(3)]
tell("meetings.answered_question", people, subject="Svar", text="Les svaret.", url="/", once="svar",
    now=datetime(2024, 4, 1, 10, tzinfo=UTC))
"""
SEND = """
import sys, django
django.setup()
from datetime import UTC, datetime
from rorikt.telling.sending import send_waiting
send_waiting(datetime(2024, 4, 1, *map(int, sys.argv[1].split(".")), tzinfo=UTC))
"""
FATES = """
import json, django
django.setup()
from rorikt.telling.models import Told
print(json.dumps([[row.user.email, row.fate] for row in Told.objects.filter(once="svar").order_by("user__email")]))
"""


@pytest.fixture
def environment(tmp_path):
    data = shipped.copy_of(shipped.loaded_demo(), tmp_path / "data")
    return shipped.environment(data, RORIKT_TASKS="immediate")


def start(environment, code, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=shipped.ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


def ask(environment, code, *arguments):
    with start(environment, code, *arguments) as process:
        said, wrong = process.communicate(timeout=120)
    assert process.returncode == 0, wrong
    return json.loads(said.splitlines()[-1]) if said.strip() else None


def test_what_a_killed_sender_had_begun_is_uncertain_and_the_rest_is_sent_once(environment):
    sender = []

    def kill(mail):
        if "nr1@" in mail["To"] and sender:
            os.kill(sender.pop().pid, signal.SIGKILL)

    server = mail_server.MailServer(before_reply=kill)
    environment |= {
        "RORIKT_MAIL_HOST": "127.0.0.1", "RORIKT_MAIL_PORT": str(server.port), "RORIKT_MAIL_SECURITY": "none",
        "RORIKT_FROM_EMAIL": "radet@example.no",
    }  # fmt: skip
    ask(environment, TELL)

    killed = start(environment, SEND, "10.01")
    sender.append(killed)
    killed.communicate(timeout=120)

    assert killed.returncode == -signal.SIGKILL
    ask(environment, SEND, "10.35")
    ask(environment, TELL.replace("User.objects.create_user(f", "User.objects.get(email=f").replace(
        ', name=f"Nr {n}", role="author")', ")"
    ))  # fmt: skip
    ask(environment, SEND, "10.40")
    assert ask(environment, FATES) == [
        ["nr0@example.no", "Sendt"], ["nr1@example.no", "Usikkert om den ble sendt"], ["nr2@example.no", "Sendt"],
    ]  # fmt: skip
    assert sorted(mail["To"] for mail in server.mails) == [f"nr{n}@example.no" for n in range(3)]
    server.end()
