"""«Your own cooperation» of the README, word for word: from an empty folder to a packet with a paper in it."""

import re
from datetime import UTC, datetime

import pytest

from tests.delivered.readme import commands
from tests.delivered.steps import People, file_behind, follow, go_by, is_pdf, shows, text
from tests.delivered.stranger import do, window
from tests.delivered.terminal import talk

PASSWORD = "et-langt-ord-for-prøven-2024"
ADMINISTRATOR, HEAD = "administrator@prove.example", "leder@prove.example"
# What the command of the first administrator asks, by a word of each question.
ANSWERS = {"post": ADMINISTRATOR, "mail": ADMINISTRATOR, "navn": "Ada Administrator", "name": "Ada Administrator",
           "pass": PASSWORD}  # fmt: skip


@pytest.fixture(scope="module")
def people(clone, chromium, free_port, tmp_path_factory):
    """Those of a site that was set up by the three commands of the README, in an own folder and on an own port."""
    data = str(tmp_path_factory.mktemp("own"))
    migrate, createsuperuser, serve = (
        command.replace("RORIKT_DATA=/srv/rorikt", f"RORIKT_DATA={data}")
        for command in commands("Your own cooperation")
    )
    do(clone, migrate)
    talk(clone, createsuperuser, ANSWERS)
    with window(clone, f"{serve} --port {free_port}", until="Stopp med Ctrl-C") as said:
        address = re.search(r"svarer på (\S+)/", "".join(said))[1]
        yield People(chromium, address, PASSWORD)


def add(page, step, **fields):
    """Follow a step of the list on the front page to its list of reference data, and add a row there."""
    page.goto("/")
    follow(page, step)
    go_by(page, "#content .object-tools a.addlink")
    fill(page, fields)
    go_by(page, "input[name=_save]")
    assert page.locator(".messagelist .success").count(), page.inner_text("#content")


def fill(page, fields):
    for name, value in fields.items():
        field = page.locator(f"[name={name}]").first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        elif field.get_attribute("type") == "checkbox":
            field.set_checked(value)
        else:
            field.fill(value)


def send(page, **fields):
    fill(page, fields)
    go_by(page, "main form button[type=submit] >> nth=0")


def test_the_list_on_the_front_page_leads_to_a_packet(people):
    page = people.page(ADMINISTRATOR)
    add(page, "Kommunene", number="1506", name="Molde")
    add(page, "Kommunene", number="1535", name="Vestnes")
    add(page, "Samarbeidet", name="Prøve-IKT", council_name="Samarbeidsrådet", office_municipality="1506")
    add(page, "Brukerne", email=HEAD, name="Hedda Leder", role="head", password1=PASSWORD, password2=PASSWORD)
    add(page, "Frister for support (SLA)", priority="high", valid_from="2024-01-01", target="8", unit="hours")

    page = people.page(HEAD)
    page.goto("/okonomi/nokler/ny/")
    send(page, valid_from="2024-01-01", source="Vedtekter", share_1506="60,00", share_1535="40,00")
    page.goto("/")
    assert "Systemet er ikke satt opp ferdig" not in text(page)

    follow(page, "Nytt møte")
    send(page, held_on=f"{datetime.now(UTC).year}-12-31")
    follow(page, "Ny sak")
    send(page, title="Orientering om drift", kind="briefing")
    page.goto("/")
    follow(page, "Orientering om drift")
    follow(page, "Nytt dokument i saken")
    owner = {"document_owner": "Hedda Leder", "as_of": f"{datetime.now(UTC).year}-06-30"}
    send(page, kind="case_paper", title="Orientering om drift", **owner)
    shows(page, "Dokumentet er opprettet med standarddisposisjon.")
    page.goto("/")

    assert is_pdf(file_behind(page, "Last ned møtepakke (PDF)"))
    press_nothing_left(people.page(ADMINISTRATOR))


def press_nothing_left(page):
    """The list is gone from the front page of the one who had it."""
    page.goto("/")
    assert "Kom i gang" not in text(page)
