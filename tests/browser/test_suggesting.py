"""A change suggested in the editor and taken in part by the owner; and somebody mentioned from the list by keyboard."""

import pytest

from tests.browser.conftest import go_by, violations

playwright_api = pytest.importorskip("playwright.sync_api")
expect = playwright_api.expect
OWNER, OTHER = "leder@demo.example", "administrator@demo.example"
WRITING = ".prose-editor [role=textbox]"


def look(page):
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 1000})
        assert violations(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


@pytest.fixture
def section(open_page):
    """The address of a section with two paragraphs, in a draft of its own."""
    page = open_page(email=OWNER)
    page.goto("/dokumenter/?kind=activity_report")
    go_by(page, "main tbody a >> nth=0")
    go_by(page, "text=Lag neste rapport fra denne")
    page.fill("[name=title]", "Rapport med forslag")
    go_by(page, "button:has-text('Start rapporten')")
    page.goto(page.url.replace("tavle/", "disposisjon/"))
    page.fill("[name=title]", "Forslagene")
    go_by(page, "main form button[type=submit] >> nth=-1")
    go_by(page, "a:has-text('Forslagene') >> nth=-1")
    page.wait_for_selector(WRITING)
    page.click(WRITING)
    page.keyboard.type("Vi er ti ansatte.")
    page.keyboard.press("Enter")
    page.keyboard.type("Tre av dem er nye.")
    go_by(page, "button:has-text('Lagre')")
    return page.url.split("?")[0]


def test_a_change_is_suggested_and_the_owner_takes_what_is_right(open_page, section):
    other = open_page(email=OTHER)
    other.goto(f"{section}kommentarer/")
    go_by(other, "a:has-text('Foreslå endring')")
    other.wait_for_selector(WRITING)
    look(other)
    other.locator(f"{WRITING} p").nth(0).click()
    other.keyboard.press("End")
    other.keyboard.type(" To er i permisjon.")
    other.keyboard.press("Enter")
    other.keyboard.type("Dette er et nytt avsnitt.")
    other.fill("[name=reason]", "Slik er det nå.")
    other.wait_for_timeout(500)

    # What is written stays in the browser until it is sent.
    other.reload()
    expect(other.locator(WRITING)).to_contain_text("To er i permisjon.")
    go_by(other, "button:has-text('Send forslaget')")
    assert other.inner_text("h1").startswith("Forslag fra")
    assert "To er i permisjon." in other.inner_text("ins >> nth=1")
    look(other)
    edit = other.url

    owner = open_page(email=OWNER)
    owner.goto(section)
    assert "To er i permisjon." not in owner.inner_text(WRITING)
    owner.locator("#forslag-til-endring").scroll_into_view_if_needed()
    go_by(owner, "a:has-text('Forslag fra')")
    assert owner.url == edit
    look(owner)
    owner.locator("[type=checkbox]").nth(1).uncheck()
    owner.fill("[name=answer]", "Takk. Det nye avsnittet hører hjemme et annet sted.")
    go_by(owner, "button:has-text('Ta inn')")
    expect(owner.locator(WRITING)).to_contain_text("Vi er ti ansatte. To er i permisjon.")
    assert "Dette er et nytt" not in owner.inner_text(WRITING)

    other.goto("/avsnitt/mine/")
    assert "Delvis tatt inn" in other.inner_text("main")
    look(other)
    other.goto(edit)
    assert "hører hjemme et annet sted" in other.inner_text("main")
    assert other.problems == owner.problems == []


def test_somebody_is_mentioned_from_the_list_with_the_keyboard_alone_and_by_touch(open_page, section):
    page = open_page(email=OTHER)
    page.goto(f"{section}kommentarer/")
    text = page.locator("form[data-comment] textarea")
    names = page.get_by_role("listbox")
    text.focus()
    page.keyboard.type("Hei @")
    expect(names).to_be_visible()
    assert names.get_by_role("option").count() > 1
    look(page)
    first, second = names.get_by_role("option").all_inner_texts()[:2]
    page.keyboard.press("ArrowDown")
    assert page.locator(f"#{text.get_attribute('aria-activedescendant')}").inner_text() == second
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(text).to_have_value(f"Hei @{first} ")
    expect(names).to_be_hidden()

    page.keyboard.type(f"og @{second[:3].lower()}")
    names.get_by_role("option", name=second).click()
    expect(text).to_have_value(f"Hei @{first} og @{second} ")
    page.keyboard.type("@")
    page.keyboard.press("Escape")
    expect(names).to_be_hidden()
    page.keyboard.press("Backspace")
    page.keyboard.type("se her: navn@example.no")
    expect(names).to_be_hidden()
    go_by(page, "button:has-text('Legg til kommentar')")
    assert "navn@example.no" in page.inner_text(".comment-list")
    look(page)

    go_by(page, "a:has-text('Svar')")
    page.locator("textarea").focus()
    page.keyboard.type("@")
    expect(page.get_by_role("listbox")).to_be_visible()
    look(page)
    assert page.problems == []
