"""A paragraph of the last document that nobody has marked: told in the check, whatever was approved in between."""

from datetime import UTC, datetime

import pytest

from meetings.approving import approval
from meetings.carrying import marking
from meetings.documents.models import Section
from meetings.papers import checks
from meetings.papers.last_text import texts_before
from tests import factories

NOW = datetime(2024, 5, 6, 11, tzinfo=UTC)
SAME = "<p>Kommunene melder at løsningen virker som den skal, og at opplæringen er gjennomført.</p>"
NEW = "<p>Fem skoler er flyttet til den nye løsningen.</p>"


@pytest.fixture
def last(municipalities):
    factories.make_cooperation()
    return factories.make_section(document=factories.make_document(title="Rapport"), title="Drift", body=SAME)


def make_next(last, body, **fields):
    return factories.make_section(title="Drift", body=body, came_from=last, state="ready", **fields)


def told(section):
    found = checks.findings_of(section.document)
    return [(one.check, one.quote) for one in found if one.check in {"unchanged", "carried"}]


def test_it_is_told_in_its_section_with_how_many_there_are(last):
    other = SAME.replace("Kommunene", "Skolene")
    Section.objects.filter(pk=last.pk).update(body=SAME + other)
    last.refresh_from_db()

    [one] = checks.findings_of(make_next(last, SAME + NEW + other).document)

    assert one.told == (
        "Avsnitt 1 Drift har tekst som er ordrett som forrige gang, 2 steder. Skriv den på nytt, eller begrunn at det "
        "kan stå."
    )


def test_a_text_that_is_the_same_from_end_to_end_can_be_marked(last):
    [one] = checks.findings_of(make_next(last, SAME).document)

    assert one.says == "har tekst som er ordrett som forrige gang. Skriv den på nytt, eller merk teksten som uendret."


def test_a_new_text_and_one_that_goes_on_from_none_are_not_told(last):
    assert told(make_next(last, NEW)) == []
    assert told(factories.make_section(title="Drift", body=SAME)) == []


@pytest.mark.parametrize("marks", [{"carried": "last"}, {"carried": "standing"}])
def test_a_text_that_waits_for_its_confirmation_is_told_as_that_alone(last, marks):
    assert [check for check, _ in told(make_next(last, SAME, **marks))] == ["carried"]


def test_what_a_person_has_said_of_it_is_enough(last, head):
    taken, marked, typed = (make_next(last, body) for body in ("", "", SAME))

    marking.take_last(taken, by=head, now=NOW)
    marking.confirm_text(taken, by=head, now=NOW)
    marking.mark_unchanged(marked, by=head, now=NOW)

    assert [told(one) for one in (taken, marked, make_next(last, SAME, is_standing=True))] == [[], [], []]
    assert [check for check, _ in told(typed)] == ["unchanged"]


def test_it_is_held_against_what_was_approved(last, head):
    approval.approve_document(last.document, by=head, now=NOW)
    last.document.refresh_from_db()
    Section.objects.filter(pk=last.pk).update(body=NEW)
    type(last.document).objects.update(status="draft")
    section = Section.objects.select_related("came_from__document").get(pk=make_next(last, SAME).pk)

    assert texts_before([section]) == {section.pk: SAME}
    assert [check for check, _ in told(section)] == ["unchanged"]


@pytest.mark.parametrize("count", [1, 8])
def test_the_texts_of_last_time_cost_the_same_queries_for_any_length(last, head, count, django_assert_num_queries):
    document = factories.make_document()
    for _ in range(count):
        factories.make_section(document=document, came_from=last, body=SAME)
    approval.approve_document(last.document, by=head, now=NOW)
    type(last.document).objects.update(status="draft")
    sections = list(document.sections.select_related("came_from__document"))

    with django_assert_num_queries(1):
        texts_before(sections)
