"""The summary of a document: chosen or usual key figures, held against the last report, frozen with the version."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from budget.lines.models import BudgetLine
from meetings.approving import approval, sealing
from meetings.carrying.starting import next_document
from meetings.documents.content import NumberedSection, Text, content_from_json
from meetings.documents.models import Document
from meetings.key_figures import choosing
from meetings.key_figures.asked import NO_CASE, NO_PROPOSAL, REPORT
from meetings.key_figures.gathering import BEFORE_SUMMARIES, shown_in, summary_in
from meetings.key_figures.trend import FIRST
from meetings.papers import checks, compose
from rorikt.figures.values import Figure
from tests import factories

NOW = datetime(2024, 2, 6, 11, tzinfo=UTC)
REPORT_IS_NOTED = "Økonomi- og aktivitetsrapporten tas til orientering."


@pytest.fixture
def report(municipalities):
    """Of 2023, ready to be approved; 2024 is closed too, with other figures."""
    factories.make_cooperation()
    for year, actual in ((2023, "2900.50"), (2024, "2000.00")):
        factories.make_line(title="Lønn", year=year, actual=Decimal(actual), budgeted=Decimal(1000))
        factories.close_year(year)
    return make_report(2023, "<p>Vi brukte [[regnskap-sum:ore]].</p>")


def make_report(year, body, **overrides):
    made = factories.make_document(
        kind="activity_report", title="Aktivitetsrapport", accounting_year=year, as_of=date(year + 1, 2, 1), **overrides
    )
    factories.make_section(document=made, title="Resultat", body=body)
    return made


def test_a_report_that_nobody_chose_for_shows_the_usual_ones_that_it_has(report):
    summary = compose.compose(report).summary

    shown = {one.token: (one.text, one.section, one.anchor) for one in summary.key_figures}
    assert shown["regnskap-sum:mill"] == ("0,003\u00a0mill.\u00a0kr", "1 Resultat", "avsnitt-1")
    assert "investeringer-regnskap:mill" not in shown  # there are no investments
    assert (summary.last, summary.asked, summary.missing) == (FIRST, NO_CASE, ())


def test_each_key_figure_is_held_against_the_last_approved_report(report, head):
    approval.approve_document(report, by=head, now=NOW)
    after = make_report(2024, "<p>Vi brukte [[regnskap-sum:ore]].</p>")

    summary = compose.compose(after).summary

    assert summary.last == "Holdt mot «Aktivitetsrapport» med status per 01.02.2024, godkjent 06.02.2024."
    [actual] = [one for one in summary.key_figures if one.token == "regnskap-sum:mill"]
    assert actual.trend == "Ned fra 0,003\u00a0mill.\u00a0kr (2023) i forrige rapport."
    assert [(one.label, one.was, one.now, one.anchor) for one in summary.moved] == [
        ("Regnskap 2024, sum", "2\u00a0900,50\u00a0kr", "2\u00a0000,00\u00a0kr", "avsnitt-1")
    ]


def test_the_result_is_held_against_the_overspend_that_the_last_report_told_of():
    overspend = Figure("merforbruk:mill", "Merforbruk 2023", Decimal(9), "kr", "9 kr")

    assert shown_in(factories.make_content(figures=(overspend,)), "resultat:mill") == overspend
    assert shown_in(factories.make_content(figures=(overspend,)), "apne-totalt") is None


def test_what_is_frozen_is_never_computed_again(report, head, django_assert_num_queries):
    version = approval.approve_document(report, by=head, now=NOW)
    before = version.frozen.summary

    BudgetLine.objects.update(actual=99_999)
    version.refresh_from_db()

    assert content_from_json(version.content).summary == before
    assert content_from_json(version.content).to_json() == version.content
    with django_assert_num_queries(0):
        summary_in(content_from_json(version.content))


def test_the_seal_holds_the_summary_too(report, head):
    version = approval.approve_document(report, by=head, now=NOW)
    stored = version.content
    stored["summary"]["asked"] = "Noe annet"

    assert sealing.text_hash(content_from_json(stored)) != version.seal.text_hash


def test_a_report_closed_to_the_public_is_not_quoted_in_an_open_one(report, head):
    approval.approve_document(report, by=head, now=NOW)
    type(report).objects.filter(pk=report.pk).update(exemption_basis="Offl. § 14", public_title="Rapport")
    after = make_report(2024, "<p>Tekst.</p>")

    assert compose.compose(after).summary.last == FIRST


def test_a_version_of_before_there_were_summaries_shows_figures_of_its_text():
    figures = (Figure("tall:x", "Biler", 4, "", "4"), Figure("apne-totalt", "Åpne", 595, "saker", "595"))
    section = NumberedSection("1", 1, "a", "Saker", (Text('<p data-figure="apne-totalt">595</p>'),))
    stored = factories.make_content(figures=figures, sections=(section,)).to_json()

    summary = summary_in(content_from_json(stored))

    assert "summary" not in stored
    assert [(one.text, one.trend, one.anchor) for one in summary.key_figures] == [
        ("595\u00a0saker", "", "a"),
        ("4", "", ""),
    ]
    assert (summary.last, summary.asked) == (BEFORE_SUMMARIES, "")


def test_chosen_key_figures_are_shown_and_follow_to_the_next_report(report, head):
    choosing.choose(report, ["merforbruk-prosent", "budsjett-sum"], by=head, now=NOW)
    report.refresh_from_db()

    assert [one.token for one in compose.compose(report).summary.key_figures] == ["merforbruk-prosent", "budsjett-sum"]
    assert next_document(report, None, date(2024, 5, 1)).key_figures == ["merforbruk-prosent", "budsjett-sum"]


def test_choosing_makes_an_approved_report_a_draft_again(report, head):
    approval.approve_document(report, by=head, now=NOW)

    choosing.choose(report, ["budsjett-sum"], by=head, now=NOW)

    report.refresh_from_db()
    assert report.status == "draft"


def test_a_chosen_key_figure_without_a_value_stops_the_approval(report, head):
    choosing.choose(report, ["investeringer-regnskap"], by=head, now=NOW)
    report.refresh_from_db()

    told = [finding.says for finding in checks.findings_of(report) if "Nøkkeltall" in finding.says]
    assert len(told) == 1
    with pytest.raises(ValidationError, match="Nøkkeltall"):
        approval.approve_document(report, by=head, now=NOW)


def test_a_figure_that_needs_a_month_is_of_the_last_one_of_the_period():
    document = Document(period_from=date(2024, 2, 1), period_to=date(2024, 4, 1))

    assert choosing.named("sla-prosent:hoy", document) == "sla-prosent:hoy:2024-04"
    assert choosing.named("apne-totalt", document) == "apne-totalt"
    assert choosing.timeless("sla-prosent:hoy:2024-01") == "sla-prosent:hoy"


@pytest.mark.parametrize(
    ("kind", "item", "asked"),
    [
        ("activity_report", {"standard": "report", "kind": "report"}, REPORT_IS_NOTED),
        ("activity_report", {"kind": "report"}, REPORT),
        ("case_paper", {"kind": "briefing"}, "Saken tas til orientering."),
        ("case_paper", {"kind": "decision"}, NO_PROPOSAL),
    ],
)  # fmt: skip
def test_what_is_asked_follows_from_the_case(db, kind, item, asked):
    document = factories.make_document(kind=kind, agenda_item=factories.make_item(**item))

    assert compose.compose(document).summary.asked == asked


def test_the_proposal_of_a_paper_is_what_is_asked(db):
    document = factories.make_document(agenda_item=factories.make_item())
    factories.make_section(
        document=document, title="Forslag til vedtak", body="<p>Rådet godkjenner <em>avtalen</em>.</p>"
    )

    assert compose.compose(document).summary.asked == "Rådet godkjenner avtalen."


def test_minutes_have_no_summary(db):
    assert compose.compose(factories.make_document(kind="minutes")).summary is None


def test_plain_words_are_frozen_with_their_figures_in_place(report, head):
    choosing.write_in_short(report, "Vi brukte [[regnskap-sum:ore]] i fjor.\n\nDet er mye.", by=head, now=NOW)

    version = approval.approve_document(report, by=head, now=NOW)
    choosing.write_in_short(report, "Noe annet.", by=head, now=NOW)
    version.refresh_from_db()

    assert version.frozen.summary.in_short == "Vi brukte 2\u00a0900,50\u00a0kr i fjor.\n\nDet er mye."
    assert sealing.text_hash(version.frozen) == version.seal.text_hash
    assert compose.compose(report).summary.in_short == "Noe annet."


def test_plain_words_are_part_of_what_is_sealed(report, head):
    choosing.write_in_short(report, "Det gikk bra.", by=head, now=NOW)
    content = approval.approve_document(report, by=head, now=NOW).frozen

    changed = replace(content, summary=replace(content.summary, in_short="Det gikk dårlig."))

    assert sealing.text_hash(changed) != sealing.text_hash(content)


def test_a_content_without_plain_words_is_stored_as_before_there_were_any(report):
    stored = compose.compose(report).to_json()

    assert "in_short" not in stored["summary"]
    assert content_from_json(stored).summary.in_short == ""


def test_a_token_in_plain_words_that_is_unknown_stops_the_approval(report, head):
    choosing.write_in_short(report, "Vi brukte [[finnes-ikke]] kr.", by=head, now=NOW)

    assert any(sentence.startswith("Kort sagt: [[finnes-ikke]]") for sentence in compose.compose(report).errors)
    with pytest.raises(ValidationError, match="Kort sagt"):
        approval.approve_document(report, by=head, now=NOW)


def test_new_plain_words_make_a_draft_of_what_was_approved(report, head):
    approval.approve_document(report, by=head, now=NOW)

    choosing.write_in_short(report, "Nytt.", by=head, now=NOW)

    report.refresh_from_db()
    assert report.status == Document.Status.DRAFT


def test_an_edition_without_what_is_exempt_has_no_plain_words(report, head):
    choosing.write_in_short(report, "Hemmelig.", by=head, now=NOW)
    section = report.sections.get()

    public = compose.compose(report, withheld={section.pk: ("Unntatt", "<p>Unntatt.</p>")})

    assert "Hemmelig" not in str(public.to_json())


def test_the_next_report_does_not_begin_with_the_plain_words_of_the_last(report, head):
    choosing.write_in_short(report, "Om 2023.", by=head, now=NOW)
    approval.approve_document(report, by=head, now=NOW)

    after = next_document(report, None, date(2025, 5, 1))

    assert after.in_short is None
