from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from meetings.documents import writing
from meetings.documents.models import Document, Section
from meetings.documents.numbering import number_sections
from rorikt.audit.models import AuditEntry
from rorikt.texts.blocks import without_ids
from tests import factories

NOW = datetime(2024, 1, 15, 9, tzinfo=UTC)


def outline_of(document):
    return [(number, section.title) for number, section in number_sections(document.sections.all())]


@pytest.fixture
def tree(db):
    """1 A, 1.1 A1, 1.1.1 A11, 2 B."""
    document = factories.make_document()
    a = factories.make_section(document=document, title="A")
    a1 = factories.make_section(document=document, title="A1", parent=a)
    a11 = factories.make_section(document=document, title="A11", parent=a1)
    b = factories.make_section(document=document, title="B")
    return document, a, a1, a11, b


@pytest.mark.parametrize(
    ("kind", "first", "count"),
    [
        (Document.Kind.ACTIVITY_REPORT, "Økonomi", 12),
        (Document.Kind.CASE_PAPER, "Forslag til enighet fra Leder for samarbeidet", 9),
        (Document.Kind.MINUTES, "Deltakere", 3),
    ],
)
def test_a_new_document_starts_from_the_outline_of_its_kind(db, head, kind, first, count):
    head.title = "Leder for samarbeidet"
    head.save()
    document = Document(kind=kind, title="Nytt", document_owner="X", as_of=NOW.date())

    writing.start_document(document, by=head, now=NOW)

    outline = outline_of(document)
    assert outline[0] == ((1,), first)
    assert len(outline) == count


def test_a_section_moves_among_those_beside_it_and_no_further(tree, head):
    document, *_, b = tree

    writing.move_section(b, -1, by=head, now=NOW)
    writing.move_section(b, -1, by=head, now=NOW)

    assert [title for number, title in outline_of(document) if len(number) == 1] == ["B", "A"]
    assert AuditEntry.objects.count() == 1


def test_a_section_moves_with_all_below_it(tree, head):
    document, _, a1, _, b = tree

    writing.place_section(a1, b, "A1 igjen", by=head, now=NOW)

    assert outline_of(document) == [((1,), "A"), ((2,), "B"), ((2, 1), "A1 igjen"), ((2, 1, 1), "A11")]


def test_no_section_gets_a_fifth_level(tree, head):
    document, a, _, a11, b = tree
    deepest = writing.add_section(document, a11, "A111", by=head, now=NOW)

    with pytest.raises(ValidationError, match="høyst 4 nivåer"):
        writing.add_section(document, deepest, "for dypt", by=head, now=NOW)
    with pytest.raises(ValidationError, match="flere enn 4 nivåer"):
        writing.place_section(b, deepest, "B", by=head, now=NOW)
    with pytest.raises(ValidationError, match="flere enn 4 nivåer"):
        writing.place_section(a, b, "A", by=head, now=NOW)


def test_a_section_is_never_placed_below_itself(tree, head):
    _, a, _, a11, _ = tree

    with pytest.raises(ValidationError, match="under seg selv"):
        writing.place_section(a, a11, "A", by=head, now=NOW)


def test_deleting_a_section_deletes_what_is_below_it_and_tells_the_audit(tree, head):
    document, a, *_ = tree

    writing.delete_section(a, by=head, now=NOW)

    assert outline_of(document) == [((1,), "B")]
    assert AuditEntry.objects.get().detail["before"]["title"] == "A"


@pytest.mark.parametrize(
    "change",
    [
        lambda section, head: writing.add_section(section.document, None, "Ny", by=head, now=NOW),
        lambda section, head: writing.place_section(section, None, "Nytt navn", by=head, now=NOW),
        lambda section, head: writing.delete_section(section, by=head, now=NOW),
        lambda section, head: writing.save_section(section, revision=1, by=head, now=NOW),
    ],
)
def test_a_change_makes_an_approved_document_a_draft_again(db, head, change):
    section = factories.make_section(document=factories.make_document(status=Document.Status.APPROVED))

    change(section, head)

    assert Document.objects.get().status == Document.Status.DRAFT


def test_the_second_to_save_a_text_is_told_and_overwrites_nothing(db, head):
    section = factories.make_section(body="<p>Først.</p>")
    mine, theirs = Section.objects.get(), Section.objects.get()
    theirs.body = "<p>Deres.</p>"
    writing.save_section(theirs, revision=1, by=head, now=NOW)
    mine.body = "<p>Min.</p>"

    with pytest.raises(writing.Overtaken):
        writing.save_section(mine, revision=1, by=head, now=NOW)

    section.refresh_from_db()
    assert (without_ids(section.body), section.revision) == ("<p>Deres.</p>", 2)


EXEMPT = {"exemption_basis": "offentleglova § 23", "public_title": "Avtale"}


@pytest.fixture
def closed_case(db):
    return factories.make_item(**EXEMPT)


def save(document, head, **changed):
    document = Document.objects.get(pk=document.pk)
    for name, value in changed.items():
        setattr(document, name, value)
    writing.save_document(document, by=head, now=NOW)


OPENING = {
    "no estimate": lambda case: {"cost_estimate": None},
    "another estimate": lambda case: {"cost_estimate": factories.make_estimate()},
}


@pytest.mark.parametrize("change", OPENING.values(), ids=OPENING)
def test_an_approved_paper_is_not_opened_by_leaving_the_estimate_that_closes_it(closed_case, head, change):
    estimate = factories.make_estimate(case=closed_case.reference)
    paper = factories.make_document(cost_estimate=estimate)
    factories.make_version(paper)

    with pytest.raises(ValidationError, match=f"unntatt offentlighet med sak {closed_case.number}"):
        save(paper, head, **change(closed_case))

    assert not Document.objects.public().exists()
    save(paper, head, **change(closed_case), **EXEMPT)
    assert not Document.objects.public().exists()


def test_an_approved_paper_is_not_opened_by_leaving_its_exempt_case(closed_case, head):
    paper = factories.make_document(agenda_item=closed_case, cost_estimate=factories.make_estimate())
    factories.make_version(paper)
    another = factories.make_item(meeting=closed_case.meeting)

    with pytest.raises(ValidationError, match="ville blitt åpne"):
        save(paper, head, agenda_item=another)

    assert not Document.objects.public().exists()


def test_an_estimate_that_one_exempt_paper_alone_closes_is_not_opened_by_it(closed_case, head):
    estimate = factories.make_estimate()
    paper = factories.make_document(agenda_item=closed_case, cost_estimate=estimate)
    factories.make_version(paper)
    factories.make_version(factories.make_document(cost_estimate=estimate))

    with pytest.raises(ValidationError, match="ville blitt åpent"):
        save(paper, head, cost_estimate=None)

    assert not Document.objects.public().exists()


def test_nor_by_one_that_is_exempt_itself(closed_case, head):
    estimate = factories.make_estimate()
    paper = factories.make_document(agenda_item=closed_case, cost_estimate=estimate, **EXEMPT)
    factories.make_version(paper)
    other = factories.make_document(cost_estimate=estimate)
    factories.make_version(other)

    with pytest.raises(ValidationError, match="ville blitt åpent"):
        save(paper, head, cost_estimate=None)

    assert not Document.objects.public().exists()


def test_what_is_not_approved_changes_its_case_and_its_estimate_freely(closed_case, head):
    paper = factories.make_document(agenda_item=closed_case, cost_estimate=factories.make_estimate())

    save(paper, head, agenda_item=None, cost_estimate=None)

    assert Document.objects.public().get() == paper
