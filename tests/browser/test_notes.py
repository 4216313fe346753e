"""Notes on the iPad: at a paragraph without a network, and with the keyboard alone."""

import pytest

from tests.browser.conftest import violations

playwright_api = pytest.importorskip("playwright.sync_api")
expect = playwright_api.expect

MEMBER = "radsmedlem@demo.example"
IPAD = {"has_touch": True}


def paper_of(page):
    """The report of the demo's first meeting, which is approved."""
    page.goto("/moter/2024/M1/")
    page.goto(page.locator("main a[href*='/dokumenter/']").first.get_attribute("href"))
    expect(page.locator("article.document")).to_be_visible()


def test_a_note_is_made_without_a_network_and_is_on_the_server_when_it_is_back(open_page):
    page = open_page(820, email=MEMBER, **IPAD)
    paper_of(page)
    paragraph = page.locator("article.document p[data-id]").nth(2)

    page.context.set_offline(True)
    paragraph.tap()
    page.get_by_role("group", name="Noter ved avsnittet").get_by_role("button", name="Notat").tap()
    page.keyboard.type("Skrevet på toget")
    expect(page.locator("#saving-state, .saving-state").first).to_contain_text("tatt vare på i nettleseren")
    page.context.set_offline(False)
    expect(page.locator(".note-said", has_text="Lagret")).to_be_visible(timeout=15_000)

    page.reload()
    card = page.locator(".note", has_text="Skrevet på toget")
    expect(card).to_be_visible()
    assert card.evaluate("card => card.nextElementSibling.dataset.id") == paragraph.get_attribute("data-id")
    assert violations(page) == []


def test_what_was_not_sent_when_the_page_was_left_is_put_back_where_it_was_written(open_page):
    page = open_page(820, email=MEMBER, **IPAD)
    paper_of(page)
    page.route("**/lagre/", lambda route: route.abort())
    page.locator("article.document p[data-id]").nth(4).tap(
        position={"x": 2, "y": 4}
    )  # beside its figures, which lead on
    page.get_by_role("group", name="Noter ved avsnittet").get_by_role("button", name="Notat").tap()
    page.keyboard.type("Siden ble lukket")
    expect(page.locator(".saving-state").first).to_contain_text("tatt vare på i nettleseren")

    page.reload()
    expect(page.locator(".note textarea").filter(has_text="")).not_to_have_count(0)
    values = page.locator(".note textarea").evaluate_all("all => all.map(one => one.value)")
    assert "Siden ble lukket" in values

    page.unroute("**/lagre/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".note-said", has_text="Lagret")).to_be_visible(timeout=15_000)
    page.reload()
    expect(page.locator(".note", has_text="Siden ble lukket")).to_be_visible()


def test_a_note_is_made_read_and_deleted_by_the_keyboard_alone(open_page):
    page = open_page(1280, email=MEMBER)
    paper_of(page)

    toggle = page.get_by_role("button", name="Notatknapp ved hvert avsnitt")
    toggle.focus()
    page.keyboard.press("Enter")
    first = page.locator(".note-here").first
    expect(first).to_be_visible()
    assert violations(page) == []
    first.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Med tastatur")
    expect(page.locator(".note-said", has_text="Lagret")).to_be_visible(timeout=10_000)
    page.reload()
    page.locator(".note summary", has_text="Med tastatur").focus()
    page.keyboard.press("Enter")
    delete = page.locator(".note", has=page.locator("summary", has_text="Med tastatur")).get_by_role(
        "link", name="Slett"
    )
    delete.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Notatet er slettet.")).to_be_visible()
    page.wait_for_timeout(1500)
    page.reload()
    expect(page.locator(".note", has_text="Med tastatur")).to_have_count(0)
