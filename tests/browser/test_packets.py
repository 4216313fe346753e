"""An attachment from the upload to the packet, as a person does it, with what goes wrong on the way."""

import io
import os
import re

import pikepdf
import pytest

from rorikt.pdf import bookmarks
from tests.browser.conftest import go_by, violations
from tests.pdfs import locked, make_pdf

WIDTHS = (1280, 820, 390)
CASE = "/moter/2024/M2/4/"


def upload(page, title, data):
    page.goto(CASE)
    page.set_input_files("input[name=file]", {"name": "kart æøå.pdf", "mimeType": "application/pdf", "buffer": data})
    page.fill("input[name=title]", title)
    go_by(page, "button:has-text('Last opp')")


def check(page, name):
    """Accessible and no wider than the screen at every width."""
    pictures = os.environ.get("RORIKT_PICTURES")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 1000})
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if pictures:
            page.screenshot(path=f"{pictures}/{name}-{width}.png", full_page=True)


def test_an_attachment_is_uploaded_examined_and_comes_out_in_the_packet(open_page):
    page = open_page()
    upload(page, "Kart over sona", make_pdf(pages=2, text=""))
    page.wait_for_url("**/vedlegg/**", timeout=60_000)

    assert "Skannet, uten lesbar tekst" in page.inner_text("main")
    assert "Kopien er" in page.inner_text("main")
    check(page, "vedlegg")

    page.goto(CASE)
    check(page, "sak")
    page.goto("/moter/2024/M2/")
    assert page.problems == []
    page.click("main a:has-text('Last ned møtepakke')")
    page.wait_for_url("**/pakke/", timeout=120_000)  # by way of the job's page
    answer = page.request.get("/moter/2024/M2/pakke/")
    assert "2024.05.22%20-%20M%C3%B8tepakke%202024-M2.pdf" in answer.headers["content-disposition"]
    assert list(_titles(bookmarks.outline(answer.body()))).count("Kart over sona") == 1
    with pikepdf.open(io.BytesIO(answer.body())) as packet:
        assert str(packet.docinfo["/Title"]) == "Møtepakke 2024/M2"


def test_a_file_that_is_refused_says_why_and_leads_back_to_the_case(open_page):
    page = open_page()
    upload(page, "Låst fil", locked(make_pdf(), user="hemmelig", owner="eier"))
    page.wait_for_selector("[role=alert]", timeout=60_000)

    assert "Filen er låst med passord" in page.inner_text("main")
    check(page, "jobb-feilet")
    page.click("a:has-text('Gå tilbake')")
    page.wait_for_url(re.compile(r"/saker/\d+/$"))
    assert "Ikke lagt til. Filen er låst med passord" in page.inner_text("#vedlegg")
    assert page.locator("#vedlegg a[href*='/vedlegg/']", has_text="Låst fil").count() == 0


def test_what_is_no_pdf_is_refused_at_the_field(open_page):
    page = open_page()
    upload(page, "Notat", b"bare tekst")

    assert "Filen er ikke en PDF." in page.inner_text("form:has(input[name=file])")
    check(page, "vedlegg-feil")


@pytest.mark.parametrize("path", ["/moter/2024/M1/", "/moter/2024/M1/pakke/send/"])
def test_the_pages_around_the_packet_are_accessible_at_every_width(open_page, path):
    page = open_page()

    assert page.goto(path).status == 200
    check(page, path.strip("/").replace("/", "-"))


def _titles(entries):
    for entry in entries:
        yield entry.title
        yield from _titles(entry.children)
