"""What the editor is told of the figures and tables that a section may hold."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.inserting import token_views
from tests import factories


@pytest.fixture
def section(db):
    factories.make_line(actual=1200, budgeted=1000)
    factories.close_year(2023)
    return factories.make_section(document=factories.make_document(accounting_year=2023))


def told(client, section, *tokens):
    return client.post(reverse("meetings:section-values", args=[section.pk]), {"token": tokens})


def test_a_token_is_told_with_its_value_and_what_it_may_be_given(client, head, section):
    client.force_login(head)

    values = told(client, section, "merforbruk").json()["values"]

    assert values == {
        "merforbruk": {
            "token": "[[merforbruk]]",
            "title": "Merforbruk",
            "label": "Merforbruk 2023",
            "kind": "tall",
            "text": "200\u00a0kr",
            "unit": "kr",
            "asOf": "",
            "source": "/okonomi/2023/",
            "isBlock": False,
            "name": "merforbruk",
            "arguments": [],
            "parameters": [
                {"label": "Skrivemåte", "isRequired": False, "words": ["kroner", "ore", "tusen", "mill"]},
            ],
        }
    }


def test_a_count_is_told_with_its_unit_and_day(client, head, section):
    client.force_login(head)
    factories.make_ticket(created_at=datetime(2024, 1, 8, 9, tzinfo=UTC))

    value = told(client, section, "apne-totalt:2024-01-31").json()["values"]["apne-totalt:2024-01-31"]

    assert (value["text"], value["unit"], value["asOf"]) == ("1", "saker", "31.01.2024")
    assert value["arguments"] == ["2024-01-31"]


def test_tables_charts_and_definitions_are_told_as_what_they_are(client, head, section):
    client.force_login(head)
    factories.make_definition()

    values = told(client, section, "tabell:driftsresultat", "definisjoner").json()["values"]

    assert [(one["kind"], one["label"], one["isBlock"]) for one in values.values()] == [
        ("tabell", "Driftsresultat 2023", True),
        ("liste", "Definisjoner", True),
    ]


@pytest.mark.parametrize(
    ("token", "fault"),
    [
        ("merforbrk", "[[merforbrk]] finnes ikke. Rett skrivemåten, eller velg en kode fra listen."),
        ("", "[[]] er ikke en gyldig kode. Velg en kode fra listen."),
        ("<b>", "[[<b>]] er ikke en gyldig kode. Velg en kode fra listen."),
        ("tall:mangler", "[[tall:mangler]] kan ikke settes inn: dokumentet har ikke noe eget tall med kortnavnet "
                         "mangler."),
        ("a" * 600, "Koden er for lang. Velg en kode fra listen."),
    ],
)  # fmt: skip
def test_a_token_without_a_value_is_told_in_words(client, head, section, token, fault):
    client.force_login(head)

    assert told(client, section, token).json() == {"values": {token: {"fault": fault}}}


def test_a_token_is_answered_as_it_was_asked_for(client, head, section):
    client.force_login(head)

    assert told(client, section, " merforbruk ").json()["values"][" merforbruk "]["token"] == "[[merforbruk]]"


def test_too_many_at_once_get_a_sentence(client, head, section):
    client.force_login(head)

    answer = told(client, section, *map(str, range(token_views.MOST_TOKENS + 1)))

    assert (answer.status_code, answer.json()) == (400, {"error": "Spør om høyst 200 koder om gangen."})


def test_values_cost_the_same_queries_for_any_length(client, head, section):
    client.force_login(head)
    asked = ("budsjett-sum", "regnskap-sum", "apne-totalt", "tabell:driftsresultat")

    counts = []
    for _ in range(2):
        for _ in range(30):
            factories.make_line()
            factories.make_ticket()
        with CaptureQueriesContext(connection) as queries:
            answer = told(client, section, *asked)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert [one["fault"] for one in answer.json()["values"].values() if "fault" in one] == []


def test_the_list_has_what_stands_in_the_section_s_document(client, head, section):
    client.force_login(head)

    groups = client.get(reverse("meetings:section-tokens", args=[section.pk])).json()["groups"]

    entries = {one["token"]: one for group in groups for one in group["entries"]}
    assert entries["[[merforbruk]]"]["text"] == "200\u00a0kr"
    assert entries["[[tabell:driftsresultat]]"]["isBlock"]
    assert "[[definisjoner]]" not in entries  # the document has none


def test_the_page_of_who_begins_to_write_computes_no_figure(client, head, section):
    client.force_login(head)
    url = section.get_absolute_url()

    page, shown, whole = (client.get(url, chosen).content.decode() for chosen in ({}, {"slik": 1}, {"hele": 1}))

    assert ["[[merforbruk]]" in one for one in (page, shown, whole)] == [False, False, True]
    assert ["Slik blir avsnittet" in one and "data-shown" not in one for one in (page, shown, whole)] == [
        False, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["section-tokens", "section-values"])
def test_a_member_of_the_council_is_told_of_no_section(client, council_member, head, name):
    client.force_login(council_member)
    url = reverse(f"meetings:{name}", args=[factories.make_section(responsible=head).pk])

    assert (client.get(url) if name == "section-tokens" else client.post(url)).status_code == 403
