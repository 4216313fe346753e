"""Text of last time: unchanged, taken in, confirmed, and when the mark falls."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from meetings.carrying import marking
from meetings.carrying.last_time import HAS_A_TEXT, HAS_FIGURES, NOTHING_LAST_TIME, last_time
from meetings.documents import writing
from meetings.documents.content import NumberedSection, Text
from meetings.documents.models import Document, Section
from meetings.papers.checks import no_text_is_of_last_time
from meetings.papers.compose import compose
from meetings.revisions.models import SectionRevision
from meetings.revisions.saving import save_section
from rorikt.audit.models import AuditEntry
from rorikt.people.models import UnchangedSections
from rorikt.texts.blocks import without_ids
from tests import factories

NOW = datetime(2024, 5, 13, 9, tzinfo=UTC)


def make_pair(was="<p>Vi er ti.</p>", now="", **overrides):
    """The section of last time, of 06.02.2024, and the one that goes on from it."""
    last = factories.make_section(
        document=factories.make_document(title="Forrige", as_of=date(2024, 2, 6)), title="Organisering", body=was
    )
    return last, factories.make_section(
        document=factories.make_document(title="Neste", as_of=date(2024, 5, 6)),
        title="Organisering",
        body=now,
        came_from=last,
        **overrides,
    )


def stored(section):
    return Section.objects.select_related("document").get(pk=section.pk)


# Unchanged


def test_unchanged_takes_the_text_marks_it_and_is_done(author):
    _, section = make_pair()

    marking.mark_unchanged(section, by=author, now=NOW)

    found = stored(section)
    assert (without_ids(found.body), found.state, found.carried) == ("<p>Vi er ti.</p>", "ready", "unchanged")
    assert (found.unchanged_since, found.revision) == (date(2024, 2, 6), 2)
    assert AuditEntry.objects.get().detail["what"] == "Uendret siden sist"


def test_a_text_that_was_unchanged_last_time_too_is_so_since_it_was_written(author):
    last, section = make_pair()
    Section.objects.filter(pk=last.pk).update(carried="unchanged", unchanged_since=date(2023, 11, 1))

    marking.mark_unchanged(section, by=author, now=NOW)

    assert stored(section).unchanged_since == date(2023, 11, 1)


@pytest.mark.parametrize(
    ("was", "now", "refusal"),
    [
        ("", "", NOTHING_LAST_TIME),
        ("<p>Vi brukte [[merforbruk]].</p>", "", HAS_FIGURES),
        ("<p>Vi er ti.</p>", "<p>Vi er elleve.</p>", HAS_A_TEXT),
    ],
)
def test_what_cannot_be_called_unchanged_is_refused_and_stays_as_it_is(author, was, now, refusal):
    _, section = make_pair(was, now)

    with pytest.raises(ValidationError, match="Organisering") as caught:
        marking.mark_unchanged(section, by=author, now=NOW)

    assert caught.value.messages == [f"«Organisering»: {refusal}"]
    assert (stored(section).body, stored(section).carried) == (now, "")


def test_a_section_of_no_earlier_document_is_neither_unchanged_nor_taken(author):
    section = factories.make_section()

    for act in (marking.mark_unchanged, marking.take_last):
        with pytest.raises(ValidationError, match="forrige dokument"):
            act(section, by=author, now=NOW)


def test_an_author_marks_no_section_of_another(author, head):
    _, section = make_pair(responsible=head)

    for act in (marking.mark_unchanged, marking.take_last, marking.confirm_text):
        with pytest.raises(PermissionDenied):
            act(section, by=author, now=NOW)


# Kept


def test_what_a_button_made_of_a_text_is_kept_with_what_stood_before(author, head):
    _, section = make_pair(now="<p>Vi er ti, tror jeg.</p>", carried="last")

    marking.take_last(section, by=author, now=NOW)
    marking.confirm_text(section, by=head, now=NOW)

    kept = [(one.number, one.by, without_ids(one.body), one.facts["state"]) for one in SectionRevision.objects.all()]
    assert kept == [
        (1, None, "<p>Vi er ti, tror jeg.</p>", "not_begun"),
        (2, author, "<p>Vi er ti.</p>", "draft"),
        (3, head, "<p>Vi er ti.</p>", "ready"),
    ]


def test_who_had_the_section_open_while_it_was_marked_loses_nothing(author, head):
    _, section = make_pair(was="<p>Vi er ti.</p>", now="<p>Vi er.</p>", carried="last")
    written = stored(section)
    marking.set_standing(section, True, by=head, now=NOW)

    written.body = "<p>Vi er elleve.</p>"
    save_section(written, seen="1", by=author, now=NOW)

    assert (without_ids(stored(section).body), stored(section).is_standing) == ("<p>Vi er elleve.</p>", True)


# The mark falls


@pytest.mark.parametrize(
    ("body", "carried"),
    [
        ("<p>Vi er elleve.</p>", ""),
        ("<p>Vi er ti.</p>", "unchanged"),
        ('<p data-id="a1">Vi er ti.</p>', "unchanged"),
    ],
)
def test_the_mark_falls_when_the_text_becomes_another_and_not_before(author, body, carried):
    _, section = make_pair()
    marking.mark_unchanged(section, by=author, now=NOW)
    edited = stored(section)
    edited.body = body

    writing.save_section(edited, revision=2, by=author, now=NOW)

    found = stored(section)
    assert (found.carried, found.unchanged_since is None) == (carried, not carried)


def test_a_taken_text_is_marked_until_it_is_confirmed(author):
    _, section = make_pair("<p>Vi brukte [[merforbruk]].</p>")

    marking.take_last(section, by=author, now=NOW)
    assert (stored(section).carried, stored(section).state) == ("last", "draft")
    marking.confirm_text(section, by=author, now=NOW)

    assert (stored(section).carried, stored(section).state) == ("confirmed", "ready")
    with pytest.raises(ValidationError, match="ingen tekst fra forrige"):
        marking.confirm_text(section, by=author, now=NOW)


def test_what_is_confirmed_stays_so_where_other_parts_of_the_text_are_written_anew(author):
    same = "Vi har gått gjennom avtalene med alle leverandørene og sagt opp dem som ikke brukes."
    _, section = make_pair(f"<p>{same}</p><p>Vi brukte [[merforbruk]].</p>")
    marking.take_last(section, by=author, now=NOW)
    marking.confirm_text(section, by=author, now=NOW)
    confirmed = stored(section)

    confirmed.body = f"<p>{same}</p><p>Det er brukt mer enn ventet.</p>"
    confirmed.follow_edit(stored(section))

    assert confirmed.carried == "confirmed"
    assert list(no_text_is_of_last_time([("1", "avsnitt-1", confirmed)])) == []


def test_a_text_that_somebody_wrote_is_not_replaced_by_that_of_last_time(author):
    _, section = make_pair(now="<p>Nytt.</p>")

    with pytest.raises(ValidationError, match="ny tekst"):
        marking.take_last(section, by=author, now=NOW)

    assert stored(section).body == "<p>Nytt.</p>"


def test_a_mark_makes_the_document_a_draft_again(author):
    _, section = make_pair()
    Document.objects.filter(pk=section.document_id).update(status=Document.Status.APPROVED)

    marking.mark_unchanged(section, by=author, now=NOW)

    assert stored(section).document.status == Document.Status.DRAFT


def test_the_database_keeps_marks_whole(db):
    section = factories.make_section()
    for values in ({"carried": "unchanged"}, {"unchanged_since": date(2024, 1, 1)}, {"carried": "last"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Section.objects.filter(pk=section.pk).update(**values)


# Last time's text


def test_the_text_of_last_time_is_that_which_was_approved(head):
    last, section = make_pair("<p>Endret etter godkjenning.</p>")
    frozen = NumberedSection("1", 1, "avsnitt-1", "Organisering", (Text("<p>Som godkjent.</p>"),))
    factories.make_version(last.document, content=factories.make_content(sections=(frozen,)), approved_by=head)

    found = last_time(stored_with_last(section))

    assert found.blocks == (Text("<p>Som godkjent.</p>"),)
    assert (found.body, found.approved_on) == ("<p>Som godkjent.</p>", date(2024, 2, 6))


def test_the_line_that_it_was_unchanged_then_is_not_part_of_the_text(head):
    last, section = make_pair("<p>Endret.</p>")
    blocks = (Text("<p><em>Uendret siden 01.11.2023.</em></p>"), Text("<p>Som godkjent.</p>"))
    frozen = NumberedSection("1", 1, "avsnitt-1", "Organisering", blocks)
    factories.make_version(last.document, content=factories.make_content(sections=(frozen,)), approved_by=head)

    assert last_time(stored_with_last(section)).body == "<p>Som godkjent.</p>"


def test_a_draft_of_last_time_is_said_to_be_one(db):
    _, section = make_pair()

    found = last_time(stored_with_last(section))

    assert (found.approved_on, found.blocks) == (None, (Text("<p>Vi er ti.</p>"),))


def stored_with_last(section):
    return Section.objects.select_related("document", "came_from__document").get(pk=section.pk)


def test_the_page_of_a_section_shows_last_time_and_marks_it_with_one_click(reader):
    _, section = make_pair()
    page = reader.get(section.get_absolute_url()).content.decode()
    assert "Fra et utkast som ikke er godkjent" in page
    assert "Vi er ti." in page
    assert "Uendret siden sist" in page

    reader.post(reverse("meetings:section-carried", args=[section.pk]), {"do": "unchanged"})

    assert (
        "Avsnittet er merket som uendret siden 06.02.2024." in reader.get(section.get_absolute_url()).content.decode()
    )


# How it is printed


@pytest.fixture
def report(author):
    _, section = make_pair()
    factories.make_section(document=section.document, title="Annet", body="<p>Nytt.</p>")
    marking.mark_unchanged(section, by=author, now=NOW)
    return section.document


@pytest.mark.parametrize(
    ("printing", "texts"),
    [
        (UnchangedSections.PRINTED, ["<p>Vi er ti.</p>", "<p>Nytt.</p>"]),
        (
            UnchangedSections.MARKED,
            ["<p><em>Uendret siden 06.02.2024.</em></p>", "<p>Vi er ti.</p>", "<p>Nytt.</p>"],
        ),
        (UnchangedSections.LEFT_OUT, ["<p>Nytt.</p>"]),
    ],
)
def test_the_cooperation_chooses_what_is_printed_of_an_unchanged_section(report, printing, texts):
    factories.make_cooperation(unchanged_sections=printing)

    content = compose(report)

    assert [without_ids(block.html) for section in content.sections for block in section.blocks] == texts
    told = ("Uendret, ikke gjengitt", "1 Organisering (siden 06.02.2024)")
    assert (told in content.control) == (printing == UnchangedSections.LEFT_OUT)
    assert content.sections[-1].number == "2"


def test_a_heading_stays_while_something_below_it_is_printed(author):
    factories.make_cooperation(unchanged_sections=UnchangedSections.LEFT_OUT)
    _, above = make_pair()
    below = factories.make_section(document=above.document, parent=above, title="Under", body="<p>Nytt.</p>")
    marking.mark_unchanged(above, by=author, now=NOW)

    content = compose(above.document)

    assert [(one.number, one.title, len(one.blocks)) for one in content.sections] == [
        ("1", "Organisering", 0),
        ("1.1", below.title, 1),
    ]


def test_what_is_left_out_is_named_by_the_title_that_its_readers_may_see(author):
    factories.make_cooperation(unchanged_sections=UnchangedSections.LEFT_OUT)
    _, section = make_pair()
    marking.mark_unchanged(section, by=author, now=NOW)

    content = compose(section.document, withheld={section.pk: ("Unntatt sak", "")})

    assert content.control[-1] == ("Uendret, ikke gjengitt", "1 Unntatt sak (siden 06.02.2024)")


def test_a_draft_says_of_a_text_that_it_is_not_confirmed(author):
    _, section = make_pair()
    marking.take_last(section, by=author, now=NOW)

    [block, _] = compose(section.document).sections[0].blocks

    assert block.html == "<p><em>Tekst fra sist, ikke bekreftet.</em></p>"
