"""What other programs put on the clipboard, pasted into a section in a real browser."""

import re

import pytest

from tests.browser.conftest import violations
from tests.browser.test_editor import WRITING
from tests.browser.test_editor import section as section
from tests.meetings.pictures.test_pictures import picture
from tests.rorikt.texts.test_pasting import HEAD, TAIL, point

expect = pytest.importorskip("playwright.sync_api").expect
PASTE = """([html, text]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.querySelector(".prose-editor [role=textbox]").dispatchEvent(event);
}"""


def go_on_writing(page, place="p"):
    """Once the caret is seen in such an element of the text again, a moment after a dialog."""
    expect(page.locator(WRITING)).to_be_focused()
    page.wait_for_function(
        "where => [...document.querySelectorAll(where)].some(one => one.contains(getSelection().anchorNode))",
        arg=f"{WRITING} {place}",
    )


def test_words_list_and_table_are_pasted_kept_and_printed(open_page, section):
    page = open_page()
    page.goto(section)
    page.click(WRITING)
    table = "<table><tr><td>Navn</td><td>Antall</td></tr><tr><td>Fiber</td><td>3</td></tr></table>"
    html = (
        HEAD + "<h2>Nett</h2>" + point("·", "En") + point("o", "Under", 2) + table + "<img src='file:///x.png'>" + TAIL
    )

    page.evaluate(PASTE, [html, "x"])
    page.wait_for_selector(".editor-told p")
    told = page.inner_text(".editor-told")
    faults = violations(page)
    page.click("button:text-is('Lagre')")
    page.wait_for_selector(".messages")
    page.goto(section)
    page.wait_for_selector(WRITING)

    assert told == "Et bilde fulgte ikke med. Sett det inn med knappen «Bilde»."
    assert faults == []
    assert page.inner_text(".framed ul ul") == "Under"
    assert page.locator(".framed thead th").all_inner_texts() == ["Navn", "Antall"]
    assert page.inner_text(".framed h3") == page.inner_text(f"{WRITING} h3") == "Nett"
    assert page.locator(f"{WRITING} td").all_inner_texts() == ["Fiber", "3"]
    assert page.problems == []


def test_a_table_a_note_and_a_described_picture_are_written_by_the_keyboard(open_page, section, tmp_path):
    page = open_page(390)
    page.goto(section)
    page.click(WRITING)
    page.keyboard.type("Avtalen")
    page.keyboard.press("Control+Alt+f")
    page.keyboard.type("Fra 2021.")
    page.get_by_role("button", name="Bruk", exact=True).press("Enter")
    page.wait_for_selector(f"{WRITING} small")
    go_on_writing(page)
    page.get_by_role("button", name="Tabell", exact=True).press("Enter")
    page.keyboard.type("Oversikt")
    page.get_by_role("button", name="Sett inn", exact=True).last.press("Enter")
    page.wait_for_selector(f"{WRITING} table")
    go_on_writing(page, "th")
    for head in ("Navn", "Antall", "Merknad"):
        page.keyboard.type(head)
        page.keyboard.press("Tab")
    expect(page.locator(f"{WRITING} th")).to_have_text(["Navn", "Antall", "Merknad"])
    page.locator(f"{WRITING} p").first.click()
    (tmp_path / "rødt.png").write_bytes(picture())
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Bilde", exact=True).press("Enter")
    chooser.value.set_files(tmp_path / "rødt.png")
    page.get_by_label("Hva bildet viser").fill("Et rødt felt")
    with page.expect_response(re.compile(r"/dokumenter/\d+/bilder/")) as shown:
        page.get_by_role("button", name="Bruk", exact=True).press("Enter")
    assert shown.value.status == 200
    faults = violations(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    page.click("button:text-is('Lagre')")
    page.wait_for_selector(".messages")
    page.goto(section)

    assert (faults, width) == ([], 390)
    assert "Fra 2021." in page.inner_text(".framed .notes")
    assert page.inner_text(".framed caption") == "Oversikt"
    assert page.inner_text(".framed thead th >> nth=0") == "Navn"
    assert page.get_attribute(".framed figure img", "alt") == "Et rødt felt"
    assert page.problems == []


def test_without_a_network_the_words_are_pasted_and_it_is_said(open_page, section):
    page = open_page()
    page.goto(section)
    page.click(WRITING)
    page.route("**/lim-inn/", lambda route: route.abort())

    page.evaluate(PASTE, ["<p>En</p><p>To</p>", "En\n\nTo"])
    page.wait_for_selector(".editor-told p")

    assert page.locator(f"{WRITING} p").all_inner_texts()[:2] == ["En", "To"]
    assert page.inner_text(".editor-told").startswith("Serveren svarte ikke")
