"""What a section has been, told by person and spell of writing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from tests import factories
from tests.meetings.revisions.test_saving import BODY, write

NOW = datetime(2024, 2, 1, 9, tzinfo=UTC)


@pytest.fixture
def section(db):
    return factories.make_section(document=factories.make_document(), body=BODY)


def page_of(client, section):
    return client.get(reverse("meetings:section-history", args=[section.pk]))


def test_saves_that_follow_each_other_are_one_line_and_another_person_begins_a_new_one(client, head, section):
    other = factories.make_user(role="head", name="Ola")
    for minute, (by, word) in enumerate([(head, "En"), (head, "To"), (other, "Tre"), (head, "Fire")]):
        seen = str(minute + 1)
        write(section, BODY.replace("Først", word), by=by, seen=seen, now=NOW + timedelta(minutes=minute))
    client.force_login(head)

    spells = [(one["by"], one["first"], one["last"]) for one in page_of(client, section).context["page"].object_list]

    assert spells == [(head.pk, 5, 5), (other.pk, 4, 4), (head.pk, 2, 3), (None, 1, 1)]


def test_the_difference_is_against_what_stood_before_the_spell(client, head, section):
    write(section, BODY.replace("Først", "En"), by=head, now=NOW)
    write(section, BODY.replace("Først", "En to"), by=head, seen="2", now=NOW + timedelta(minutes=1))
    client.force_login(head)

    page = client.get(reverse("meetings:section-revision", args=[section.pk, 3]))

    assert page.context["before"].number == 1
    assert [(piece.kind, piece.text) for piece in page.context["differences"][0].pieces] == [
        ("out", "Først"),
        ("in", "En to"),
        ("same", "."),
    ]
    assert "<del>" in page.content.decode()


@pytest.mark.parametrize("spells", [1, 60])
def test_the_history_costs_the_same_queries_for_any_length(client, head, section, spells, django_assert_num_queries):
    for number in range(spells):
        at = NOW + timedelta(hours=number)
        write(section, BODY.replace("Først", f"Nr {number}"), by=head, seen=str(number + 1), now=at)
    client.force_login(head)
    page_of(client, section)

    with django_assert_num_queries(6):
        response = page_of(client, section)

    assert len(response.context["page"].object_list) == min(spells + 1, 50)
