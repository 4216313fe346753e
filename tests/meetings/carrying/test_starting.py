"""A document started from the last one: what comes along, what is moved on, and that all of it is marked."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from meetings.carrying.periods import next_parameters
from meetings.carrying.starting import next_document, succeed_document, usual_deadlines
from meetings.documents.models import Document, Section
from meetings.own.models import ManualFigure, ManualTable
from meetings.papers.checks import no_carried_text_is_unconfirmed, placed_sections
from rorikt.audit.models import AuditEntry
from rorikt.texts.blocks import without_ids
from tests import factories

NOW = datetime(2024, 5, 13, 9, tzinfo=UTC)
TODAY = date(2024, 5, 13)
REPORT = Document.Kind.ACTIVITY_REPORT


def make_report(**overrides):
    given = {"kind": REPORT, "title": "Aktivitetsrapport", "as_of": date(2024, 2, 6), "accounting_year": 2023}
    return factories.make_document(
        **{**given, "period_from": date(2023, 11, 1), "period_to": date(2024, 1, 1), **overrides}
    )


def follow(last, by, **changed):
    document = next_document(last, None, TODAY)
    for name, value in changed.items():
        setattr(document, name, value)
    succeed_document(document, last, usual_deadlines(last, document, TODAY), by=by, now=NOW)
    return document


def sections_of(document):
    return {one.title: one for one in document.sections.all()}


# What comes along


def test_a_token_of_a_month_is_of_the_new_period(head):
    last = make_report()
    factories.make_section(document=last, title="SLA", body="<p>[[sla-prosent:medium:2024-01]] i januar.</p>")

    new = follow(last, head, period_from=date(2024, 2, 1), period_to=date(2024, 4, 1))

    assert without_ids(new.sections.get().body) == "<p>[[sla-prosent:medium:2024-04]] i januar.</p>"


def test_a_text_comes_along_where_it_renews_itself_or_is_standing_and_is_marked(head):
    last = make_report()
    make = factories.make_section
    make(document=last, title="Support", body="<p>Ventetiden falt i januar.</p><p>[[tabell:sla]]</p>")
    make(document=last, title="Organisering", body="<p>Vi er ti.</p>", is_standing=True)
    make(document=last, title="Prosjekter", body="<p>Vi byttet svitsjer.</p>")

    new = sections_of(follow(last, head))

    assert {title: (without_ids(one.body), one.carried) for title, one in new.items()} == {
        "Support": ("<p>[[tabell:sla]]</p>", "standing"),
        "Organisering": ("<p>Vi er ti.</p>", "standing"),
        "Prosjekter": ("", ""),
    }
    assert {title: one.came_from.title for title, one in new.items()} == {title: title for title in new}
    assert {one.state for one in new.values()} == {"not_begun"}
    assert [one.is_standing for one in new.values()] == [False, True, False]


def test_a_heading_of_the_money_gets_the_figures_of_an_open_year(head):
    last = make_report()
    factories.make_section(document=last, title="Driftsresultat", body="<p>[[tabell:fordeling-merforbruk]]</p>")

    new = follow(last, head, accounting_year=2024)

    [section] = new.sections.all()
    assert section.title == "Driftsresultat hittil"
    assert "fordeling" not in section.body
    assert section.carried == "standing"


def test_own_figures_and_tables_come_along_and_are_marked(head):
    last = make_report()
    columns = [{"label": "A", "kind": "number"}]
    ManualTable.objects.create(document=last, slug="t", title="T", columns=columns, rows=[["5"]])
    ManualFigure.objects.create(document=last, slug="f", label="F", value=1, origin="Telling")

    new = follow(last, head)

    assert [(one.slug, one.rows, one.is_carried) for one in new.manual_tables.all()] == [("t", [["5"]], True)]
    assert [(one.slug, one.value, one.is_carried) for one in new.manual_figures.all()] == [("f", 1, True)]
    assert not last.manual_tables.filter(is_carried=True).exists()


def test_owner_and_exemption_come_along_and_the_last_one_is_remembered(head):
    last = make_report(exemption_basis="offl. § 23", public_title="Rapport", document_owner="IKT-leder")

    new = follow(last, head)

    assert (new.succeeds, new.document_owner, new.exemption_basis) == (last, "IKT-leder", "offl. § 23")
    assert new.status == Document.Status.DRAFT
    assert AuditEntry.objects.get().action == "la til dokument"


def test_a_deadline_is_as_long_before_the_figures_as_last_time_and_never_past(head):
    last = make_report()
    factories.make_section(document=last, title="Sent", deadline_on=date(2024, 2, 9))
    factories.make_section(document=last, title="Tidlig", deadline_on=date(2024, 1, 9))
    factories.make_section(document=last, title="Uten")

    new = sections_of(follow(last, head))

    assert {title: one.deadline_on for title, one in new.items()} == {
        "Sent": date(2024, 5, 16),
        "Tidlig": TODAY,
        "Uten": None,
    }


def test_nothing_of_it_is_approved_before_somebody_has_confirmed_it(head):
    last = make_report()
    factories.make_section(document=last, title="Organisering", body="<p>Vi er ti.</p>", is_standing=True)
    ManualFigure.objects.create(document=last, slug="f", label="Ansatte", value=10, origin="Telling")

    new = follow(last, head)

    assert [found.told for found in no_carried_text_is_unconfirmed(new, placed_sections(new))] == [
        "Avsnitt 1 Organisering har tekst fra forrige dokument. Endre den, eller bekreft den på tavlen.",
        "«Ansatte» er hentet fra forrige dokument. Endre eller bekreft det under Egne tall og tabeller.",
    ]


# What is moved on


def test_the_days_and_months_are_moved_on_by_rule(db):
    factories.make_line(year=2024, actual=1)

    moved = next_parameters(make_report(), TODAY)

    assert (moved.as_of, moved.accounting_year) == (TODAY, 2024)
    assert (moved.period_from, moved.period_to) == (date(2024, 2, 1), date(2024, 4, 1))


def test_the_figures_are_of_the_day_that_the_tickets_reach(db):
    factories.make_ticket(created_at=datetime(2024, 5, 6, 12, tzinfo=UTC))

    assert next_parameters(make_report(), date(2024, 5, 10)).as_of == date(2024, 5, 10)
    moved = next_parameters(make_report(), date(2026, 11, 29))
    assert (moved.as_of, moved.period_to) == (date(2024, 5, 6), date(2024, 4, 1))


def test_the_figures_are_not_of_days_after_the_meeting(db):
    moved = next_parameters(make_report(), date(2026, 11, 29), date(2024, 5, 22))

    assert (moved.as_of, moved.period_to) == (date(2024, 5, 22), date(2024, 4, 1))


def test_tickets_that_the_last_report_had_already_do_not_hold_the_day_back(db):
    factories.make_ticket(created_at=datetime(2024, 2, 5, 12, tzinfo=UTC))

    assert next_parameters(make_report(), TODAY).as_of == TODAY


def test_a_case_paper_without_months_gets_none(db):
    paper = factories.make_document(accounting_year=None)

    assert next_parameters(paper, TODAY) == type(next_parameters(paper, TODAY))(TODAY)


# The page


def test_the_page_says_the_rules_and_starts_the_document_with_what_is_typed(reader):
    last = make_report()
    factories.make_section(document=last, title="Prosjekter")
    url = reverse("meetings:document-succeed", args=[last.pk])

    shown = reader.get(url)
    page = shown.content.decode()
    assert "Forslaget er det nyeste året som har regnskap." in page
    assert url in reader.get(last.get_absolute_url()).content.decode()
    typed = {name: shown.context["form"][name].value() or "" for name in shown.context["form"].fields}
    typed |= {"title": "Rapport for mai", "as_of": "01.05.2024", "period_from": "2.2024", "period_to": "4.2024"}

    answer = reader.post(url, typed)

    new = Document.objects.get(succeeds=last)
    assert answer.url == reverse("meetings:document-board", args=[new.pk])
    assert (new.title, new.as_of, new.kind) == ("Rapport for mai", date(2024, 5, 1), REPORT)
    assert Section.objects.get(document=new).came_from.document == last
    board = reader.get(answer.url).content.decode()
    assert "Laget fra Aktivitetsrapport, status per 06.02.2024" in board
    assert "Status per 01.05.2024." in board


def test_the_report_is_put_on_the_meeting_that_waits_for_it(reader):
    last = make_report()
    meeting = factories.make_meeting(held_on=date(2099, 2, 10))
    item = factories.make_item(meeting=meeting, standard="report", kind="report", title="Rapport")

    form = reader.get(reverse("meetings:document-succeed", args=[last.pk])).context["form"]

    assert form["agenda_item"].value() == item.pk
    assert form["file_title"].value() == "2099.02.10 - Aktivitetsrapport"


def test_minutes_are_not_made_of_other_minutes(reader):
    minutes = factories.make_document(kind=Document.Kind.MINUTES)

    assert reader.get(reverse("meetings:document-succeed", args=[minutes.pk])).status_code == 404
    assert "neste/" not in reader.get(minutes.get_absolute_url()).content.decode()


@pytest.mark.parametrize("kind", [REPORT, Document.Kind.CASE_PAPER])
def test_a_document_of_many_sections_is_started_whole(head, kind):
    last = make_report(kind=kind)
    above = factories.make_section(document=last, title="Over")
    for number in range(30):
        factories.make_section(document=last, parent=above, title=f"Nr. {number}")

    new = follow(last, head)

    assert new.sections.filter(parent__title="Over").count() == 30
