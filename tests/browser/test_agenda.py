"""The order of an agenda by keyboard and by mouse, and many files at once, as the secretary does it."""

from tests.browser.conftest import go_by, violations
from tests.pdfs import make_pdf

TITLES = ("Avtale", "Budsjett", "Rapport")


def agenda_of(page):
    return [heading.inner_text() for heading in page.query_selector_all("#saksliste h3")]


def new_meeting(page, day):
    page.goto("/moter/nytt/")
    page.fill("[name=held_on]", day)
    go_by(page, "main form.form button[type=submit]")
    address = page.url
    for title in TITLES:
        page.goto(f"{address}ny-sak/")
        page.fill("[name=title]", title)
        go_by(page, "main form.form button[type=submit]")
    page.goto(address)
    return address.split("/moter/")[1].strip("/")


def test_cases_are_moved_by_keyboard_and_by_mouse(open_page):
    page = open_page(email="sekretar@demo.example")
    number = new_meeting(page, "12.06.2030")
    assert agenda_of(page) == [f"{number}-00{place} {title}" for place, title in enumerate(TITLES, start=1)]

    page.focus("[data-case]:nth-child(3) .move button[value=opp]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#flyttet:not(:empty)", state="attached")
    assert page.inner_text("#flyttet") == f"Rapport er nå sak {number}-002."
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Flytt Rapport opp"

    page.drag_and_drop(
        "[data-case]:nth-child(3)", "[data-case]:nth-child(1)",
        source_position={"x": 300, "y": 10}, target_position={"x": 300, "y": 4},
    )  # fmt: skip
    page.locator("#flyttet", has_text="Budsjett").wait_for(state="attached")
    page.reload()
    moved = ("Budsjett", "Avtale", "Rapport")
    assert agenda_of(page) == [f"{number}-00{place} {title}" for place, title in enumerate(moved, start=1)]
    assert violations(page) == []
    assert page.problems == []


def test_the_arrows_work_without_javascript(open_page):
    page = open_page(email="sekretar@demo.example", java_script_enabled=False)
    number = new_meeting(page, "19.06.2031")

    go_by(page, "[data-case]:nth-child(1) .move button[value=ned]")

    moved = ("Budsjett", "Avtale", "Rapport")
    assert agenda_of(page) == [f"{number}-00{place} {title}" for place, title in enumerate(moved, start=1)]


def test_files_that_are_dropped_are_chosen_and_each_shows_how_far_it_is(open_page):
    page = open_page(email="sekretar@demo.example")
    new_meeting(page, "26.06.2032")
    go_by(page, "#saksliste h3 a")  # the script that takes what is dropped has run

    page.evaluate(
        """() => {
          const held = new DataTransfer();
          for (const name of ["a.pdf", "b.pdf"]) held.items.add(new File(["x"], name));
          document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: held }));
        }"""
    )
    assert page.evaluate("document.querySelector('#last-opp input[type=file]').files.length") == 2
    assert page.inner_text("#job-said").startswith("2 filer er valgt.")

    files = [
        {"name": f"tilbud{n}.pdf", "mimeType": "application/pdf", "buffer": make_pdf(text=f"Tilbud {n}")}
        for n in (1, 2)
    ]
    page.set_input_files("#last-opp input[type=file]", files)
    go_by(page, "#last-opp button[type=submit]")
    page.wait_for_selector("#vedlegg progress", state="detached", timeout=120_000)

    # A picture of the first page may be there already, with the same link, which is hidden from who cannot see it.
    titles = page.locator("#vedlegg .row-list a:not(.pdf-link, [aria-hidden=true])").all_inner_texts()
    assert titles == ["tilbud1", "tilbud2"]
    assert violations(page) == []
    assert page.problems == []
