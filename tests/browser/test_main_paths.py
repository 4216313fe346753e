"""What the people of the cooperation do, in a real browser at the widths of a desk, an iPad and a phone."""

import re

import pytest

from tests.browser.conftest import go_by, violations

WIDTHS = (1280, 820, 390)
PAGES = (
    "/",
    "/moter/",
    "/moter/2024/M1/",
    "/saker/4/",
    "/dokumenter/",
    "/dokumenter/1/",
    "/dokumenter/2/",
    "/okonomi/2023/",
    "/okonomi/2023/investeringer/",
    "/okonomi/2023/oppgjor/",
    "/okonomi/nokler/",
    "/okonomi/nokler/ny/",
    "/brukerstotte/",
    "/brukerstotte/saker/",
    "/brukerstotte/sla/",
)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_and_fits_its_screen(open_page, path, width):
    page = open_page(width)

    response = page.goto(path)

    assert response.status == 200
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.problems == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_log_in_page_is_accessible(open_page, width):
    page = open_page(width, email=None)

    page.goto("/")

    assert page.url.endswith("/konto/login/?next=/")
    assert violations(page) == []
    assert page.problems == []


def test_the_head_opens_the_meeting_reads_both_papers_and_downloads_the_packet(open_page):
    page = open_page()
    page.goto("/")

    go_by(page, "main a:has-text('2024/M1') >> nth=0")
    go_by(page, "main a:has-text('Aktivitetsrapport pr') >> nth=0")
    assert "85 804" in page.inner_text("main").replace("\u00a0", " ")
    page.goto("/moter/2024/M1/")
    go_by(page, "main a:has-text('Saksframlegg') >> nth=0")
    assert "877 944" in page.inner_text("main").replace("\u00a0", " ")


def test_a_figure_in_the_report_leads_to_what_stands_behind_it_and_on_to_its_rows(open_page):
    page = open_page()
    page.goto("/dokumenter/1/")

    page.click("a.figure[data-figure^=merforbruk] >> nth=0")
    assert page.wait_for_selector(".behind-panel #bak-hva").inner_text() == "Merforbruk 2023"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.figure") == "merforbruk:mill"
    page.keyboard.press("Enter")
    go_by(page, ".behind-panel >> text=Se radene")

    assert page.url.endswith("/okonomi/2023/")
    assert "1 937 782,94" in page.inner_text("main").replace("\u00a0", " ")


def test_the_packet_is_made_with_progress_and_delivered_as_pdf(open_page):
    page = open_page(email="radsmedlem@demo.example")
    page.goto("/moter/2024/M1/")

    href = page.get_attribute("a:has-text('møtepakke')", "href")
    answer = _download(page, href)

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body()[:5] == b"%PDF-"
    assert re.search(r"filename.*pakke", answer.headers["content-disposition"])


def _download(page, href):
    """Follow the job's page until it leads to the file."""
    for _ in range(120):
        answer = page.request.get(href)
        if answer.headers["content-type"].startswith("application/pdf"):
            return answer
        page.wait_for_timeout(500)
    raise AssertionError(f"{href} gave no PDF")


def test_without_javascript_the_pages_work(open_page):
    page = open_page(820, java_script_enabled=False)

    page.goto("/dokumenter/1/")
    page.goto("/okonomi/nokler/ny/")

    assert page.locator("input[name=source]").is_visible()
