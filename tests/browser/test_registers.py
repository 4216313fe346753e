"""A register written in as a spreadsheet: by keyboard alone, by pasting, by two at once, and without a network."""

import pytest

from tests.browser.conftest import violations

playwright_api = pytest.importorskip("playwright.sync_api")
expect = playwright_api.expect
SAVED = "#saving-state:has-text('Lagret')"
PASTE = """([text, html]) => {
  const data = new DataTransfer();
  if (text) data.setData("text/plain", text);
  if (html) data.setData("text/html", html);
  const told = { clipboardData: data, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", told));
}"""
TAB_STOPS = "document.querySelectorAll('[role=grid] [tabindex=\"0\"], [role=grid] a:not([tabindex])').length"


def opened(page, slug="avtaler"):
    page.goto(f"/registre/{slug}/")
    expect(page.locator("table[role=grid]")).to_be_visible()


def row_of(page, name):
    """The one whose first box says this."""
    return page.locator("tbody tr:visible", has=page.locator(f"td:nth-child(2) .box:text-is('{name}')"))


def box(page, name, title):
    index = page.eval_on_selector(f"th[data-label='{title}']", "head => Number(head.dataset.place)")
    return row_of(page, name).locator("td").nth(index)


def new_row(page, *texts):
    """Written by keyboard in the blank row, each text in the next box."""
    page.locator("tr.is-new td").first.click()
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(row_of(page, texts[0]).locator("th a")).to_be_visible()


def paste(page, text="", html=""):
    page.evaluate(PASTE, [text, html])


def test_a_row_is_written_changed_undone_and_taken_away_by_keyboard_alone(open_page):
    page = open_page(1280)
    opened(page)
    assert page.evaluate(TAB_STOPS) == 1

    page.locator("button[data-do=new-row]").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Tastatur")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Molde, Vestnes")
    page.keyboard.press("Enter")
    expect(box(page, "Tastatur", "Kommuner")).to_have_text("Molde, Vestnes")
    expect(row_of(page, "Tastatur").locator("th a")).to_be_visible()

    # Enter has gone down, back to where the row was begun.
    page.keyboard.press("ArrowUp")
    expect(box(page, "Tastatur", "Avtale")).to_be_focused()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.keyboard.type("1.9.24")
    page.keyboard.press("Escape")
    expect(box(page, "Tastatur", "Til")).to_have_text("")
    page.keyboard.press("F2")
    page.keyboard.type("1.9.24")
    page.keyboard.press("Enter")
    expect(box(page, "Tastatur", "Til")).to_have_text("01.09.2024")

    page.keyboard.press("ArrowUp")
    page.keyboard.press("Delete")
    expect(box(page, "Tastatur", "Til")).to_have_text("")
    page.keyboard.press("Control+z")
    expect(box(page, "Tastatur", "Til")).to_have_text("01.09.2024")
    page.keyboard.press("Control+y")
    expect(box(page, "Tastatur", "Til")).to_have_text("")

    # A state is chosen from a list, and shown as word and colour.
    box(page, "Tastatur", "Status").focus()
    page.keyboard.press("Enter")
    page.locator("td.is-edited select").select_option("Sagt opp")
    page.keyboard.press("Enter")
    expect(box(page, "Tastatur", "Status").locator(".ds-tag")).to_have_attribute("data-color", "warning")

    box(page, "Tastatur", "Avtale").focus()
    page.keyboard.press("Control+-")
    expect(row_of(page, "Tastatur")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(row_of(page, "Tastatur")).to_be_visible()
    expect(page.locator(SAVED)).to_be_visible()
    page.reload()
    expect(box(page, "Tastatur", "Status")).to_have_text("Sagt opp")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 1000})
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.problems == []


def test_a_pasted_block_is_stored_but_for_its_faults_which_stay_until_they_are_settled(open_page):
    page = open_page(1280)
    opened(page)
    page.locator("tr.is-new td").first.click()

    paste(page, 'Limt inn\t"Firma ""A""\nog B"\tMolde\tsnart\r\nLimt to\tFirma B\tÅs\t1.1.24\r\n')

    expect(box(page, "Limt inn", "Leverandør")).to_have_text('Firma "A" og B')
    expect(box(page, "Limt to", "Fra")).to_have_text("01.01.2024")
    for name, title, why in (
        ("Limt inn", "Fra", "er ikke en dato"),
        ("Limt to", "Kommuner", "er ikke en av kommunene"),
    ):
        fault = box(page, name, title)
        expect(fault).to_have_attribute("aria-invalid", "true")
        told = fault.get_attribute("aria-describedby")
        expect(page.locator(f"[id='{told}']")).to_contain_text(why)
    assert violations(page) == []

    page.reload()  # what could not be stored is still there
    expect(box(page, "Limt inn", "Fra").locator(".box")).to_have_text("snart")
    box(page, "Limt inn", "Fra").focus()
    page.keyboard.press("Enter")
    page.locator("td.is-edited input").fill("2.1.24")
    page.keyboard.press("Enter")
    expect(box(page, "Limt inn", "Fra")).to_have_text("02.01.2024")
    box(page, "Limt to", "Kommuner").get_by_role("button", name="Forkast").click()
    expect(box(page, "Limt to", "Kommuner")).to_have_text("")
    page.reload()
    expect(page.locator("[aria-invalid=true]")).to_have_count(0)

    # Wider than the table: what fits is stored, what does not is kept and told at the edge.
    box(page, "Limt to", "Fagområde").focus()
    paste(page, html="<table><tr><td>Plass</td><td>For</td><td>bredt</td></tr></table>")
    expect(box(page, "Limt to", "Fagområde").locator(".box")).to_have_text("Plass")
    expect(box(page, "Limt to", "Fagområde")).to_contain_text("2 kolonner bredere enn tabellen")
    expect(page.locator("[data-rest] textarea")).to_have_value("For\tbredt")
    page.locator("[data-rest] button", has_text="Forkast").click()
    expect(page.locator("[data-rest]")).to_be_hidden()

    # The block is undone in one, which takes its rows away again.
    page.locator("tr.is-new td").first.click()
    paste(page, "Angres en\r\nAngres to")
    expect(row_of(page, "Angres to").locator("th a")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(row_of(page, "Angres en")).to_have_count(0)
    expect(row_of(page, "Angres to")).to_have_count(0)
    expect(page.locator(SAVED)).to_be_visible()
    assert page.problems == []


def test_two_in_one_box_choose_between_both_texts_and_none_is_undone_silently(open_page):
    page = open_page(1280)
    opened(page)
    new_row(page, "To samtidig", "Først")
    other = open_page(1280, email="sekretar@demo.example")
    opened(other)

    box(other, "To samtidig", "Leverandør").click()
    other.keyboard.type("Den andre")
    other.keyboard.press("Enter")
    expect(other.locator(SAVED)).to_be_visible()
    box(page, "To samtidig", "Leverandør").click()
    page.keyboard.type("Min")
    page.keyboard.press("Enter")

    conflict = box(page, "To samtidig", "Leverandør")
    expect(conflict).to_contain_text("Noen andre har skrevet «Den andre»")
    expect(conflict.locator("blockquote").first).to_have_text("Min")
    assert violations(page) == []
    conflict.get_by_role("button", name="Bruk det som er lagret").click()
    expect(conflict).to_have_text("Den andre")

    # What one wrote first is undone: the other's text stands, and both are told again.
    page.locator("button[data-do=undo]").click()
    page.locator("button[data-do=undo]").click()
    expect(conflict).to_contain_text("Noen andre har skrevet «Den andre»")
    conflict.get_by_role("button", name="Bruk mitt").click()
    expect(conflict).to_have_text("")
    expect(page.locator(SAVED)).to_be_visible()
    assert page.problems == []


def test_what_is_written_without_a_network_is_kept_and_stored_when_it_is_back(open_page):
    page = open_page(1280)
    opened(page)
    new_row(page, "Uten nett")

    page.context.set_offline(True)
    box(page, "Uten nett", "Leverandør").click()
    page.keyboard.type("Skrevet frakoblet")
    page.keyboard.press("Enter")
    expect(page.locator("#saving-state")).to_contain_text("er tatt vare på i nettleseren")
    expect(box(page, "Uten nett", "Leverandør")).to_have_text("Skrevet frakoblet")
    page.context.set_offline(False)

    expect(page.locator(SAVED)).to_be_visible()
    expect(box(page, "Uten nett", "Leverandør")).to_have_text("Skrevet frakoblet")
    page.reload()
    expect(box(page, "Uten nett", "Leverandør")).to_have_text("Skrevet frakoblet")
