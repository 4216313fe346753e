"""A meeting held in browsers: two on one case, one of them off the network, by the keyboard alone, and read by axe."""

import json
import re
import subprocess
import sys
import time

import pytest

from tests import shipped
from tests.browser.conftest import log_in, violations

SECRETARY, HEAD, MEMBER = "sekretar@demo.example", "leder@demo.example", "radsmedlem@demo.example"
playwright_api = pytest.importorskip("playwright.sync_api")
MEETING = "/moter/2024/M9/mote/"
CASE = f"{MEETING}sak/1/"

# A meeting of its own, opened, with three cases of which the first is taken up, and everybody there.
SET_UP = """
from datetime import date
from django.utils import timezone
from meetings.agenda.models import AgendaItem, Meeting
from meetings.council.models import CouncilMember
from meetings.proceedings import treating
from meetings.proceedings.models import Attendance, Proposal, Sitting
from rorikt.cases.models import CaseReference
from rorikt.people.models import User
now, by = timezone.now(), User.objects.get(pk=1)
meeting = Meeting.objects.create(year=2024, sequence=9, held_on=date(2024, 6, 12), opened_at=now)
for number in range(1, 9):
    reference = CaseReference.objects.create()
    AgendaItem.objects.create(reference=reference, meeting=meeting, sequence=number, title=f"Sak om {number}")
for member in CouncilMember.objects.seated_on(meeting.held_on).voting():
    Attendance.objects.create(meeting=meeting, seat=member, state="present")
for item in meeting.agenda.all():
    treating.take_up(item, by=by, now=now)
    Proposal.objects.create(item=item, text="Rådet vedtar anskaffelsen.", is_recommended=True)
treating.take_up(meeting.agenda.first(), by=by, now=now)
"""


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    with shipped.demo(tmp_path_factory.mktemp("held")) as served:
        told(served, SET_UP)
        yield served


def told(site, code):
    """What a few lines print, run where the data of the site is."""
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    done = subprocess.run(command, cwd=shipped.ROOT, env=site.environment, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture(scope="module")
def known():
    return {}


@pytest.fixture
def open_as(chromium, held, known):
    """`open_as(email, path)` gives a page of a browser of that person's own."""
    contexts = []

    def opened(email, path, width=1280):
        options = {"base_url": held.address, "locale": "nb-NO", "viewport": {"width": width, "height": 1000}}
        if email not in known:
            context = chromium.new_context(**options)
            log_in(context.new_page(), email)
            known[email] = context.storage_state()
            context.close()
        context = chromium.new_context(**options, storage_state=known[email])
        contexts.append(context)
        page = context.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


def stored(held, item):
    """What the server has of a case."""
    code = (
        "import json; from meetings.proceedings.models import Treatment, Vote; "
        f"t = Treatment.objects.get(item__meeting__sequence=9, item__sequence={item}); "
        "print(json.dumps([t.decision, t.notes, t.outcome, t.item.votes.count(), t.item.proposals.count()]))"
    )
    return json.loads(told(held, code).strip().splitlines()[-1])


def saved(page):
    page.locator("#saving-state").get_by_text(re.compile(r"^Lagret \d\d\.\d\d$")).wait_for()


def test_each_change_is_saved_at_once_and_a_vote_is_shown_to_others_within_two_seconds(open_as, held):
    secretary, member = open_as(SECRETARY, CASE), open_as(MEMBER, f"{MEETING}folg/")
    secretary.get_by_label("Stemmer per medlem").check()
    saved(secretary)
    secretary.wait_for_selector("#stemmene fieldset")

    secretary.locator("#stemmene fieldset").first.get_by_label("Innstillingen").check()
    began = time.monotonic()
    member.get_by_text("Innstillingen: 1 stemme").wait_for(timeout=5000)

    assert time.monotonic() - began < 2
    assert stored(held, 1)[3] == 1
    assert secretary.problems == member.problems == []


def test_two_secretaries_on_one_case_and_one_of_them_off_the_network_lose_nothing(open_as, held):
    path = f"{MEETING}sak/2/"
    away, here = open_as(SECRETARY, path), open_as(HEAD, path)
    away.context.set_offline(True)
    away.get_by_label("Teksten i vedtaket").fill("Sekretærens tekst")
    away.get_by_label("Merknader til protokollen").fill("Merknad uten nett")
    away.get_by_text("Nettet er borte. 2 endringer er tatt vare på").wait_for()
    here.get_by_label("Teksten i vedtaket").fill("Lederens tekst")
    saved(here)

    away.context.set_offline(False)
    choice = away.get_by_role("group", name="To har skrevet det samme")
    choice.wait_for()
    both = choice.inner_text()
    assert "Lederens tekst" in both
    assert "Sekretærens tekst" in both
    assert "Leder ROR-IKT lagret noe annet" in both
    assert stored(held, 2)[:2] == ["Lederens tekst", "Merknad uten nett"]

    choice.get_by_role("button", name="Bruk mitt").click()
    saved(away)
    assert stored(held, 2)[0] == "Sekretærens tekst"
    playwright_api.expect(here.get_by_label("Teksten i vedtaket")).to_have_value("Sekretærens tekst")
    assert away.problems == here.problems == []


def test_what_is_stored_is_taken_instead_of_ones_own_where_that_is_chosen(open_as, held):
    path = f"{MEETING}sak/2/"
    first, second = open_as(SECRETARY, path), open_as(HEAD, path)
    second.context.set_offline(True)
    second.get_by_label("Merknader til protokollen").fill("Min")
    first.get_by_label("Merknader til protokollen").fill("Din")
    saved(first)
    second.context.set_offline(False)

    second.get_by_role("button", name="Bruk det som er lagret").click()

    playwright_api.expect(second.get_by_label("Merknader til protokollen")).to_have_value("Din")
    assert stored(held, 2)[1] == "Din"


def test_what_is_written_without_a_network_survives_that_the_page_is_closed(open_as, held):
    page = open_as(SECRETARY, f"{MEETING}sak/3/")
    page.context.set_offline(True)
    page.get_by_label("Merknader til protokollen").fill("Skrevet før siden ble lukket")
    page.locator("#nytt-forslag-del summary").click()
    page.get_by_label("Forslaget", exact=True).fill("Et halvskrevet forslag")
    page.get_by_text("tatt vare på i nettleseren").wait_for()
    again = page.context.new_page()
    page.close()

    page.context.set_offline(False)
    again.goto(f"{MEETING}sak/3/")

    saved(again)
    assert stored(held, 3)[1] == "Skrevet før siden ble lukket"
    assert again.get_by_label("Forslaget", exact=True).input_value() == "Et halvskrevet forslag"
    again.get_by_label("Fremmet av").select_option(index=1)
    again.get_by_role("button", name="Legg inn forslaget").click()
    again.get_by_label(re.compile("Forslag 1 fra")).first.wait_for()
    assert stored(held, 3)[4] == 2


def test_one_who_is_logged_out_while_writing_logs_in_on_the_spot(open_as, held, known):
    page = open_as(SECRETARY, f"{MEETING}sak/4/")
    page.context.clear_cookies()

    page.get_by_label("Merknader til protokollen").fill("Skrevet etter utlogging")
    dialog = page.get_by_role("dialog", name="Du er logget ut")
    dialog.wait_for()
    dialog.get_by_label("E-post").fill(SECRETARY)
    dialog.get_by_label("Passord").fill("feil passord her")
    dialog.get_by_role("button", name="Logg inn").click()
    dialog.get_by_text("E-posten eller passordet er feil.").wait_for()
    dialog.get_by_label("Passord").fill("rorikt-demo-2024")
    dialog.get_by_role("button", name="Logg inn").click()

    saved(page)
    assert stored(held, 4)[1] == "Skrevet etter utlogging"
    page.get_by_label("Enstemmig: Innstillingen").check()
    saved(page)
    page.get_by_role("button", name="Vedtatt").click()
    page.get_by_role("button", name="Gjenåpne saken").wait_for()
    assert stored(held, 4)[2] == "decided"
    assert page.problems == []


def test_an_answer_that_is_lost_makes_no_conflict_with_oneself(open_as, held):
    page = open_as(SECRETARY, f"{MEETING}sak/5/")
    lost, is_back = [], []

    def lose_the_first(route):
        if is_back:
            route.continue_()
            return
        if not lost:
            lost.append(route.fetch().status)  # the server has stored it
        route.abort()

    page.route("**/del/notes/", lose_the_first)
    page.get_by_label("Merknader til protokollen").fill("En")
    page.get_by_text("Nettet er borte").wait_for()
    is_back.append(True)
    page.get_by_label("Merknader til protokollen").fill("En og to")
    page.evaluate("dispatchEvent(new Event('online'))")

    saved(page)
    assert lost == [200]
    assert stored(held, 5)[1] == "En og to"
    assert page.locator(".not-saved").count() == 0


def test_what_is_refused_is_told_where_it_was_done(open_as, held):
    page = open_as(SECRETARY, f"{MEETING}sak/6/")

    page.get_by_role("button", name="Vedtatt").click()

    page.get_by_role("alert").get_by_text("Alle som deltar i saken, skal stemme.").wait_for()
    assert stored(held, 6)[2] == ""


def test_nothing_that_was_written_stays_in_the_browser_after_log_out(open_as, held, known):
    page = open_as(HEAD, f"{MEETING}sak/7/")
    page.context.set_offline(True)
    page.get_by_label("Merknader til protokollen").fill("Hemmelig")
    page.get_by_text("tatt vare på i nettleseren").wait_for()
    page.route("**/del/notes/", lambda route: route.abort())
    page.context.set_offline(False)
    page.on("dialog", lambda dialog: dialog.accept())

    page.locator(".user-menu summary").click()
    page.get_by_role("button", name="Logg ut").click()

    page.wait_for_url("**/konto/login/**")
    known.pop(HEAD, None)
    count = """() => new Promise((done) => {
      const asked = indexedDB.open("rorikt-saving", 1);
      asked.onsuccess = () => {
        const all = asked.result.transaction("changes").objectStore("changes").count();
        all.onsuccess = () => done(all.result);
      };
    })"""
    assert page.evaluate(count) == 0
    assert stored(held, 7)[1] == ""


def test_a_case_is_decided_by_the_keyboard_alone(open_as, held):
    page = open_as(SECRETARY, MEETING)

    def tab_to(pattern):
        for _ in range(120):
            page.keyboard.press("Tab")
            name = page.evaluate(
                "(() => { const one = document.activeElement; "
                "return one.labels?.[0]?.textContent ?? one.getAttribute('aria-label') ?? one.textContent; })()"
            )
            if re.search(pattern, name.strip()):
                return
        raise AssertionError(f"no stop for the Tab key is called {pattern}")

    tab_to("^Sak om 8$")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sak/8/")
    tab_to("Fortsett med saken")
    page.keyboard.press("Enter")
    page.get_by_text("Behandles nå").wait_for()
    tab_to("^Enstemmig: Innstillingen$")
    page.keyboard.press("Space")
    saved(page)
    tab_to("^Teksten i vedtaket$")
    page.keyboard.press("Control+End")
    page.keyboard.type(" Slik.")
    tab_to("^Vedtatt$")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Gjenåpne saken").wait_for()

    assert stored(held, 8)[0::2] == ["Rådet vedtar anskaffelsen. Slik.", "decided", 1]
    assert page.evaluate("document.activeElement.textContent") == "Vedtak"


@pytest.mark.parametrize("width", [1280, 820, 390])
@pytest.mark.parametrize("path", [MEETING, CASE, f"{MEETING}sak/8/", f"{MEETING}folg/"])
def test_the_pages_are_accessible_and_as_wide_as_the_screen(open_as, path, width):
    page = open_as(SECRETARY, path, width)

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
