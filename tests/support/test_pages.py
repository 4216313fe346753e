"""What holds for the pages of several rooms: who may open them, an empty installation, and the reference data."""

import pytest
from django.urls import reverse

from tests.factories import make_measured_ticket
from tests.support.pages import INDEX, SLA, TICKETS


@pytest.mark.parametrize("url", [INDEX, TICKETS, SLA, reverse("support:ticket", args=[1])])
def test_nobody_sees_a_page_without_logging_in(client, db, url):
    response = client.get(url)

    assert (response.status_code, response.url.partition("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("role", ["head", "author", "finance", "council_member", "administrator"])
def test_every_role_sees_the_statistics_and_the_tickets(client, rules, role, request):
    ticket = make_measured_ticket()
    client.force_login(request.getfixturevalue(role))

    urls = [INDEX, TICKETS, SLA, ticket.get_absolute_url()]

    assert [client.get(url).status_code for url in urls] == [200, 200, 200, 200]


def test_an_empty_installation_says_kindly_what_is_missing(reader):
    pages = [reader.get(url).content.decode() for url in (INDEX, TICKETS, SLA)]

    assert "Ingen saker er hentet inn ennå." in pages[0]
    assert "Ingen saker er hentet inn ennå." in pages[1]
    assert "Ingen arbeidskalender er lagt inn." in pages[2]


@pytest.mark.parametrize("model", ["workcalendar", "holiday", "slapolicy", "category"])
def test_reference_data_is_edited_by_an_administrator(client, administrator, rules, model):
    client.force_login(administrator)

    assert client.get(reverse(f"admin:support_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:support_{model}_add")).status_code == 200
