"""What holds for the pages of several rooms: who may open and send what, what a list costs, and what is not there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories

EVERYONE = {"head", "author", "finance", "council_member", "administrator"}
WRITERS = {"head", "author", "administrator"}
AUTHORS = {"head", "author"}
HEAD = {"head"}


@pytest.mark.parametrize(
    ("name", "thing", "allowed"),
    [
        ("meetings", "", EVERYONE),
        ("council", "", EVERYONE),
        ("meeting", "meeting", EVERYONE),
        ("agenda-item", "case", EVERYONE),
        ("attachment", "attachment", EVERYONE),
        ("attachment-file", "attachment", EVERYONE),
        ("attachment-original", "attachment", EVERYONE),
        ("attachment-edit", "attachment", HEAD),
        ("packet-issue", "meeting", HEAD),
        ("documents", "", EVERYONE),
        ("document", "approved", EVERYONE),
        ("version", "version", EVERYONE),
        ("definitions", "", EVERYONE),
        ("registers", "", EVERYONE),
        ("register", "register", EVERYONE),
        ("document", "draft", WRITERS),
        ("document-outline", "draft", WRITERS),
        ("document-data", "draft", WRITERS),
        ("section-edit", "section", AUTHORS),
        ("manual-table-new", "draft", AUTHORS),
        ("manual-table", "table", AUTHORS),
        ("manual-table-delete", "table", AUTHORS),
        ("manual-figure-new", "draft", AUTHORS),
        ("manual-figure", "figure", AUTHORS),
        ("manual-figure-delete", "figure", AUTHORS),
        ("definition-new", "", AUTHORS),
        ("definition-edit", "definition", AUTHORS),
        ("meeting-new", "", HEAD),
        ("meeting-edit", "meeting", HEAD),
        ("agenda-item-new", "meeting", HEAD),
        ("agenda-item-edit", "case", HEAD),
        ("agenda-item-delete", "case", HEAD),
        ("agenda-item-withdraw", "case", HEAD),
        ("agenda-item-reinstate", "case", HEAD),
        ("attachment-delete", "attachment", HEAD),
        ("document-new", "", HEAD),
        ("document-edit", "draft", HEAD),
        ("document-approve", "draft", HEAD),
        ("section-place", "section", HEAD),
        ("section-delete", "section", HEAD),
    ],
)
def test_a_page_opens_for_those_who_may_and_for_no_others(client, house, request, name, thing, allowed):
    url = reverse(f"meetings:{name}", args=house[thing])
    opened = set()

    for role in sorted(EVERYONE):
        client.force_login(request.getfixturevalue(role))
        response = client.get(url)
        b"".join(response)  # a file is closed once it is read
        status = response.status_code
        assert status in {200, 403, 404}, (role, status)
        opened |= {role} if status == 200 else set()
    client.logout()

    assert opened == allowed
    assert client.get(url).url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("attachment-new", "case"),
        ("attachment-move", "attachment"),
        ("document-move", "draft"),
        ("section-move", "section"),
    ],
)
def test_what_only_changes_things_is_sent_by_the_head_and_cannot_be_opened(client, house, request, name, thing):
    url = reverse(f"meetings:{name}", args=house[thing])
    done = set()

    for role in sorted(EVERYONE):
        client.force_login(request.getfixturevalue(role))
        assert client.get(url).status_code == 405
        done |= {role} if client.post(url, {"direction": "opp"}).status_code in {200, 302} else set()

    assert done == HEAD


@pytest.mark.parametrize(
    ("name", "thing", "body"),
    [
        ("document-outline", "draft", {"title": "Nytt"}),
        ("document-approve", "draft", {}),
        ("section-delete", "section", {}),
        ("agenda-item-delete", "case", {}),
        ("agenda-item-withdraw", "case", {}),
        ("agenda-item-reinstate", "case", {}),
        ("attachment-delete", "attachment", {}),
    ],
)
@pytest.mark.parametrize("role", ["author", "council_member", "administrator"])
def test_an_author_or_a_reader_changes_nothing_by_sending(client, house, request, role, name, thing, body):
    client.force_login(request.getfixturevalue(role))

    response = client.post(reverse(f"meetings:{name}", args=house[thing]), body)

    assert response.status_code in {403, 404}


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("meetings", factories.make_item),
        ("council", factories.make_council_member),
        ("documents", lambda: factories.make_version(factories.make_document(agenda_item=factories.make_item()))),
        ("definitions", factories.make_definition),
    ],
)
def test_a_list_costs_the_same_queries_for_any_length(client, head, name, make):
    client.force_login(head)
    costs = []

    for rows in (1, 3):
        for _ in range(rows - len(costs)):
            make()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(reverse(f"meetings:{name}"))
        assert len(response.context["table"].rows) == rows
        costs.append(len(queries))

    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    "path",
    [
        "/moter/99999999999/M1/",
        "/moter/2024/M99999999999999999999/",
        "/moter/2024/M1/0/",
        "/dokumenter/99999999999999999999999/",
        "/dokumenter/1/versjon/99999999999/",
        "/avsnitt/99999999999999999999999/",
        "/vedlegg/99999999999999999999999/fil/",
        "/jobber/00000000-0000-0000-0000-000000000000/",
    ],
)
def test_what_is_not_there_is_not_found(client, head, path):
    client.force_login(head)

    assert client.get(path).status_code == 404
