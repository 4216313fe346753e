"""What makes the site one that can be installed and read without a network."""

import re
import struct

import pytest
from django.conf import settings
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db

ICONS = settings.BASE_DIR / "rorikt" / "static"


def test_the_site_is_installed_under_the_name_of_the_cooperation(client):
    factories.make_cooperation(name="Nordmøre IKT-samarbeid")

    answer = client.get(reverse("meetings:manifest"))
    told = answer.json()

    assert answer["Content-Type"] == "application/manifest+json"
    assert (told["name"], told["short_name"]) == ("Nordmøre IKT-samarbeid", "Nordmøre IKT")
    assert (told["start_url"], told["scope"], told["display"]) == ("/", "/", "standalone")
    for icon in told["icons"]:
        data = (ICONS / icon["src"].removeprefix("/static/")).read_bytes()
        assert "x".join(map(str, struct.unpack(">II", data[16:24]))) == icon["sizes"]


def test_a_site_that_is_not_set_up_can_be_installed_too(client, db):
    assert client.get(reverse("meetings:manifest")).json()["name"] == "Rorikt"


def test_the_worker_stands_at_the_root_under_our_policy(client, db):
    answer = client.get("/tjeneste.js")
    text = answer.content.decode()

    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in answer["Content-Security-Policy"].split("; ")
    assert "importScripts" not in text
    assert re.match(r'const RELEASE = "[0-9a-f]{16}";', text)


def test_the_page_for_what_was_not_taken_along_names_nobody(client, head):
    alone = client.get(reverse("meetings:away"))

    assert alone.status_code == 200
    assert "Nettet er borte, og denne siden er ikke tatt med." in alone.content.decode()
    assert "data-person" not in alone.content.decode()
    assert "nonce" not in alone.content.decode()


def test_the_page_of_a_meeting_offers_to_take_it_along(client, head):
    factories.make_cooperation()
    meeting = factories.make_meeting()
    client.force_login(head)

    page = client.get(meeting.get_absolute_url()).content.decode()

    assert f'data-parcel="{meeting.get_absolute_url()}med/"' in page
    assert "Ta med møtet" in page


def test_a_page_of_what_is_open_alone_has_nothing_to_change(client, head):
    factories.make_cooperation()
    meeting = factories.make_meeting()
    client.force_login(head)

    assert "Rediger møtet" in client.get(meeting.get_absolute_url()).content.decode()
    assert "Rediger møtet" not in client.get(meeting.get_absolute_url(), HTTP_X_ONLY_OPEN="1").content.decode()


def test_the_header_gives_nobody_a_right(client, db):
    factories.make_cooperation()
    client.force_login(factories.make_user("finance"))

    assert client.get(reverse("meetings:meeting-new"), HTTP_X_ONLY_OPEN="1").status_code == 403
    assert client.post(reverse("meetings:meeting-new"), HTTP_X_ONLY_OPEN="1").status_code == 403
