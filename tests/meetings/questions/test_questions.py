"""Questions to those who prepare a case: who reads them, who answers, and what mails say."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from meetings.notes.actions import Sent, save_note
from meetings.questions.actions import answer, ask
from meetings.questions.models import Question
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User
from rorikt.telling.models import Told
from tests import factories

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 2, 8, 12, tzinfo=UTC)
CLOSED = {"exemption_basis": "offentleglova § 23", "public_title": "Anskaffelse"}


@pytest.fixture
def people(municipalities):
    council, here = User.Role.COUNCIL_MEMBER, municipalities[0]
    return {
        "asker": factories.make_user(role=council, municipality=here),
        "council": factories.make_user(role=council, municipality=municipalities[1]),
        "finance": factories.make_user(role=User.Role.FINANCE, municipality=here),
        "officer": factories.make_user(role=User.Role.AUTHOR),
        "author": factories.make_user(role=User.Role.AUTHOR),
        "head": factories.make_user(role=User.Role.HEAD),
        "secretary": factories.make_user(role=User.Role.SECRETARY),
        "administrator": factories.make_user(role=User.Role.ADMINISTRATOR),
    }


def asked(people, *, by="asker", is_shared=False, **of_item):
    item = factories.make_item(sent_at=NOW, **of_item)
    item.case_officers.add(people["officer"])
    return ask("Hva er kvitravn?", item=item, document=None, is_shared=is_shared, by=people[by], now=NOW)


@pytest.mark.parametrize("is_exempt", [False, True])
@pytest.mark.parametrize(
    ("is_shared", "readers"),
    [
        (False, {"asker", "officer", "head", "secretary"}),
        (True, {"asker", "officer", "head", "secretary", "council"}),
    ],
)
def test_who_reads_a_question(client, people, is_shared, readers, is_exempt):
    made = asked(people, is_shared=is_shared, **(CLOSED if is_exempt else {}))

    assert {name for name, user in people.items() if made in Question.objects.readable_by(user)} == readers
    for name, user in people.items():
        client.force_login(user)
        pages = [client.get(reverse("meetings:questions")), client.get(made.item.get_absolute_url())]
        assert any("kvitravn" in page.content.decode() for page in pages) == (name in readers), name
        assert (client.get(made.get_absolute_url()).status_code == 200) == (name in readers), name


def test_what_finance_asked_of_a_case_that_was_closed_since_is_closed_to_it_too(people):
    made = asked(people, by="finance")

    type(made.item).objects.filter(pk=made.item.pk).update(**CLOSED)

    assert not Question.objects.readable_by(people["finance"]).exists()


def test_the_officer_is_told_of_the_question_and_the_asker_of_the_answer_without_their_words(client, people):
    made = asked(people)
    client.force_login(people["officer"])

    client.post(made.get_absolute_url(), {"text": "En ugle."})

    made.refresh_from_db()
    assert (made.answer, made.answered_by) == ("En ugle.", people["officer"])
    told = list(Told.objects.order_by("pk").values_list("user", "subject", "url"))
    assert told == [
        (
            people["officer"].pk,
            f"Et spørsmål er sendt til saksbehandler i sak {made.item.number}",
            made.get_absolute_url(),
        ),
        (people["asker"].pk, f"Spørsmålet ditt er besvart i sak {made.item.number}", made.get_absolute_url()),
    ]
    assert not Told.objects.filter(text__contains="ugle").exists()


def test_a_mail_of_an_exempt_case_names_nothing(people):
    made = asked(people, title="Hemmelig", **CLOSED)
    answer(made, "Ja.", by=people["head"], now=NOW)

    said = " ".join(f"{one.subject} {one.text} {one.url}" for one in Told.objects.all())

    assert Told.objects.count() == 2
    for word in ("Hemmelig", made.item.number, "Anskaffelse", "kvitravn"):
        assert word not in said


def test_who_runs_the_meetings_is_told_where_a_case_has_no_officer(people):
    ask("Hva?", item=factories.make_item(), document=None, by=people["asker"], now=NOW)

    assert set(Told.objects.values_list("user", flat=True)) == {people["head"].pk, people["secretary"].pk}


@pytest.mark.parametrize("name", ["asker", "council", "finance", "author", "administrator"])
def test_others_do_not_answer(people, name):
    made = asked(people, is_shared=True)

    with pytest.raises(PermissionDenied):
        answer(made, "Nei", by=people[name], now=NOW)


def test_the_first_answer_stands(people):
    made = asked(people)
    answer(made, "Ja.", by=people["officer"], now=NOW)

    with pytest.raises(ValidationError, match="allerede besvart"):
        answer(made, "Nei.", by=people["head"], now=NOW)


def test_the_trail_knows_that_it_was_asked_and_answered_and_not_what(people):
    made = asked(people)
    answer(made, "Ja, en ugle.", by=people["officer"], now=NOW)

    entries = AuditEntry.objects.filter(subject=f"meetings.question:{made.pk}").order_by("pk")

    assert [(one.action, one.detail) for one in entries] == [("sendte spørsmål", {}), ("sendte svar på spørsmål", {})]


def test_a_note_is_sent_as_it_is_written_then_and_its_answer_stands_at_the_note(client, people):
    item = factories.make_item()
    saved = save_note(
        uuid4(), Sent("Privat, og hvorfor?", asked={"item": item.pk}), seen="", by=people["asker"], now=NOW
    )
    client.force_login(people["asker"])
    address = reverse("meetings:note-ask", args=[saved.note.pk])

    for _ in range(2):  # pressed twice
        answered = client.post(address, {"text": "Hvorfor?", "is_shared": "on"})

    [made] = Question.objects.all()
    answer(made, "Derfor.", by=people["head"], now=NOW)
    assert answered.url == item.get_absolute_url()
    assert (made.text, made.is_shared, made.item) == ("Hvorfor?", True, item)
    page = client.get(reverse("meetings:note", args=[saved.note.pk])).content.decode()
    assert "Derfor." in page
    client.force_login(people["council"])
    page = client.get(item.get_absolute_url()).content.decode()
    assert "Hvorfor?" in page
    assert "Privat" not in page


@pytest.mark.parametrize("text", ["", " ", "x" * 4_001])
def test_a_question_says_something_and_not_too_much(people, text):
    with pytest.raises(ValidationError):
        ask(text, item=None, document=None, by=people["asker"], now=NOW)


@pytest.mark.parametrize("rows", [1, 20])
def test_the_list_costs_the_same_queries_for_any_length(client, people, rows, django_assert_num_queries):
    for _ in range(rows):
        asked(people)
    client.force_login(people["head"])
    client.get(reverse("meetings:questions"))

    with django_assert_num_queries(6):
        client.get(reverse("meetings:questions"))


@pytest.mark.parametrize(("who", "is_told"), [("head", True), ("officer", True), ("author", False), ("asker", False)])
def test_a_question_waits_on_the_front_page_of_those_who_may_answer_until_it_is_answered(client, people, who, is_told):
    made = asked(people)
    client.force_login(people[who])

    assert ("Svar på spørsmål til sakene" in client.get(reverse("rorikt:home")).content.decode()) == is_told
    answer(made, "En rovfugl.", by=people["head"], now=NOW)
    assert "Svar på spørsmål til sakene" not in client.get(reverse("rorikt:home")).content.decode()
