"""A term explained where it stands, in a browser: by touch, by the keyboard, without script, and read by axe."""

import pytest

from tests.browser.conftest import violations

REPORT = "/dokumenter/1/"
MEANING = "Tankegangen at ingen bruker eller maskin er til å stole på"


def term(page):
    return page.get_by_role("button", name="Zero-trust").first


def shown(page):
    return page.locator(".explanation:popover-open")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_term_is_explained_beside_the_word_and_the_page_stays_accessible(open_page, width):
    page = open_page(width, email="vestnes@demo.example", has_touch=True)
    page.goto(REPORT)

    term(page).tap()

    assert MEANING in shown(page).inner_text()
    box, word = shown(page).bounding_box(), term(page).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert min(abs(box["y"] - word["y"] - word["height"]), abs(word["y"] - box["y"] - box["height"])) < 16
    assert violations(page) == []
    page.touchscreen.tap(5, 5)
    assert shown(page).count() == 0
    assert page.problems == []


def test_the_keyboard_opens_and_closes_it_and_stays_at_the_word(open_page):
    page = open_page(email="vestnes@demo.example")
    page.goto(REPORT)
    term(page).focus()

    page.keyboard.press("Enter")
    assert MEANING in shown(page).inner_text()
    page.keyboard.press("Escape")

    assert shown(page).count() == 0
    assert page.evaluate("document.activeElement.textContent") == "Zero-trust"


def test_a_screen_reader_hears_the_word_and_what_it_means(open_page):
    page = open_page(email="vestnes@demo.example")
    page.goto(REPORT)
    client = page.context.new_cdp_session(page)

    nodes = client.send("Accessibility.getFullAXTree")["nodes"]

    heard = [
        (node["role"]["value"], node["description"]["value"])
        for node in nodes
        if node.get("name", {}).get("value") == "Zero-trust" and node.get("description", {}).get("value")
    ]
    assert [role for role, _ in heard] == ["button"]
    assert MEANING in heard[0][1]


def test_it_works_without_script_and_a_copied_sentence_has_the_word(open_page):
    page = open_page(email="vestnes@demo.example", java_script_enabled=False)
    page.goto(REPORT)

    term(page).click()

    assert shown(page).count() == 1
    copied = page.evaluate(
        "() => { const point = document.querySelector('button.term').closest('p, li');"
        " getSelection().selectAllChildren(point); return [getSelection().toString(), point.textContent]; }"
    )
    assert copied[0].split() == copied[1].split()
