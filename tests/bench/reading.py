"""Measure the reading room on this machine: the pages of a meeting as a member of the council gets them."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import override_settings

from meetings.agenda.models import Meeting
from meetings.documents.models import Document
from rorikt.people.models import User

Say = Callable[[str], object]


def bench(say: Say, meeting: Meeting, *, rounds: int) -> None:
    """Raises CommandError where nobody sits in the council."""
    reader = User.objects.filter(role=User.Role.COUNCIL_MEMBER, is_active=True).first()
    if reader is None:
        raise CommandError("Ingen bruker er rådsmedlem.")
    client = Client()
    client.force_login(reader)
    say(f"{'':<44}{'spørringer':>11}{'median ms':>11}{'best ms':>9}{'kB':>7}")
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        for name, url in _pages(meeting, reader):
            _tell(say, client, name, url, rounds)


def _pages(meeting: Meeting, reader: User) -> list[tuple[str, str]]:
    papers = Document.objects.visible_to(reader).filter(agenda_item__meeting=meeting)
    return [
        ("Forsiden", "/"),
        (f"Møtet {meeting.number}", meeting.get_absolute_url()),
        *((f"Saken {item.number}", item.get_absolute_url()) for item in meeting.agenda.all()[:3]),
        *((f"{paper.get_kind_display()} {paper.pk}", paper.get_absolute_url()) for paper in papers),
    ]


def _tell(say: Say, client: Client, name: str, url: str, rounds: int) -> None:
    client.get(url)
    asked: list[str] = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        answer = client.get(url)
    if answer.status_code != 200:
        raise CommandError(f"{url} svarer {answer.status_code}.")
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        client.get(url)
        taken.append(1000 * (time.perf_counter() - begun))
    size = len(answer.content) / 1000
    say(f"{name[:44]:<44}{len(asked):>11}{median(taken):>11.0f}{min(taken):>9.0f}{size:>7.0f}")
