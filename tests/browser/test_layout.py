"""What a phone, an iPad and a dark screen make of the pages."""

import pytest

from tests.browser.conftest import go_by, violations

MANY = ("/", "/saker/4/", "/dokumenter/1/", "/okonomi/2023/", "/okonomi/nokler/ny/", "/brukerstotte/saker/")


@pytest.mark.parametrize("path", MANY)
def test_a_page_can_be_read_on_a_dark_screen(open_page, path):
    page = open_page(820, color_scheme="dark")

    page.goto(path)

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 27)"
    assert violations(page) == []


@pytest.mark.parametrize("path", [*MANY, "/moter/2024/M1/ny-sak/", "/dokumenter/2/tabeller/", "/avsnitt/100/"])
def test_a_page_fits_the_narrowest_screen(open_page, path):
    page = open_page(320)

    page.goto(path)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_table_that_is_wider_than_the_screen_says_so_and_no_other(open_page):
    page = open_page(390)
    hint = "getComputedStyle(document.querySelector('.table-scroll'), '::before').content"

    page.goto("/brukerstotte/saker/")
    assert "rull sidelengs" in page.evaluate(hint)

    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_function(f"{hint} === 'none'")


def test_a_filter_is_folded_on_a_phone_until_it_is_in_use(open_page):
    page = open_page(390)

    page.goto("/brukerstotte/saker/")
    assert not page.locator("main form.filter").is_visible()

    page.click("summary:has-text('Avgrens listen')")
    page.select_option("main form.filter select >> nth=0", index=1)
    go_by(page, "main form.filter button")
    assert page.locator("main form.filter").is_visible()


def test_the_contents_of_a_report_follow_the_reader_on_a_phone(open_page):
    page = open_page(390)
    page.goto("/dokumenter/1/")
    contents = page.locator("#innhold-ved-siden")

    page.click(".reading-bar button:has-text('Innhold')")
    contents.locator("a", has_text="Support").first.click()

    page.wait_for_function(
        "document.querySelector('#innhold-ved-siden [aria-current]')?.textContent.endsWith('Support')"
    )
    assert not contents.is_visible()
    bar = page.locator(".reading-bar").bounding_box()
    assert bar["y"] + bar["height"] == 1000


def test_the_editor_says_which_buttons_are_on(open_page):
    page = open_page()
    page.goto("/avsnitt/100/")
    bold = page.locator(".prose-menubar button[aria-label='Fet']")
    bold.wait_for()

    assert bold.get_attribute("aria-pressed") == "false"
    page.locator(".ProseMirror").click()
    bold.click()

    page.wait_for_function("document.querySelector('[aria-label=Fet]').getAttribute('aria-pressed') === 'true'")
    assert page.locator(".prose-menubar button[aria-label='Angre']").get_attribute("aria-pressed") is None
