"""From a decision to its invoices in a browser: an action, its reminder, the municipalities, the frame, a proposal."""

import subprocess
import sys

import pytest

from tests import shipped
from tests.browser.conftest import go_by, log_in, violations

DECIDED = """
from meetings.agenda.models import AgendaItem
print(AgendaItem.objects.get(meeting__year=2024, meeting__sequence=1, sequence=4).get_absolute_url())
"""
# Once more than needed: nobody is reminded twice.
TICK = """
from datetime import UTC, datetime
from django.test.utils import override_settings
from meetings.followup.duties import remind
from meetings.suggestions.duties import propose
now = datetime(2024, 5, 2, 9, tzinfo=UTC)
with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
    print(remind(now), remind(now), propose(now), sep="|")
"""


@pytest.fixture
def served(tmp_path_factory):
    with shipped.demo(tmp_path_factory.mktemp("followup")) as site:
        yield site


@pytest.fixture
def open_as(chromium, served):
    contexts = []

    def opened(email):
        context = chromium.new_context(
            viewport={"width": 1280, "height": 1000}, base_url=served.address, locale="nb-NO"
        )
        contexts.append(context)
        page = context.new_page()
        log_in(page, email)
        return page

    yield opened
    for context in contexts:
        context.close()


def shell(site, code):
    """What the code prints on the data of the site."""
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", code]
    done = subprocess.run(command, cwd=shipped.ROOT, env=site.environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


def look(page):
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 1000})
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def text(page):
    return page.inner_text("main").replace("\u00a0", " ")


def send(page, label):
    go_by(page, f"main button:has-text('{label}')")


def test_a_decision_is_followed_from_its_action_to_its_invoices(served, open_as):
    case = shell(served, DECIDED).strip()
    page, member = open_as("leder@demo.example"), open_as("vestnes@demo.example")

    page.goto(case)
    assert "Rådet slutter seg til at ROR-IKT inngår kjøpsavtale" in text(page)
    look(page)

    # An action, whose date is past when the clock comes round to it.
    go_by(page, "main a:has-text('Nytt tiltak')")
    look(page)
    page.fill("[name=title]", "Signer avtalen")
    page.fill("[name=body]", "Faggruppe sikkerhet")
    page.fill("[name=due_on]", "01.05.2024")
    send(page, "Lagre")
    assert "Faggruppe sikkerhet, frist 01.05.2024" in text(page)
    told = shell(served, TICK)
    assert "1 påminnelse om tiltak er sendt.||" in told
    go_by(page, "main a:has-text('Signer avtalen')")
    assert "Etter fristen 01.05.2024, til leder@demo.example: overlevert" in text(page)
    look(page)

    # The municipalities, each by itself.
    page.goto(case)
    send(page, "Signert avtale")
    assert "5 av 5 har ikke svart." in text(page)
    look(page)
    member.goto(case)
    assert member.locator("main a:text-is('Registrer')").count() == 1
    go_by(member, "main a:text-is('Registrer')")
    member.select_option("[name=state]", "signed")
    member.fill("[name=acted_on]", "20.03.2024")
    member.fill("[name=reference]", "24/311")
    look(member)
    send(member, "Lagre")
    assert "Signert avtale, 20.03.2024, 24/311" in text(member)
    assert "4 av 5 har ikke svart." in text(member)

    # The frame, the shares and an invoice.
    page.goto(case)
    go_by(page, "main a:has-text('Registrer vedtaket i rammen')")
    assert page.input_value("[name=decision]").startswith("Rådet slutter seg til at ROR-IKT inngår kjøpsavtale")
    assert page.input_value("[name=decided_on]") == "14.02.2024"
    look(page)
    send(page, "Registrer i rammen")
    go_by(page, "main .facts a:text-is('Sikkerhetspartner 2024')")
    go_by(page, "main a:has-text('Fakturagrunnlag for Vestnes')")
    go_by(page, "main a:has-text('Registrer at fakturaen er sendt')")
    page.fill("[name=number]", "1001")
    page.fill("[name=sent_on]", "02.04.2024")
    send(page, "Lagre")
    page.goto(case)
    assert "Fakturert til 1 av 5; det gjenstår Molde, Rauma, Aukra, Hustadvika." in text(page)
    look(page)

    # The register, the list, and the case that the late action proposes.
    page.goto("/moter/vedtak/?q=slutter")
    assert "Endrer rammen" in text(page)
    assert "1 av 1 tiltak er åpne, 4 av 5 kommuner har ikke svart" in text(page)
    look(page)
    page.goto("/moter/oppfolging/?state=overdue")
    assert "Signer avtalen" in text(page)
    look(page)
    page.goto("/moter/forslag/")
    look(page)
    go_by(page, "[aria-label='Lag sak: Tiltak over fristen: Signer avtalen']")
    page.goto("/moter/forslag/?vis=avgjort")
    assert "som venter på et møte" in text(page)
    look(page)
    page.goto("/moter/oppfolging/")
    go_by(page, "main td a:has-text('Signer avtalen')")
    assert "Venter på et møte" in text(page)
