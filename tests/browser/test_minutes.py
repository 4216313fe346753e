"""The life of minutes as people click it: made, commented on, answered, confirmed, approved by the next meeting."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from tests import shipped
from tests.browser.conftest import go_by, log_in, violations

WIDTHS = (1280, 390)
SECRETARY, CHAIR = "sekretar@demo.example", "radsmedlem@demo.example"
SECOND = "/moter/2024/M2/protokoll/"
# What the pages of the meeting do: 2024/M2 is opened, and later closed with its cases settled.
OPEN = """
from meetings.demo_meetings import *
Meeting.objects.filter(sequence=2).update(opened_at=CONFIRMED)
attend(Meeting.objects.get(sequence=2))
"""
CLOSE = """
from meetings.demo_meetings import *
meeting, head = Meeting.objects.get(sequence=2), User.objects.get(pk=1)
for item in meeting.agenda.filter(treatment=None):
    settle_unanimously(item, "Rådet tar saken til etterretning.", by=head, now=CONFIRMED)
Meeting.objects.filter(sequence=2).update(closed_at=CONFIRMED)
"""


@pytest.fixture(scope="module")
def own_site(tmp_path_factory):
    with shipped.demo(tmp_path_factory.mktemp("minutes")) as served:
        yield served


@pytest.fixture
def page_of(chromium, own_site):
    contexts = []

    def logged_in(email):
        context = chromium.new_context(
            base_url=own_site.address, locale="nb-NO", viewport={"width": 1280, "height": 1000}
        )
        contexts.append(context)
        page = context.new_page()
        log_in(page, email)
        return page

    yield logged_in
    for context in contexts:
        context.close()


def do(site, code):
    """What pages of the meeting will do, on the data of the site."""
    command = [sys.executable, str(shipped.ROOT / "manage.py"), "shell", "-c", code]
    subprocess.run(command, env=site.environment, check=True, capture_output=True)


def check(page, name):
    """Accessible and no wider than the screen at every width."""
    pictures = os.environ.get("RORIKT_PICTURES")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 1000})
        assert violations(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        if pictures:
            page.screenshot(path=f"{pictures}/{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 1000})


def test_minutes_from_the_meeting_to_the_approval_of_the_next(page_of, own_site):
    secretary, chair = page_of(SECRETARY), page_of(CHAIR)
    do(own_site, OPEN)

    secretary.goto("/moter/2024/M2/2/")
    check(secretary, "case")
    go_by(secretary, "button:has-text('Godkjenn protokollen enstemmig')")
    go_by(secretary, "main a:has-text('Protokoll fra møte 2024/M1') >> nth=0")
    assert "Godkjent i sak 2024/M2-002" in secretary.inner_text("main")
    check(secretary, "approved")
    assert secretary.locator("a:has-text('Rediger teksten')").count() == 0

    do(own_site, CLOSE)
    secretary.goto("/moter/2024/M2/")
    go_by(secretary, "main a:has-text('Protokoll') >> nth=0")
    go_by(secretary, "button:has-text('Lag protokollen')")
    assert secretary.locator("text=I orden").count() == 7
    check(secretary, "made")

    go_by(secretary, "a:has-text('Send til merknad')")
    secretary.fill("input[name=comments_until]", f"{timezone.localdate() + timedelta(days=7):%d.%m.%Y}")
    check(secretary, "send")
    go_by(secretary, "main button[type=submit]")

    chair.goto(SECOND)
    go_by(chair, "a:has-text('Utkastet')")
    check(chair, "draft")
    go_by(chair, "main a:has-text('Skriv merknad')")
    chair.fill("textarea[name=text]", "Klokkeslettet er riktig.")
    check(chair, "comment")
    go_by(chair, "main button[type=submit]")
    go_by(chair, "a:has-text('Bekreft protokollen')")
    go_by(chair, "button:has-text('Bekreft protokollen')")
    assert "1 merknad er ikke besvart. Svar på dem først." in chair.inner_text("main")

    secretary.goto(SECOND)
    go_by(secretary, "main a:has-text('Svar')")
    secretary.check("input[value=noted]")
    secretary.fill("textarea[name=answer]", "Takk.")
    check(secretary, "answer")
    go_by(secretary, "main button[type=submit]")

    chair.goto(SECOND)
    go_by(chair, "a:has-text('Bekreft protokollen')")
    check(chair, "confirm")
    go_by(chair, "button:has-text('Bekreft protokollen')")
    assert "Bekreftet innlogget av Rådsmedlem Molde, leder" in chair.inner_text("main")
    check(chair, "confirmed")
    go_by(chair, "a:has-text('Den bekreftede protokollen')")
    assert "Kontrollsum for teksten (SHA-256)" in chair.inner_text("article")
    check(chair, "read")
