"""Writing a section in a real browser, on a document of the test's own."""

import pytest

from tests.browser.conftest import go_by, violations

WRITING = ".prose-editor [role=textbox]"


@pytest.fixture
def section(open_page):
    """The address of an empty section of a new case paper with the accounting year 2023."""
    page = open_page()
    page.goto("/dokumenter/ny/?sak=5")
    page.select_option("[name=kind]", "case_paper")
    page.fill("[name=title]", "Prøvesak")
    page.fill("[name=document_owner]", "IKT-lederen")
    page.fill("[name=as_of]", "2024-02-01")
    page.fill("[name=accounting_year]", "2023")
    go_by(page, "button:text-is('Lagre')")
    page.wait_for_url("**/disposisjon/")
    return page.get_attribute("tbody tr:nth-child(3) th a", "href")


@pytest.mark.parametrize("width", [1280, 820, 390])
def test_the_editor_is_accessible_and_fits_its_screen(open_page, section, width):
    page = open_page(width)

    page.goto(section)
    page.wait_for_selector(WRITING)

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.problems == []


def test_a_text_is_typed_a_figure_inserted_and_seen_before_it_is_saved(open_page, section):
    page = open_page()
    page.goto(section)

    page.click(WRITING)
    page.keyboard.type("Merforbruket ble [[merforbruk")
    page.locator(".token-hit[aria-selected=true] >> text=merforbruk ·").wait_for()
    page.keyboard.press("Enter")
    page.keyboard.type(".")
    go_by(page, "text=Forhåndsvis")
    assert "Merforbruket ble 1 937 783 kr." in page.inner_text(".framed").replace("\u00a0", " ")
    assert "ikke lagret ennå" in page.inner_text("main")

    page.wait_for_selector(WRITING)
    go_by(page, "button:text-is('Lagre')")

    assert page.inner_text(".messages") == "Avsnittet er lagret."
    assert page.problems == []


def test_an_unknown_token_is_saved_and_told(open_page, section):
    page = open_page()
    page.goto(section)

    page.click(WRITING)
    page.keyboard.type("Se [[merforbrk]].")
    page.click("button:text-is('Lagre')")
    page.get_by_text("Avsnittet er lagret.").wait_for()
    page.locator(f"{WRITING} .chip.is-broken").wait_for()

    assert "[[merforbrk]] finnes ikke." in page.inner_text(".messages")
    assert page.inner_text(WRITING) == "Se [[merforbrk]] finnes ikke."


def test_two_who_write_at_once_lose_nothing(open_page, section):
    first, second = open_page(), open_page()
    for page in (first, second):
        page.goto(section)
        page.wait_for_selector(WRITING)
    for page, text in ((first, "Deres tekst."), (second, "Min tekst.")):
        page.click(WRITING)
        page.keyboard.type(text)
        page.wait_for_timeout(1500)

    asked = second.get_by_role("group", name="To har skrevet det samme")
    asked.get_by_role("button", name="Ta med begge").click()
    asked.wait_for(state="detached")

    assert sorted(second.locator(f"{WRITING} p").all_inner_texts()) == ["Deres tekst.", "Min tekst."]


def test_without_javascript_a_section_is_written_in_a_plain_field(open_page, section):
    page = open_page(java_script_enabled=False)
    page.goto(section)

    page.fill("textarea[name=body]", "Første avsnitt.\n\nAndre avsnitt.")
    go_by(page, "button:text-is('Lagre')")
    go_by(page, "text=Hent tallene")

    assert page.locator(".framed p").all_inner_texts() == ["Første avsnitt.", "Andre avsnitt."]
