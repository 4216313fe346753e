"""The pages of tickets in a real browser: statistics, one ticket, a log imported by clicking, and Pureservice."""

import re

import pytest

from tests.browser.conftest import go_by, violations
from tests.browser.test_main_paths import WIDTHS
from tests.support.imports.test_ticket_import import LOG

PAGES = (
    "/brukerstotte/statistikk/",
    "/brukerstotte/statistikk/?first=2023-01&last=2023-12&as_of=2023-12-31&level=2",
    "/brukerstotte/saker/?priority=critical&created_from=2024-01-01",
    "/brukerstotte/filer/",
    "/brukerstotte/filer/ny/",
    "/brukerstotte/pureservice/",
    "/brukerstotte/pureservice/venter/",
)
OF_AN_ADMINISTRATOR = ("/brukerstotte/pureservice/innstillinger/", "/brukerstotte/pureservice/koblinger/typer/",
                       "/brukerstotte/sla/?year=2016")  # fmt: skip


def assert_in_order(page, width):
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.problems == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_tickets_is_accessible_and_fits_its_screen(open_page, path, width):
    page = open_page(width)

    assert page.goto(path).status == 200

    assert_in_order(page, width)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", OF_AN_ADMINISTRATOR)
def test_a_page_of_an_administrator_is_accessible_and_fits_its_screen(open_page, path, width):
    page = open_page(width, email="administrator@demo.example")

    assert page.goto(path).status == 200

    assert_in_order(page, width)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_number_leads_to_its_tickets_and_a_ticket_shows_its_clock(open_page, width):
    page = open_page(width)
    page.goto("/brukerstotte/statistikk/?first=2024-01&last=2024-01&priority=critical")

    number = page.locator("#tall table").first.locator("tbody a").first
    counted = number.inner_text()
    with page.expect_navigation():
        number.click()
    assert page.inner_text("main [role=status]").split()[0] == counted
    go_by(page, "main table tbody a >> nth=0")

    assert page.locator("h1").inner_text().startswith("Sak ")
    assert "Arbeidstid brukt" in page.inner_text("#sla")
    assert_in_order(page, width)


def test_a_log_is_imported_by_clicking(open_page, tmp_path):
    path = tmp_path / "logg.csv"
    path.write_text(LOG.replace("INC00000", "INC99900"), encoding="utf-8")
    page = open_page(820)

    page.goto("/brukerstotte/filer/ny/")
    page.set_input_files("input[type=file]", path)
    go_by(page, "main form button[type=submit]")
    page.wait_for_url(re.compile(r"/kolonner/$"))
    assert page.input_value("select[name=column_event_at]") == "sys_updated_at"
    assert_in_order(page, 820)
    page.fill("input[name=source_name]", "Hendelseslogg")
    page.select_option("select[name=kind_of_file]", "incident")
    page.click("button:has-text('Vis hva filen inneholder')")
    page.wait_for_selector("text=Noe må avklares før import", timeout=60_000)
    page.wait_for_load_state()  # what is counted is all there
    assert page.locator("select").count() > 8
    assert_in_order(page, 820)
    for select in page.locator("select[name^=category]").all():
        select.select_option("none")
    page.click("button:has-text('Lagre og les filen på nytt')")
    page.wait_for_selector("button:has-text('Importer sakene')", timeout=60_000)
    page.click("button:has-text('Importer sakene')")
    page.wait_for_selector("text=Importert", timeout=60_000)
    page.goto("/brukerstotte/saker/?number=INC9990045")
    go_by(page, "main table tbody a >> nth=0")

    clock = page.inner_text("#sla").replace("\u00a0", " ")
    assert "Venter på bruker" in clock
    assert "Løst, siden gjenåpnet" in clock
    assert "INC9990045 (Hendelseslogg)" in page.inner_text("#sak")
    assert_in_order(page, 820)
