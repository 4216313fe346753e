"""Reading a paper on an iPad: one's place is kept from visit to visit and from device to device, and marks follow what
was read."""

import re

from tests.browser.conftest import go_by, violations

IPAD = {"has_touch": True, "is_mobile": True}
REPORT, PAPER = "/dokumenter/1/", "/dokumenter/2/"
MEMBER = "vestnes@demo.example"


def small(page):
    """What is to be touched in the bar and the panels, and is less than 44 px high."""
    return page.evaluate(
        "[...document.querySelectorAll('.reading-bar :is(a, button), .reading-panel:popover-open li a, .read-button')]"
        ".filter((one) => one.offsetParent && one.getBoundingClientRect().height < 43.9).map((one) => one.textContent)"
    )


def read_on(page, name):
    """To a section by the contents, and there until it is kept."""
    page.get_by_role("button", name="Innhold").tap()
    assert small(page) == []
    with page.expect_response(lambda answer: answer.url.endswith("/sted/"), timeout=15_000) as kept:
        page.locator("#innhold-ved-siden a", has_text=name).first.tap()
    assert kept.value.status == 204
    assert page.locator("#innhold-ved-siden:popover-open").count() == 0


def test_the_place_is_kept_over_a_reload_and_on_another_device(open_page):
    page = open_page(820, email=MEMBER, **IPAD)
    page.set_viewport_size({"width": 820, "height": 1180})
    page.goto(REPORT)
    page.get_by_role("button", name="Saksliste").tap()
    assert page.locator("#saksliste-ved-siden a[aria-current=page]").get_attribute("href") == REPORT
    assert small(page) == []
    assert violations(page) == []
    page.keyboard.press("Escape")
    read_on(page, "Support")

    page.reload()
    page.goto(REPORT)
    offer = page.get_by_role("link", name=re.compile("Fortsett der du var: avsnitt .* Support"))
    offer.tap()
    page.wait_for_function("scrollY > 500")
    assert violations(page) == []

    other = open_page(390, email=MEMBER)
    other.goto("/moter/2024/M1/")
    other.get_by_role("link", name=re.compile("Fortsett der du var")).first.click()
    other.wait_for_url(re.compile(f"{REPORT}#"))
    assert other.evaluate("document.querySelector(location.hash).closest('section').textContent.includes('Support')")
    assert [*page.problems, *other.problems] == []


def test_a_mark_is_set_where_one_is_and_lost_when_the_section_says_something_else(open_page):
    page = open_page(820, email=MEMBER, **IPAD)
    page.goto(PAPER)
    for number in ("2", "3"):
        page.get_by_role("button", name=f"Merk avsnitt {number} som lest", exact=True).tap()
        page.get_by_role("button", name=f"Fjern merket på avsnitt {number}", exact=True).wait_for()
    assert page.locator("[data-read-told]").first.inner_text() == "2 av 22 avsnitt lest"
    page.reload()
    assert page.locator("[data-read-told]").first.inner_text() == "2 av 22 avsnitt lest"

    rewrite(open_page, page.locator("#avsnitt-2").get_attribute("data-section"))
    page.goto(PAPER)

    assert page.locator("[data-read-told]").first.inner_text() == "1 av 22 avsnitt lest, 1 endret siden"
    assert "Endret siden du leste det" in page.locator("#avsnitt-2").inner_text()
    assert "Lest" in page.locator("#avsnitt-3 [data-read-mark]").inner_text()
    assert violations(page) == []
    assert page.problems == []


def rewrite(open_page, key):
    """The head writes more in the section, and approves the paper again."""
    head = open_page(email="leder@demo.example", java_script_enabled=False)
    head.goto(f"/avsnitt/{key.removeprefix('s')}/")
    body = head.locator("textarea[name=body]")
    body.fill(f"{body.input_value()}<p>Dette er nytt.</p>")
    go_by(head, "main form:has(textarea[name=body]) button[type=submit] >> nth=0")
    head.goto(f"{PAPER}godkjenn/")
    head.fill("[name=reason]", "noe manglet")
    go_by(head, "main form button[type=submit]")


def test_without_a_network_marks_and_places_wait_and_are_sent_when_it_is_back(open_page):
    page = open_page(820, email="radsmedlem@demo.example", **IPAD)
    page.goto(PAPER)
    page.context.set_offline(True)

    page.get_by_role("button", name="Merk avsnitt 1 som lest", exact=True).tap()
    page.get_by_text("Nettet er borte. Merket lagres når det er tilbake.").wait_for()
    with page.expect_response(lambda answer: answer.url.endswith("/lest/")):
        page.context.set_offline(False)
    page.wait_for_function("!localStorage.getItem(`rorikt-unsent-reading:${document.body.dataset.person}`)")

    page.reload()
    assert page.locator("[data-read-told]").first.inner_text() == "1 av 22 avsnitt lest"


def test_marking_works_without_script(open_page):
    page = open_page(390, email="okonomi@demo.example", java_script_enabled=False)
    page.goto(PAPER)

    go_by(page, "button:has-text('Merk hele som lest')")

    assert page.get_by_text("22 av 22 avsnitt lest").count() >= 1
    page.get_by_role("button", name="Saksliste").click()
    assert page.locator("#saksliste-ved-siden:popover-open").count() == 1
