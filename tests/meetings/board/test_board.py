"""The board of a document: what is on it, what is done with several at once, and who may."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from meetings.board.actions import change_several
from meetings.board.board import sections_of
from meetings.documents import writing
from meetings.documents.models import Document, Section
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User
from tests import factories

NOW = datetime(2024, 5, 13, 9, tzinfo=UTC)
State = Section.State


@pytest.fixture
def document(db):
    return factories.make_document(kind=Document.Kind.ACTIVITY_REPORT, title="Rapport")


def board_url(document):
    return reverse("meetings:document-board", args=[document.pk])


def on_board(response):
    return {column.state: [card.section.title for card in column.cards] for column in response.context["columns"]}


# What is on it


def test_sections_stand_in_the_column_of_their_state_and_gathering_headings_nowhere(reader, document):
    make = factories.make_section
    above = make(document=document, title="Samler")
    for state in State:
        make(document=document, parent=above, title=state.label, state=state, body="<p>Tekst.</p>")

    assert on_board(reader.get(board_url(document))) == {
        "not_begun": ["Ikke begynt"],
        "draft": ["Utkast"],
        "ready": ["Klar"],
        "assured": ["Kvalitetssikret"],
    }


def test_a_card_tells_its_owner_deadline_comments_and_marks(reader, document, author):
    section = factories.make_section(
        document=document, title="Drift", body="<p>X</p>", responsible=author, carried="standing",
        deadline_on=timezone.localdate() - timedelta(days=1),
    )  # fmt: skip
    factories.make_comment(section=section, made_by=author)

    page = reader.get(board_url(document)).content.decode()

    for told in (author.name, "passert", "1 åpen kommentar", "Fast tekst, ikke bekreftet"):
        assert told in page


@pytest.mark.parametrize("count", [1, 30])
def test_the_board_costs_the_same_queries_for_any_length(reader, document, author, count, django_assert_num_queries):
    last = factories.make_section(body="<p>X</p>")
    for number in range(count):
        one = factories.make_section(document=document, title=str(number), responsible=author, came_from=last)
        factories.make_comment(section=one, made_by=author)
    reader.get(board_url(document))

    with django_assert_num_queries(10):
        reader.get(board_url(document))


# Several at once


def test_several_get_state_owner_and_deadline_at_once(reader, document, author):
    both = [factories.make_section(document=document, title=title, body="<p>X</p>") for title in "AB"]
    left = factories.make_section(document=document, title="C", body="<p>X</p>")
    data = {"section": [one.pk for one in both], "do": "change", "state": "ready", "responsible": author.pk}

    answer = reader.post(board_url(document), {**data, "deadline_on": "20.05.2024"})

    assert answer.url == board_url(document)
    for one in both:
        one.refresh_from_db()
        assert (one.state, one.responsible, one.deadline_on) == ("ready", author, date(2024, 5, 20))
        assert one.revision == 2
        assert [(kept.number, kept.facts["state"]) for kept in one.revisions.all()] == [(1, "not_begun"), (2, "ready")]
    left.refresh_from_db()
    assert (left.state, left.responsible) == ("not_begun", None)
    assert AuditEntry.objects.filter(action="endret avsnitt").count() == 2


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"do": "change", "state": "ready"}, "Kryss av for de avsnittene det gjelder."),
        ({"do": "change", "section": True}, "Velg hva som skal endres"),
        ({"do": "change", "section": True, "state": "ready"}, "har ingen tekst, og kan ikke være klar."),
        ({"do": "change", "section": True, "deadline_on": "32.13.2024"}, "dato"),
    ],
)
def test_what_cannot_be_done_is_told_and_the_choice_stays(reader, document, data, told):
    section = factories.make_section(document=document)
    data = {**data, "section": [section.pk] if data.get("section") else []}

    page = reader.post(board_url(document), data).content.decode()

    assert told in page
    assert (" checked" in page) == bool(data["section"])
    section.refresh_from_db()
    assert section.state == "not_begun"


def test_none_is_changed_where_one_cannot_be(head, document):
    with_text = factories.make_section(document=document, body="<p>X</p>")
    without = factories.make_section(document=document)

    with pytest.raises(ValidationError, match="ingen tekst"):
        change_several([with_text, without], state=State.READY, by=head, now=NOW)

    with_text.refresh_from_db()
    assert with_text.state == "not_begun"


def test_marks_are_set_on_those_that_can_have_them_and_the_others_are_told(reader, document):
    last = factories.make_section(body="<p>Som før.</p>")
    figures = factories.make_section(body="<p>[[merforbruk]]</p>")
    can = factories.make_section(document=document, title="Kan", came_from=last)
    cannot = factories.make_section(document=document, title="Kan ikke", came_from=figures)

    answer = reader.post(board_url(document), {"do": "unchanged", "section": [can.pk, cannot.pk]}, follow=True)

    page = answer.content.decode()
    assert "1 avsnitt er merket som uendret siden sist." in page
    assert "«Kan ikke»: Teksten fra sist har tall" in page
    can.refresh_from_db()
    cannot.refresh_from_db()
    assert (can.carried, cannot.carried) == ("unchanged", "")


@pytest.mark.parametrize(
    ("do", "before", "after"),
    [
        ("confirm", {"carried": "standing"}, {"carried": "confirmed", "state": "ready"}),
        ("standing", {}, {"is_standing": True}),
        ("not_standing", {"is_standing": True}, {"is_standing": False}),
    ],
)
def test_each_act_of_the_board(reader, document, do, before, after):
    section = factories.make_section(document=document, body="<p>X</p>", **before)

    reader.post(board_url(document), {"do": do, "section": [section.pk]})

    section.refresh_from_db()
    assert {name: getattr(section, name) for name in after} == after


@pytest.mark.parametrize(
    ("choice", "chosen"),
    [("", []), ("alle", ["Ny", "Fast"]), ("ubekreftet", ["Fast"]), ("uendret", ["Ny"]), ("not_begun", ["Ny"])],
)
def test_many_are_chosen_by_a_link(reader, document, choice, chosen):
    last = factories.make_section(body="<p>Som før.</p>")
    factories.make_section(document=document, title="Ny", came_from=last)
    factories.make_section(document=document, title="Fast", state="draft", body="<p>X</p>", carried="standing")

    response = reader.get(board_url(document), {"velg": choice})

    cards = [card for column in response.context["columns"] for card in column.cards]
    assert [card.section.title for card in cards if card.is_chosen] == chosen


# Who may


def test_an_author_changes_the_state_of_own_sections_alone(client, author, document):
    own = factories.make_section(document=document, body="<p>X</p>", responsible=author)
    other = factories.make_section(
        document=document, title="En annens", body="<p>X</p>", responsible=factories.make_user()
    )
    client.force_login(author)

    client.post(board_url(document), {"do": "change", "state": "ready", "section": [own.pk]})
    refused = client.post(board_url(document), {"do": "change", "state": "ready", "section": [other.pk]})
    marked = client.post(board_url(document), {"do": "standing", "section": [other.pk]})

    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.state, other.state, other.is_standing) == ("ready", "not_begun", False)
    assert refused.status_code == 403
    assert "Du kan ikke endre «En annens»." in marked.content.decode()


@pytest.mark.parametrize(
    ("role", "may"), [(User.Role.HEAD, True), (User.Role.SECRETARY, True), (User.Role.AUTHOR, False)]
)
def test_only_those_who_run_meetings_say_that_the_quality_is_checked(document, role, may):
    person = factories.make_user(role)
    section = factories.make_section(document=document, body="<p>X</p>")

    def attempt():
        change_several([section], state=State.ASSURED, by=person, now=NOW)

    if may:
        attempt()
    else:
        with pytest.raises(PermissionDenied):
            attempt()
    section.refresh_from_db()
    assert (section.state == "assured") == may


def test_an_author_gives_nobody_a_section_nor_a_deadline(author, document):
    section = factories.make_section(document=document, body="<p>X</p>")

    for change in ({"responsible": author}, {"deadline_on": date(2024, 5, 20)}):
        with pytest.raises(PermissionDenied):
            change_several([section], **change, by=author, now=NOW)


# States that follow the text


@pytest.mark.parametrize(
    ("before", "body", "chosen", "after"),
    [
        ("not_begun", "<p>Nytt.</p>", None, "draft"),
        ("not_begun", "", None, "not_begun"),
        ("draft", "<p>Nytt.</p>", None, "draft"),
        ("ready", "<p>Nytt.</p>", None, "ready"),
        ("assured", "<p>Nytt.</p>", None, "ready"),
        ("assured", "<p>Før.</p>", None, "assured"),
        ("assured", "<p>Nytt.</p>", "draft", "draft"),
        ("not_begun", "<p>Nytt.</p>", "ready", "ready"),
    ],
)
def test_the_state_follows_the_text_unless_the_person_says_another(author, before, body, chosen, after):
    was = "" if before == "not_begun" else "<p>Før.</p>"
    section = factories.make_section(state=before, body=was)
    section.body = body
    section.state = chosen or before

    writing.save_section(section, revision=1, by=author, now=NOW)

    assert Section.objects.get().state == after


def test_an_author_does_not_say_in_the_text_that_the_quality_is_checked(author):
    section = factories.make_section(body="<p>Før.</p>")
    section.state = State.ASSURED

    with pytest.raises(PermissionDenied):
        writing.save_section(section, revision=1, by=author, now=NOW)


# One person's


def test_own_sections_come_with_the_most_overdue_first_and_the_done_ones_last(author):
    make, draft = factories.make_section, factories.make_document()
    done = make(document=draft, responsible=author, state="ready", body="<p>X</p>", deadline_on=date(2024, 1, 1))
    late = make(document=factories.make_document(), responsible=author, deadline_on=date(2024, 2, 1))
    later = make(document=draft, responsible=author, deadline_on=date(2024, 3, 1))
    without = make(document=draft, responsible=author)
    make(document=factories.make_document(status="approved"), responsible=author)
    make(document=draft, responsible=factories.make_user())

    assert list(sections_of(author)) == [late, later, without, done]


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_of_own_sections_costs_the_same_queries(client, author, count, django_assert_num_queries):
    for _ in range(count):
        one = factories.make_section(responsible=author)
        factories.make_comment(section=one, made_by=author)
    client.force_login(author)
    url = reverse("meetings:my-sections")
    client.get(url)

    with django_assert_num_queries(10):
        page = client.get(url)

    assert len(page.context["cards"]) == count
