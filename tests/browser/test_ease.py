"""Reading for all: how pages look, the text read aloud, pages of attachments, and the whole by keyboard."""

import pytest

from tests.browser.conftest import found_by_axe, until, violations
from tests.pdfs import make_pdf

READING = (
    "/moter/2024/M1/",
    "/saker/4/",
    "/dokumenter/1/",
    "/dokumenter/2/",
    "/dokumenter/1/sammendrag/",
    "/lesevisning/",
)
# A voice of a device, told apart from one that sends the text away; what is asked of it is kept in `said`.
VOICE = """
(() => {
  const said = (window.said = []);
  const voices = [{ lang: "nb-NO", name: "Fjern", localService: false }];
  if (%s) voices.push({ lang: "nb-NO", name: "Nora", localService: true });
  const waiting = [];
  class Words { constructor(text) { this.text = text; } }
  const speech = {
    getVoices: () => voices,
    addEventListener: () => {},
    speak: (words) => { said.push([words.text, words.voice.name, words.lang, words.rate]); waiting.push(words); },
    cancel: () => waiting.splice(0),
  };
  Object.defineProperty(window, "SpeechSynthesisUtterance", { value: Words });
  Object.defineProperty(window, "speechSynthesis", { value: speech });
  window.heard = () => waiting.splice(0).forEach((words) => words.onend());
})();
"""


def choose(page, name, value):
    page.click(".looks-link")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.check(f".looks-dialog input[name={name}][value='{value}']")
    until(page, "document.querySelector('.looks-said').textContent === 'Lagret.'")
    page.keyboard.press("Escape")


def poor_contrast(page):
    """Texts with less than seven to one, as axe reckons it on the page."""
    rule = {"type": "rule", "values": ["color-contrast-enhanced"]}
    return [
        f"{node['target']} {node['any'][0]['message']}"
        for found in found_by_axe(page, {"runOnly": rule})
        for node in found["nodes"]
        if "chart" not in str(node["target"]) and "svg" not in str(node["target"])
    ]


def test_what_is_chosen_is_seen_at_once_and_is_there_when_one_comes_back(open_page):
    page = open_page(820, email="kundeservice@demo.example", has_touch=True)
    page.goto("/dokumenter/1/")
    before = page.evaluate("document.querySelector('.document p').getBoundingClientRect().height")

    choose(page, "size", "150")
    choose(page, "scheme", "dark")
    at_once = page.evaluate("document.querySelector('.document p').getBoundingClientRect().height")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.goto("/moter/2024/M1/")

    assert at_once > before
    assert ground == "rgb(20, 24, 27)"
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "24px"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground
    assert page.evaluate("document.documentElement.scrollWidth") <= 820
    choose(page, "size", "100")
    choose(page, "scheme", "auto")
    assert page.problems == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_high_contrast_is_seven_to_one_on_every_reading_page(open_page, scheme):
    page = open_page(820, contrast="more", color_scheme=scheme)

    found = {}
    for path in READING:
        page.goto(path)
        found[path] = poor_contrast(page) + violations(page)

    assert found == {path: [] for path in READING}


@pytest.mark.parametrize("width", [820, 390])
def test_reading_pages_are_accessible_on_a_dark_ground(open_page, width):
    page = open_page(width, color_scheme="dark")

    found = {}
    for path in READING:
        page.goto(path)
        found[path] = violations(page)

    assert found == {path: [] for path in READING}


def test_reading_pages_need_no_scrolling_aside_at_four_hundred_per_cent_and_large_text(open_page):
    page = open_page(320)

    wide = []
    for path in READING:
        page.goto(path)
        for size in ("100", "175"):
            page.evaluate("(size) => document.documentElement.setAttribute('data-text-size', size)", size)
            width = page.evaluate("document.documentElement.scrollWidth")
            wide += [(path, size, width)] if width > 320 else []

    assert wide == []


def test_a_text_is_read_paragraph_by_paragraph_with_its_figures_as_words(open_page):
    page = open_page(820)
    page.add_init_script(VOICE % "true")
    page.goto("/dokumenter/2/")

    page.click("[data-aloud-open]")
    until(page, "said.length === 1")
    page.click("[data-act=on]")
    until(page, "said.length === 2")
    page.focus(".document .table-scroll tbody tr >> nth=0")
    page.keyboard.press("Enter")
    until(page, "said.length === 3")
    row = page.inner_text(".is-aloud")
    for _ in range(12):
        page.evaluate("heard()")
        page.wait_for_timeout(80)  # what follows is said a little later
    page.click("[data-act=play]")
    said = page.evaluate("said.map((one) => one[0])")

    assert not any(letter.isdigit() for text in said for letter in text)
    assert page.evaluate("[...new Set(said.map((one) => one[1] + ' ' + one[2]))]") == ["Nora nb-NO"]
    assert said[2:5] == ["Etableringskostnad SOC+.", "Beløp:", "to hundre tusen"]  # a row, its cells by their heads
    assert row.split("\t")[0].strip()
    assert page.inner_text("[data-act=play]") == "Les"
    assert violations(page) == []
    page.click("[data-act=close]")
    assert page.locator(".is-aloud, .aloud-block").count() == 0
    assert page.problems == []


def test_a_voice_that_sends_the_text_away_is_not_used(open_page):
    page = open_page(820)
    page.add_init_script(VOICE % "false")
    page.goto("/dokumenter/2/")

    page.click("[data-aloud-open]")
    until(page, "document.querySelector('.aloud-bar p').textContent")

    assert "sender teksten til en tjener" in page.inner_text(".aloud-bar p")
    assert page.evaluate("said") == []


def test_an_attachment_is_read_on_its_page(open_page):
    page = open_page(820)
    page.goto("/saker/8/")
    file = {"name": "Avtale.pdf", "mimeType": "application/pdf", "buffer": make_pdf(pages=3, text="Avtalens del")}
    page.set_input_files("input[type=file]", file)
    page.click("#last-opp button[type=submit]")
    page.wait_for_url("**/vedlegg/*/", timeout=60_000)

    for _ in range(30):
        if page.locator("#side-3 img").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    page.locator("#side-2 img").scroll_into_view_if_needed()
    until(page, "document.querySelector('#side-2 img').naturalWidth > 1000")
    page.click("#side-2 summary")

    assert "Avtalens del 2" in page.inner_text("#side-2")
    assert violations(page) == []
    assert page.problems == []


def test_the_keyboard_leads_to_the_text_and_through_the_panel(open_page):
    page = open_page(1280)
    page.goto("/dokumenter/1/")

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hopp til teksten"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "teksten"

    page.focus(".looks-link")
    page.keyboard.press("Enter")
    page.wait_for_selector(".looks-dialog[open]")
    assert page.evaluate("document.activeElement.name") == "size"
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "looks-link"
