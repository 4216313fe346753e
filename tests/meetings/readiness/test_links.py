"""Whatever the checks find leads to where it is looked at and mended."""

import re
from datetime import date

import pytest
from django.urls import reverse

from meetings.claims.findings import CHECKS
from meetings.objections.models import WrittenFigures
from meetings.own.models import ManualFigure, ManualTable
from meetings.papers import checks
from meetings.readiness import findings
from rorikt.texts import richtext
from tests import factories

SAME = "<p>Kommunene melder at løsningen virker som den skal, og at opplæringen er gjennomført.</p>"
TEXTS = {
    "token": "<p>[[finnes-ikke]]</p>",
    "empty": "",
    "placeholder": "<p>TODO her.</p>",
    "resembling": "<p>Per 1. februar lå 559 åpne saker i alt.</p>",
    "total": "<p>Det er 140 feil og 455 bestillinger, til sammen 585.</p>",
    "year": "<p>Sum 2024: 1 664 000 kr</p>",
    "count": "<p>Tabellen viser tre byggprosjekter.</p><table><caption>Byggprosjekter</caption><tr><th>Navn</th>"
    "<th>Status</th></tr><tr><td>A</td><td>Ja</td></tr><tr><td>B</td><td>Nei</td></tr></table>",
    "mean": "<p>Gjennomsnittlig svartid var 0,0 timer.</p>",
    "percentage": "<p>12 av 48 saker, 30 %, ble løst.</p>",
    "direction": "<p>Antallet økte fra 612 til 595.</p>",
    "image": f'<figure><img data-picture="{"a" * 64}"></figure>',
    "heading": "<h4>Under</h4><p>Tekst.</p>",
    "link": '<p>Se <a href="/finnes-ikke/">her</a>.</p>',
    "unchanged": SAME,
    "moved": "<p>Det er [[tall:saker]] nå.</p>",
    "abbreviation": "<p>Vi bruker XDR i drift.</p>",
}
OTHERS = {"setup", "state", "carried", "comment", "edit", "tickets"}


@pytest.fixture
def draft(municipalities, head):
    """One section for each check, named after it."""
    factories.make_cooperation()
    document = factories.make_document(as_of=date(2024, 2, 1), accounting_year=2023)
    factories.make_line(year=2023)
    factories.make_total(year=2023, line=None, is_known=False)
    own = {"document": document, "is_carried": True}
    ManualFigure.objects.create(slug="saker", label="Åpne saker i alt", value=595, origin="Telling", **own)
    ManualTable.objects.create(slug="t", title="Egen", columns=[{"label": "A", "kind": "text"}], rows=[["x"]], **own)
    last = factories.make_section(body=SAME)
    for check, body in TEXTS.items():
        came_from = last if check == "unchanged" else None
        title = "Ramme 2025" if check == "year" else check
        section = factories.make_section(
            document=document, title=title, body=body, came_from=came_from, state="ready", responsible=head
        )
    factories.make_comment(section=section)
    factories.make_edit(section=section)
    factories.make_ticket()
    factories.make_section(document=document, body="<p>[[apne-totalt]]</p>", responsible=head, state="ready")
    factories.make_section(document=document, body="<p>[[regnskap-sum]]</p>", responsible=head, state="draft")
    factories.make_section(document=document, title="Tatt med", body="<p>Ja.</p>", carried="last")
    return document


@pytest.fixture
def checked(draft):
    findings.check(draft.pk)
    for written in WrittenFigures.objects.all():
        written.figures = {key: dict.fromkeys(said, "612") for key, said in written.figures.items()}
        written.save()
    findings.check(draft.pk)
    return draft


def test_every_check_has_something_to_find_here(checked):
    assert {one.check for one in checks.findings_of(checked)} == set(CHECKS) == {*TEXTS, *OTHERS}


def test_every_link_of_every_finding_leads_to_what_it_says(checked, head, client):
    client.force_login(head)
    page = client.get(reverse("meetings:document-review", args=[checked.pk])).content.decode()
    items = re.findall(r"<li>(.*?)</li>", page.split('<ul class="finding-list">', 1)[1], re.DOTALL)
    items = [item for item in items if "row-actions" in item]

    assert len(items) == len(checks.findings_of(checked))
    followed = {}
    for item in items:
        links = re.findall(r'<a class="ds-link" href="([^"]+)"', item)
        assert links, item
        for link in links:
            path, _, anchor = link.partition("#")
            if path not in followed:
                answer = client.get(path)
                assert answer.status_code == 200, link
                followed[path] = answer.content.decode()
            assert not anchor or f'id="{anchor}"' in followed[path], link


def test_what_is_mended_elsewhere_than_in_the_text_leads_there(checked):
    found = {one.check: one.mended_on for one in checks.findings_of(checked) if one.mended_on}
    board = reverse("meetings:document-board", args=[checked.pk])
    section = checked.sections.get(title="abbreviation")

    assert found == {
        "setup": reverse("budget:account-mappings", args=[2023]),
        "state": board,
        "carried": reverse("meetings:document-data", args=[checked.pk]),
        "comment": reverse("meetings:section-comments", args=[section.pk]),
        "edit": reverse("meetings:section-edits", args=[section.pk]),
        "tickets": reverse("support:ticket-imports"),
    }
    assert f"{board}?velg=ubekreftet" in [one.mended_on for one in checks.findings_of(checked)]


def test_one_who_only_reads_the_draft_is_led_to_it_too(checked, author, client):
    client.force_login(author)

    page = client.get(reverse("meetings:document-review", args=[checked.pk])).content.decode()

    assert page.count("Se i dokumentet</a>") == len(checks.findings_of(checked))
    assert "Kan stå</a>" not in page


def test_the_texts_here_are_as_they_would_be_stored():
    as_stored = {check: richtext.clean(body) for check, body in TEXTS.items() if check not in {"heading", "count"}}

    assert as_stored == {check: TEXTS[check] for check in as_stored}
