"""Whatever the checks find leads to where it is looked at and mended."""

import re
from datetime import date

import pytest
from django.urls import reverse

from meetings.claims.findings import CHECKS
from meetings.objections.models import WrittenFigures
from meetings.own.models import ManualFigure, ManualTable
from meetings.papers import checks
from meetings.readiness import findings, report
from rorikt.texts import richtext
from tests import factories

SAME = "<p>Kommunene melder at løsningen virker som den skal, og at opplæringen er gjennomført.</p>"
TWICE = "Avtalen med leverandøren er gått gjennom, og ingen av kommunene ønsker å endre den nå."
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
    "twice": f"<p>{TWICE}</p><p>{TWICE}</p>",
    "moved": "<p>Det er [[tall:saker]] nå.</p>",
    "abbreviation": "<p>Vi bruker XDR i drift.</p>",
}
# Of reports of a period alone: tests/meetings/papers/test_period_reports.py follows their links.
OF_PERIODS = {"reach", "deviation", "explained"}
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
    factories.make_section(document=document, title="Også tomt")
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
    assert {one.check for one in checks.findings_of(checked)} == set(CHECKS) - OF_PERIODS == {*TEXTS, *OTHERS}


def test_every_link_of_every_finding_leads_to_what_it_says(checked, head, client):
    client.force_login(head)
    page = client.get(reverse("meetings:document-review", args=[checked.pk])).content.decode()
    rows = re.findall(r'<div class="row-actions">(.*?)</div>', page, re.DOTALL)

    assert len(rows) == len(checks.findings_of(checked)) - 2  # two of its own data and two empty ones, told together
    followed = {}
    for row in rows:
        links = re.findall(r'<a class="ds-link" href="([^"]+)"', row)
        assert links, row
        for link in links:
            path, _, anchor = link.partition("#")
            if path not in followed:
                answer = client.get(path)
                assert answer.status_code == 200, link
                followed[path] = answer.content.decode()
            assert not anchor or f'id="{anchor}"' in followed[path], link


def test_what_there_is_much_of_is_told_once_with_one_way_to_mend_it(checked, head, client):
    for title in ("En", "To"):
        factories.make_section(document=checked, title=title, body="<p>Ja.</p>", carried="standing")
        factories.make_section(document=checked, title=f"{title} tom")
    findings.check(checked.pk)
    review = report.review_of(checked, head)

    assert [(one.says.split(".")[0], one.way, len(one.found)) for one in review.together] == [
        ("3 avsnitt har tekst fra forrige dokument", "Gå til tavlen", 3),
        ("2 egne tall og tabeller er hentet fra forrige dokument", "Gå til egne tall og tabeller", 2),
        ("4 avsnitt er tomme", "Gå til tavlen", 4),
    ]
    apart = [one for part in review.apart for one in part.shown]
    assert len(apart) + sum(len(one.found) for one in review.together) == len(review.shown)
    assert not [one for one in apart if one.finding.check in {"carried", "empty"}]
    assert review.stopping == sum(one.finding.stops for one in review.shown)


def test_sections_that_are_not_ready_are_answered_for_together(checked, head, client):
    factories.make_section(document=checked, title="Mer", body="<p>Ja.</p>", responsible=head)
    findings.check(checked.pk)
    [together] = [one for one in report.review_of(checked, head).together if one.kind == "state"]
    client.force_login(head)

    url = reverse("meetings:finding-waive", args=[checked.pk, together.answerable.finding.fingerprint])
    client.post(url, {"reason": "De er lest.", "with_like": "on"})

    assert not [one for one in report.review_of(checked, head).together if one.kind == "state"]


def test_the_codes_without_figures_of_one_section_stand_together(checked, head):
    checked.sections.filter(title="token").update(body="<p>[[finnes-ikke]] [[heller-ikke]]</p>")
    findings.check(checked.pk)
    [part] = [part for part in report.review_of(checked, head).apart if part.title == "token"]

    assert [len(entry) for entry in part.entries if entry[0].finding.check == "token"] == [2]


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

    in_it = [one for one in checks.findings_of(checked) if one.section and one.check != "empty"]
    assert page.count("Se i dokumentet</a>") == len(in_it)
    assert f'{checked.get_absolute_url()}#avsnitt-2">2 empty</a>' in page
    assert "Kan stå</a>" not in page


def test_the_texts_here_are_as_they_would_be_stored():
    as_stored = {check: richtext.clean(body) for check, body in TEXTS.items() if check not in {"heading", "count"}}

    assert as_stored == {check: TEXTS[check] for check in as_stored}
