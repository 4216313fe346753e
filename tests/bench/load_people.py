"""Who reads in the load bench, and what: run inside the installation (`python -m tests.bench.load_people N`), and
prints the cookies of N people and the addresses as JSON.

The people are of every role and every municipality; each is logged in as by the form, in a session of the database.
"""

import json
import os
import sys
from itertools import cycle, islice
from typing import Any

import django


def main(count: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rorikt.settings")
    django.setup()
    json.dump({"cookies": [_cookie_of(one) for one in _people(count)], "pages": _pages()}, sys.stdout)


def _people(count: int) -> list[Any]:
    from rorikt.people.models import Municipality, User

    roles = [role for role in User.Role if role != User.Role.ADMINISTRATOR] + [User.Role.COUNCIL_MEMBER] * 3
    kinds = zip(cycle(roles), cycle(Municipality.objects.order_by("number")))
    found = []
    for number, (role, municipality) in enumerate(islice(kinds, count)):
        email = f"leser{number}@load.example"
        known = User.objects.filter(email=email).first()
        own = municipality if role in {User.Role.FINANCE, User.Role.COUNCIL_MEMBER} else None
        found.append(known or User.objects.create_user(email, name=f"Leser {number}", role=role, municipality=own))
    return found


def _cookie_of(user: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "rorikt.access.log_in.EmailBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"sessionid={session.session_key}"


def _pages() -> dict[str, str]:
    """Those that everyone may read: the first meeting of the demo, its largest report, its packet, and the tickets."""
    from django.urls import reverse

    from meetings.agenda.models import Meeting
    from meetings.documents.models import DocumentVersion

    meeting = Meeting.objects.order_by("year", "sequence")[0]
    versions = DocumentVersion.objects.filter(document__agenda_item__meeting=meeting, public_content__isnull=True)
    longest = max(versions, key=lambda version: len(str(version.content)))
    return {
        "meeting": meeting.get_absolute_url(),
        "report": longest.document.get_absolute_url(),
        "report as PDF": reverse("meetings:document-pdf", args=[longest.document_id]),
        "packet as PDF": reverse("meetings:packet-public", args=[meeting.year, meeting.sequence]),
        "support": reverse("support:index"),
        "statistics": reverse("support:statistics"),
        "front page": reverse("rorikt:home"),
        "list of meetings": reverse("meetings:meetings"),
        "list of tickets": reverse("support:tickets"),
        "choice of looks": reverse("rorikt:looks"),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
