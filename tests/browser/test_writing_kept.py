"""A section written in browsers: off the network, logged out, killed, twice at once. No character is lost."""

import json
import re
import time

import pytest

from tests import shipped
from tests.browser.conftest import go_by, log_in, until, violations
from tests.browser.test_meeting_held import told

HEAD, AUTHOR = "leder@demo.example", "sekretar@demo.example"
WRITING = ".prose-editor [role=textbox]"
playwright_api = pytest.importorskip("playwright.sync_api")
expect = playwright_api.expect

# Sections of a document of the test's own, each with two paragraphs.
SET_UP = """
from datetime import date
from meetings.documents.models import Document, Section
from rorikt.texts.blocks import identified
document = Document.objects.create(kind="case_paper", title="Prøvesak", document_owner="X", as_of=date(2024, 2, 1))
for place in range(1, 13):
    body = identified("<p>Først.</p><p>Sist.</p>")
    made = Section.objects.create(document=document, position=place, title=f"Del {place}", body=body)
    print(made.pk, end=" ")
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    with shipped.demo(tmp_path_factory.mktemp("written")) as served:
        sections = [int(pk) for pk in told(served, SET_UP).split()]
        yield served, iter(sections)


@pytest.fixture(scope="module")
def known():
    return {}


@pytest.fixture
def section(written):
    return next(written[1])


@pytest.fixture
def browser_of(chromium, written, known):
    """`browser_of(email)` gives a browser of that person's own, logged in."""
    contexts = []

    def opened(email, width=1280):
        options = {"base_url": written[0].address, "locale": "nb-NO", "viewport": {"width": width, "height": 1000}}
        if email not in known:
            context = chromium.new_context(**options)
            log_in(context.new_page(), email)
            known[email] = context.storage_state()
            context.close()
        contexts.append(chromium.new_context(**options, storage_state=known[email]))
        return contexts[-1]

    yield opened
    for context in contexts:
        context.close()


def open_section(context, section):
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.goto(f"/avsnitt/{section}/")
    page.wait_for_selector(WRITING)
    return page


def stored(written, section):
    """The paragraphs that the server has."""
    code = (
        "import json; from meetings.documents.models import Section; from rorikt.texts.blocks import blocks_of; "
        f"print(json.dumps([' '.join(b.words) for b in blocks_of(Section.objects.get(pk={section}).body)]))"
    )
    return json.loads(told(written[0], code).strip().splitlines()[-1])


def saved(page):
    page.locator("#saving-state").get_by_text(re.compile(r"^Lagret \d\d\.\d\d$")).wait_for()


def type_after(page, paragraph, text):
    page.locator(f"{WRITING} p").nth(paragraph).click()
    page.keyboard.press("End")
    page.keyboard.type(text)


def texts(page):
    return page.locator(f"{WRITING} > p").all_inner_texts()


def test_it_is_saved_as_it_is_typed_and_the_caret_stays(browser_of, written, section):
    page = open_section(browser_of(HEAD), section)

    type_after(page, 0, " Mer")
    saved(page)
    page.keyboard.type(" og mer.")
    page.keyboard.press("Enter")
    page.keyboard.type("Ny linje ")
    page.wait_for_timeout(2000)
    page.keyboard.type("skrevet ferdig.")
    page.wait_for_timeout(2000)

    assert stored(written, section) == ["Først. Mer og mer.", "Ny linje skrevet ferdig.", "Sist."]
    assert texts(page) == ["Først. Mer og mer.", "Ny linje skrevet ferdig.", "Sist."]
    assert len(set(page.locator(f"{WRITING} > p").evaluate_all("all => all.map(one => one.dataset.id)"))) == 3
    assert violations(page) == []
    assert page.problems == []


def test_without_a_network_and_with_the_tab_killed_it_is_there_again(browser_of, written, section):
    context = browser_of(HEAD)
    page = open_section(context, section)
    context.set_offline(True)
    type_after(page, 1, " Skrevet uten nett.")
    page.get_by_text("Nettet er borte. 1 endring er tatt vare på").wait_for()
    page.close()
    assert stored(written, section) == ["Først.", "Sist."]

    context.set_offline(False)
    again = open_section(context, section)

    again.get_by_text("var ikke kommet fram til tjenesten").wait_for()
    saved(again)
    assert stored(written, section) == ["Først.", "Sist. Skrevet uten nett."]
    assert texts(again) == ["Først.", "Sist. Skrevet uten nett."]
    assert again.problems == []


# Forty keystrokes before the browser has had time to keep the first one.
IN_A_BURST = """() => {
  const put = IDBObjectStore.prototype.put;
  window.puts = 0;
  IDBObjectStore.prototype.put = function (...all) { window.puts += 1; return put.apply(this, all); };
  const area = document.querySelector("textarea[name=body]");
  for (let n = 1; n <= 40; n += 1) {
    area.value = `<p>Tegn ${n}.</p>`;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""


def test_a_browser_that_is_slower_than_the_writer_keeps_the_last_text_and_not_each_one(browser_of, written, section):
    context = browser_of(HEAD)
    page = open_section(context, section)
    context.set_offline(True)

    page.evaluate(IN_A_BURST)
    page.get_by_text("Nettet er borte. 1 endring er tatt vare på").wait_for()
    assert page.evaluate("window.puts") < 5

    page.close()
    context.set_offline(False)
    again = open_section(context, section)
    saved(again)
    assert stored(written, section) == ["Tegn 40."]


# Typed while the browser takes in the answer to what was sent before, which it then forgets.
TYPED_MEANWHILE = """text => {
  const { editor } = document.querySelector(".ProseMirror"), forget = IDBObjectStore.prototype.delete;
  IDBObjectStore.prototype.delete = function (...all) {
    IDBObjectStore.prototype.delete = forget;
    editor.commands.insertContentAt(editor.state.doc.content.size - 1, text);
    return forget.apply(this, all);
  };
}"""


def test_what_is_typed_just_as_an_answer_comes_is_not_taken_for_anothers(browser_of, written, section):
    page = open_section(browser_of(HEAD), section)
    held = []
    page.route("**/avsnitt/**", lambda route: held.append(route) if is_saving(route) and not held else route.fallback())
    type_after(page, 1, "")
    page.keyboard.press("Enter")
    page.keyboard.type("En")
    until(page, lambda: held)
    answer = held[0].fetch()
    page.keyboard.type(" to")
    page.wait_for_timeout(1500)

    page.evaluate(TYPED_MEANWHILE, " tre")
    held[0].fulfill(response=answer)
    saved(page)

    assert stored(written, section) == ["Først.", "Sist.", "En to tre"]
    assert texts(page) == ["Først.", "Sist.", "En to tre"]
    assert page.problems == []


def is_saving(route):
    return "x-saving" in route.request.headers


def test_what_another_wrote_meanwhile_is_merged_and_shown(browser_of, written, section):
    away = browser_of(HEAD)
    mine, theirs = open_section(away, section), open_section(browser_of(AUTHOR), section)
    away.set_offline(True)
    type_after(mine, 1, " Mitt.")
    mine.get_by_text("Nettet er borte.").wait_for()
    type_after(theirs, 0, " Deres.")
    saved(theirs)

    away.set_offline(False)
    saved(mine)

    expect(mine.locator(f"{WRITING} > p").first).to_have_text("Først. Deres.")
    mine.keyboard.type(" Og mer.")
    mine.wait_for_timeout(2000)
    assert stored(written, section) == ["Først. Deres.", "Sist. Mitt. Og mer."]
    assert texts(mine) == ["Først. Deres.", "Sist. Mitt. Og mer."]
    assert mine.problems == theirs.problems == []


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        ("Ta med begge", ["Først. Mitt.", "Først. Deres.", "Sist."]),
        ("Bruk mitt", ["Først. Mitt.", "Sist."]),
        ("Bruk det som er lagret", ["Først. Deres.", "Sist."]),
    ],
)
def test_what_both_wrote_is_shown_to_the_second_who_chooses(browser_of, written, section, choice, kept):
    away = browser_of(HEAD)
    mine, theirs = open_section(away, section), open_section(browser_of(AUTHOR), section)
    away.set_offline(True)
    type_after(mine, 0, " Mitt.")
    mine.get_by_text("Nettet er borte.").wait_for()
    type_after(theirs, 0, " Deres.")
    saved(theirs)
    away.set_offline(False)

    asked = mine.get_by_role("group", name="To har skrevet det samme")
    asked.wait_for()
    assert asked.locator(".written").all_inner_texts() == ["Først. Mitt.", "Først. Deres."]
    expect(mine.locator("#saving-state > p")).to_have_text("Det siste er ikke lagret. Se meldingen ved feltet.")
    assert violations(mine) == []
    asked.get_by_role("button", name=choice).click()
    saved(mine)

    assert stored(written, section) == kept
    assert texts(mine) == kept
    assert mine.problems == []


def test_an_ended_session_lets_one_log_in_on_the_spot(browser_of, written, section):
    context = browser_of(HEAD)
    page = open_section(context, section)
    context.clear_cookies()
    type_after(page, 0, " Etter at økten tok slutt.")
    page.get_by_role("heading", name="Du er logget ut").wait_for()
    page.get_by_label("E-post").fill(HEAD)
    page.get_by_label("Passord").fill("rorikt-demo-2024")
    page.get_by_role("button", name="Logg inn").click()

    saved(page)
    assert stored(written, section) == ["Først. Etter at økten tok slutt.", "Sist."]
    assert page.problems == []


def test_two_tabs_off_the_network_lose_nothing_of_either(browser_of, written, section):
    context = browser_of(HEAD)
    one, other = open_section(context, section), open_section(context, section)
    context.set_offline(True)
    one.bring_to_front()
    type_after(one, 0, " Fane en.")
    one.wait_for_timeout(1000)
    other.bring_to_front()
    type_after(other, 1, " Fane to.")
    other.wait_for_timeout(1000)
    one.close()

    context.set_offline(False)
    saved(other)
    deadline = time.monotonic() + 15
    while stored(written, section) != ["Først. Fane en.", "Sist. Fane to."] and time.monotonic() < deadline:
        other.wait_for_timeout(500)

    assert stored(written, section) == ["Først. Fane en.", "Sist. Fane to."]
    type_after(other, 1, " Mer.")
    expect(other.locator(f"{WRITING} > p").first).to_have_text("Først. Fane en.")
    assert stored(written, section)[0] == "Først. Fane en."
    assert other.problems == []


def test_a_field_that_is_refused_holds_back_no_text_and_save_shows_how_it_is_printed(browser_of, written, section):
    page = open_section(browser_of(HEAD), section)
    page.get_by_role("textbox", name="Overskrift").fill("")
    type_after(page, 0, " Med feil i overskriften.")
    page.get_by_text("Feltet er ikke lagret.").wait_for()
    assert stored(written, section)[0] == "Først. Med feil i overskriften."

    page.get_by_role("textbox", name="Overskrift").fill("Ny overskrift")
    page.get_by_role("button", name="Lagre", exact=True).click()

    page.get_by_text("Avsnittet er lagret.").wait_for()
    assert page.get_by_role("heading", level=1).inner_text().endswith("Ny overskrift")
    assert "Med feil i overskriften." in page.locator(".framed").inner_text()
    assert page.problems == []


def test_who_else_writes_is_told_and_the_history_leads_back(browser_of, written, section):
    mine, theirs = open_section(browser_of(HEAD), section), open_section(browser_of(AUTHOR), section)
    mine.reload()
    expect(mine.locator("#skriver-her")).to_contain_text("skriver her nå")
    type_after(theirs, 0, " Feil.")
    saved(theirs)

    with mine.expect_navigation():
        mine.get_by_role("link", name="Historikk").click()
    assert violations(mine) == []
    go_by(mine, ".row-list a >> nth=0")
    assert "tatt ut" in mine.locator("main").inner_text()
    assert violations(mine) == []
    mine.go_back()
    mine.locator(".row-list a").last.click()
    mine.get_by_role("button", name="Gjenopprett").click()
    mine.get_by_text("Teksten er gjenopprettet.").wait_for()
    assert stored(written, section) == ["Først.", "Sist."]
