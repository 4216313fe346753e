"""Figures in the text of a section as one sees and changes them, while what is stored stays as it was written."""

import random
import re

import pytest

from rorikt.texts import richtext
from tests.browser.conftest import go_by, violations
from tests.browser.test_editor import WRITING
from tests.browser.test_editor import section as section

expect = pytest.importorskip("playwright.sync_api").expect
CHIP = f"{WRITING} .chip"
SEARCH = "#token-search"
AT_START = "document.querySelector('.ProseMirror').editor.state.selection.from === 1"


@pytest.fixture
def page(open_page, section):
    page = open_page()
    page.goto(section)
    page.click(WRITING)
    return page


def stored(page):
    """What is saved, without the ids of its blocks."""
    return re.sub(r' data-id="\w+"', "", page.input_value("textarea[name=body]"))


def wait_for_the_start(page):
    """The caret is there, and the editor has heard of it from the browser."""
    for _ in range(100):
        if page.evaluate(AT_START):
            return
        page.wait_for_timeout(50)
    raise AssertionError("the caret did not come to the start of the text")


def expect_words(page, *words):
    """On the chips, once the server has told what they stand for."""
    expect(page.locator(CHIP)).to_have_text(list(words))


# Pieces of texts: tokens where a text may have them, and brackets that are none.
INSIDES = ["merforbruk", "merforbrk", "", " merforbruk ", "sla-prosent:kritisk:2024-01", "a [b", "å & < >", "to ord"]
AROUND = [
    "{}",
    "<strong>{}</strong>",
    "Se {}.",
    "{}{}",
    "<em>Før {} etter</em>",
    '<a href="https://a.no">{}</a>',
    "[{}]",
]
LOOSE = [
    "tekst",
    "[[",
    "]]",
    "[[mer<strong>for</strong>bruk]]",
    "[ [x]]",
    "<br>",
    "&amp; ",
    "<small>En note [[tall]]</small>",
]
BLOCKS = [
    "<p>{}</p>", "<h3>{}</h3>", "<ul><li><p>{}</p></li></ul>", "<blockquote><p>{}</p></blockquote>",
    "<table><thead><tr><th>{}</th></tr></thead><tbody><tr><td>{}</td></tr></tbody></table>",
]  # fmt: skip


def made_up(chance):
    def token(_):
        return f"[[{chance.choice(INSIDES)}]]".replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    def inline(_):
        piece = chance.choice(AROUND) if chance.random() < 0.7 else chance.choice(LOOSE)
        return re.sub(r"\{\}", token, piece)

    def run(_):
        return " ".join(inline(None) for _ in range(chance.randint(1, 4)))

    return "".join(re.sub(r"\{\}", run, chance.choice(BLOCKS)) for _ in range(chance.randint(1, 4)))


READ = """texts => { const { editor } = document.querySelector(".ProseMirror"); return texts.map((text) => {
  editor.commands.setContent(text, { emitUpdate: false });
  return [editor.getHTML(), editor.view.dom.querySelectorAll(".chip").length];
}); }"""


def test_a_text_comes_out_of_the_editor_as_if_it_had_no_chips(page):
    """Held against the same text with other brackets, which are only words to the editor."""
    chance = random.Random(14)
    texts = [richtext.clean(made_up(chance)) for _ in range(300)]

    read = page.evaluate(READ, texts)
    plain = page.evaluate(READ, [text.replace("[[", "⟦").replace("]]", "⟧") for text in texts])

    assert [html for html, _ in read] == [html.replace("⟦", "[[").replace("⟧", "]]") for html, _ in plain]
    assert sum(count for _, count in plain) == 0
    assert sum(count for _, count in read) > 500


def test_brackets_that_are_not_closed_leave_the_next_token_alone(page):
    page.keyboard.type("A [[merforbruk]]")
    page.keyboard.press("Home")
    wait_for_the_start(page)
    page.keyboard.type("[[")
    page.locator(SEARCH).press("Escape")
    page.click("button:text-is('Lagre')")
    page.get_by_text("Avsnittet er lagret.").wait_for()

    expect(page.locator(CHIP)).to_have_text("1 937 783 kr")
    assert stored(page) == "<p>[[A [[merforbruk]]</p>"


def test_a_token_written_by_hand_is_a_chip_with_its_value_or_says_what_is_wrong(page):
    page.keyboard.type("Det ble [[merforbruk]], ikke [[merforbrk]] eller [[tabell:driftsresultat]].")

    expect_words(
        page, "1 937 783 kr", "[[merforbrk]] finnes ikke", "[[tabell:driftsresultat]] må stå alene i et avsnitt"
    )
    assert stored(page) == ("<p>Det ble [[merforbruk]], ikke [[merforbrk]] eller [[tabell:driftsresultat]].</p>")
    page.click("button:text-is('Lagre')")
    page.get_by_text("Avsnittet er lagret.").wait_for()
    expect(page.locator(CHIP).first).to_have_text("1 937 783 kr")
    assert stored(page).startswith("<p>Det ble [[merforbruk]], ikke")
    assert page.problems == []


def test_the_list_opens_at_the_caret_filters_and_inserts_by_the_keyboard_alone(page):
    page.keyboard.type("Det er  saker.")
    for _ in range(len(" saker.")):
        page.keyboard.press("ArrowLeft")
    page.keyboard.type("[[åpne saker i alt")
    hit = page.locator(".token-hit[aria-selected=true]")
    expect(hit).to_contain_text("Åpne saker i alt, feilmeldinger og tjenesteforespørsler 1. februar 2024")
    expect(hit).to_contain_text("595 saker")
    expect(hit).to_contain_text("apne-totalt · per 01.02.2024")
    search = page.get_by_role("combobox", name="Søk etter navn, verdi eller kode")
    assert search.get_attribute("aria-activedescendant") == hit.get_attribute("id")
    assert search.get_attribute("aria-expanded") == "true"
    assert violations(page) == []

    search.fill("åpne")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    search.fill("apne-totalt")
    page.keyboard.press("Enter")
    page.keyboard.type(" (alle)")

    assert stored(page) == "<p>Det er [[apne-totalt]] (alle) saker.</p>"
    expect_words(page, "595")
    assert page.problems == []


def test_a_code_with_a_part_that_the_list_does_not_show_is_found(page):
    page.keyboard.type("Driften endte på [[merforbruk:mill")
    hit = page.locator(".token-hit[aria-selected=true]")
    expect(hit).to_contain_text("1,938 mill. kr")
    page.locator(SEARCH).fill("merforbruk:milliarder")
    expect(page.locator("#token-count")).to_have_text("Ingen treff")
    page.locator(SEARCH).fill("merforbruk:mill")
    expect(hit).to_contain_text("1,938 mill. kr")
    page.keyboard.press("Enter")

    assert stored(page) == "<p>Driften endte på [[merforbruk:mill]]</p>"


def test_escape_leaves_what_was_typed_and_the_button_leaves_nothing(page):
    page.keyboard.type("Se [[ab")
    page.locator(SEARCH).press("Escape")
    page.keyboard.type("c ")
    page.get_by_role("button", name="Tall og tabeller").click()
    page.locator(SEARCH).fill("finnes ikke noe slikt")
    expect(page.locator("#token-count")).to_have_text("Ingen treff")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.type("d")

    assert stored(page) == "<p>Se [[abc d</p>"


def test_a_chip_is_reached_told_and_changed_by_the_keyboard(page):
    page.keyboard.type("Det ble [[merforbruk]]")
    expect(page.locator(CHIP)).to_have_text("1 937 783 kr")
    page.keyboard.press("ArrowLeft")
    told = page.locator(".chip-told [role=status]")
    expect(told).to_have_text("Merforbruk 2023: 1 937 783 kr. Kode: merforbruk. Trykk Enter for å endre.")
    assert violations(page) == []

    page.keyboard.press("Enter")
    assert violations(page) == []
    page.get_by_label("Skrivemåte").select_option("mill")
    expect(page.locator(".token-dialog [role=status]")).to_have_text("Merforbruk 2023: 1,938 mill. kr")
    page.get_by_role("button", name="Bruk", exact=True).press("Enter")
    page.locator(".token-dialog").wait_for(state="detached")
    page.keyboard.type(" i fjor")
    page.keyboard.press("Home")

    assert stored(page) == "<p>Det ble [[merforbruk:mill]] i fjor</p>"
    expect(told).to_have_text("")


def test_another_is_chosen_from_the_list_in_place_of_a_chip(page):
    page.keyboard.type("[[apne-totalt]]")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Velg en annen").press("Enter")
    page.locator(SEARCH).fill("merforbruk")
    page.locator(".token-hit[aria-selected=true] >> text=merforbruk ·").wait_for()
    page.keyboard.press("Enter")

    assert stored(page) == "<p>[[merforbruk]]</p>"


def test_a_day_and_a_month_are_chosen_and_a_wrong_code_mended(page):
    page.keyboard.type("[[apne-totalt]]")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(CHIP)).to_have_text("595")
    page.keyboard.press("Enter")
    page.get_by_label("Dato").fill("2024-01-15")
    page.get_by_role("button", name="Bruk", exact=True).click()
    page.locator(".token-dialog").wait_for(state="detached")
    assert stored(page) == "<p>[[apne-totalt:2024-01-15]]</p>"

    page.keyboard.type(" [[merforbrk]]")
    expect(page.locator(CHIP).last).to_have_text("[[merforbrk]] finnes ikke")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.get_by_label("Rett koden").fill("merforbru")
    page.keyboard.press("Enter")
    page.get_by_text("[[merforbru]] finnes ikke. Rett skrivemåten").wait_for()
    page.get_by_label("Rett koden").fill("merforbruk")
    page.keyboard.press("Enter")
    page.locator(".token-dialog").wait_for(state="detached")
    assert stored(page) == "<p>[[apne-totalt:2024-01-15]] [[merforbruk]]</p>"


def test_a_chip_is_one_piece_and_who_types_on_it_writes_after_it(page):
    page.keyboard.type("A [[merforbruk]]")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("!")
    assert stored(page) == "<p>A [[merforbruk]]!</p>"

    page.wait_for_timeout(700)  # what follows is undone by itself
    page.keyboard.press("Backspace")
    page.wait_for_timeout(700)
    page.keyboard.press("Backspace")
    assert stored(page) == "<p>A </p>"
    page.keyboard.press("Control+z")
    expect_words(page, "1 937 783 kr")


def test_tables_stand_in_paragraphs_of_their_own_wherever_one_writes(page):
    page.keyboard.type("Først tekst.")
    for code in ("tabell:driftsresultat", "tabell:arsaker"):
        page.get_by_role("button", name="Tall og tabeller").click()
        page.locator(SEARCH).fill(code)
        page.locator(f".token-hit[aria-selected=true] >> text={code} ·").wait_for()
        page.keyboard.press("Enter")
    page.keyboard.type("Etter tabellene.")
    page.locator(f"{WRITING} p").nth(1).click()
    page.keyboard.press("End")
    page.get_by_role("button", name="Tall og tabeller").click()
    page.locator(SEARCH).fill("merforbruk")
    page.locator(".token-hit[aria-selected=true] >> text=merforbruk ·").wait_for()
    page.keyboard.press("Enter")

    assert stored(page) == (
        "<p>Først tekst.</p><p>[[tabell:driftsresultat]]</p><p>[[merforbruk]]</p><p>[[tabell:arsaker]]</p>"
        "<p>Etter tabellene.</p>"
    )
    expect(page.locator(CHIP).first).to_have_text("Tabell: Driftsresultat 2023")
    page.click("button:text-is('Lagre')")
    page.get_by_text("Avsnittet er lagret.").wait_for()
    assert page.problems == []


def test_what_another_wrote_is_taken_in_as_chips(page):
    page.keyboard.type("Først.")
    page.evaluate(
        """() => document.querySelector("textarea[name=body]").dispatchEvent(new CustomEvent("rorikt:put", {
          detail: { value: "<p>Først. Så [[merforbruk]].</p>" }, cancelable: true, bubbles: true }))"""
    )

    expect(page.locator(CHIP)).to_have_text("1 937 783 kr")
    assert stored(page) == "<p>Først. Så [[merforbruk]].</p>"


def test_without_a_network_the_code_is_shown_and_its_value_when_it_is_back(page):
    # Of a day, which is not in the list that the page has fetched by itself.
    page.route("**/tall/", lambda route: route.abort())
    page.keyboard.type("Det ble [[apne-totalt:2024-01-31]].")
    expect_words(page, "[[apne-totalt:2024-01-31]]")

    page.unroute("**/tall/")
    page.evaluate("dispatchEvent(new Event('online'))")

    expect(page.locator(CHIP)).to_have_text("595")
    assert stored(page) == "<p>Det ble [[apne-totalt:2024-01-31]].</p>"


@pytest.mark.parametrize("width", [820, 390])
def test_chips_and_the_list_fit_a_small_screen(open_page, section, width):
    page = open_page(width)
    page.goto(section)
    page.click(WRITING)
    page.keyboard.type("Se [[tabell:driftsresultat]] og [[åpne")
    page.locator(".token-hit").first.wait_for()

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator(".token-dialog").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= 1000


def test_without_javascript_the_codes_and_their_list_can_be_used(open_page, section):
    page = open_page(java_script_enabled=False)
    page.goto(section)
    go_by(page, "text=Hent tallene")
    page.locator(".token-group summary").first.click()

    # It is unfolded over some pictures, and in the first of them there is nothing to see yet.
    tokens = page.locator(".token-list").first
    expect(tokens).to_contain_text("Merforbruk 2023: 1 937 783 kr", use_inner_text=True)
    expect(tokens.locator("code >> text=[[merforbruk]]").first).to_be_visible()
