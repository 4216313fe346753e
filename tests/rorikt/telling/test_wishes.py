"""The page «Varsler»."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from rorikt.telling.models import Told, Wish
from rorikt.telling.telling import kinds_for, tell
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "rorikt:wishes"
NOW = datetime(2024, 4, 1, 10, tzinfo=UTC)


def answers(user, when="daily"):
    return {f"kind-{kind.name}": when for kind in kinds_for(user)}


def test_a_person_chooses_for_each_kind_and_sees_it_again(client, finance):
    client.force_login(finance)

    response = client.post(reverse(PAGE), answers(finance), follow=True)

    assert "Valgene dine er lagret." in response.text
    assert set(Wish.objects.values_list("user", "kind", "when")) == {
        (finance.pk, kind.name, "daily") for kind in kinds_for(finance)
    }
    assert {field.initial for field in response.context["form"].fields.values()} == {"daily"}


def test_each_sees_the_kinds_that_concern_them(client, finance, author):
    assert "budget.run" in {kind.name for kind in kinds_for(finance)}
    assert "budget.run" not in {kind.name for kind in kinds_for(author)}


def test_a_choice_that_is_missing_or_unknown_is_said_at_its_field(client, author):
    client.force_login(author)
    wrong = answers(author) | {"kind-meetings.saved_search": "hver time"}
    del wrong["kind-meetings.notice"]

    response = client.post(reverse(PAGE), wrong)

    assert set(response.context["form"].errors) == {"kind-meetings.saved_search", "kind-meetings.notice"}
    assert not Wish.objects.exists()


def test_the_page_shows_what_became_of_what_was_told_to_oneself_alone(client, author, head):
    for person in (author, head):
        told = {"subject": f"Til {person.role}", "text": "", "url": "/moter/", "once": "a", "now": NOW}
        tell("meetings.answered_question", [person], **told)
    client.force_login(author)

    shown = client.get(reverse(PAGE)).text

    assert "Til author" in shown
    assert "Venter" in shown
    assert "Til head" not in shown


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_costs_the_same_queries_for_any_length(client, author, count, django_assert_num_queries):
    Told.objects.bulk_create(
        Told(user=author, kind="meetings.saved_search", once=str(n), subject="Nytt", url="/", made_at=NOW)
        for n in range(count)
    )
    client.force_login(author)
    client.get(reverse(PAGE))

    with django_assert_num_queries(10):
        client.get(reverse(PAGE))


def test_it_says_so_where_mail_is_not_set_up(client, author, settings):
    settings.EMAIL_BACKEND = "rorikt.mail.NoBackend"
    client.force_login(author)

    assert "E-post er ikke satt opp her ennå." in client.get(reverse(PAGE)).text


def test_who_has_no_log_in_is_asked_for_one(client):
    factories.make_user()

    assert client.get(reverse(PAGE)).status_code == 302
