"""The board of a report in a browser: several sections at once by keyboard, and a comment on marked words."""

from tests.browser.conftest import go_by, violations
from tests.browser.test_next_meeting import FOCUSED

MOST = 200  # stops of the Tab key


def tab_to(page, words):
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).startswith(words):
            return
    raise AssertionError(f"the Tab key does not reach «{words}» on {page.url}")


def look(page):
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 1000})
        assert violations(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        rows = {round(column.bounding_box()["y"]) for column in page.locator(".board-column").all()}
        assert len(rows) in ({0, 4} if width == 390 else {0, 1})


def press(page, label):
    tab_to(page, label)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def text(page):
    return page.inner_text("main").replace("\u00a0", " ")


def test_a_report_is_started_from_the_last_one_and_filled_from_the_board(open_page):
    page = open_page(1280)
    page.goto("/dokumenter/1/")  # the report of the demo that is approved; the one after it is begun
    press(page, "Lag neste rapport fra denne")
    look(page)
    page.fill("[name=title]", "Rapport for mai")
    press(page, "Start rapporten")
    assert "Rapport for mai" in text(page)
    look(page)

    # What was carried over is confirmed, and what can be unchanged is, with the keyboard alone.
    press(page, "Ubekreftet tekst fra forrige")
    assert page.locator("[name=section]:checked").count() > 0
    press(page, "Bekreft teksten")
    assert "er bekreftet." in text(page)
    assert page.locator("text=Fast tekst, ikke bekreftet").count() == 0
    press(page, "Kan være uendret")
    press(page, "Uendret siden sist")
    assert "merket som uendret siden sist" in text(page)
    look(page)

    # One section: last time beside, and a comment on marked words that mentions a colleague.
    go_by(page, ".board-card:has-text('Uendret siden sist') a >> nth=0")
    assert "Slik det ble godkjent" in text(page)
    look(page)
    page.locator(".last-time .document p").first.evaluate(
        "p => getSelection().selectAllChildren(p.firstElementChild ?? p)"
    )
    page.click("[data-take-marked]")
    assert page.input_value("[name=quote]")
    page.click("summary:has-text('Hvem som kan nevnes')")
    page.click("[data-mention] >> nth=0")
    page.keyboard.type("stemmer dette fortsatt?")
    go_by(page, "button:has-text('Legg til kommentar')")
    assert "stemmer dette fortsatt?" in text(page)
    look(page)
    assert page.problems == []

    page.goto("/avsnitt/mine/")
    look(page)
