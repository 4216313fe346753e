"""The tables of a page as a PDF: printed once by a worker, kept, and read as the page shows them."""

from contextlib import closing
from decimal import Decimal

import django_tables2 as tables
import pikepdf
import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.urls import reverse

from rorikt.figures.values import Cell, Chart, Column, Series, Table
from rorikt.jobs import queue
from rorikt.jobs.models import Job
from rorikt.printing import kept_pdfs, print_workers
from rorikt.storing import keeping
from rorikt.tables import export, printed_tables
from rorikt.tables.printed_tables import html_of, print_tables, table_of
from tests import factories
from tests.rorikt.pdf.vera import faults, require_verapdf

NUMBERS = Table("n", "Fordeling", (Column("Kommune"), Column("Beløp", "number")), ((Cell("Rauma"), Cell("1 000")),))


@pytest.fixture
def ask(rf, head):
    """A request as a page gets it."""

    def make(query="eksport=pdf&%C3%A5r=2024", **headers):
        request = rf.get(f"/tall/?{query}", **headers)
        request.user = head
        request.session = {}
        request._messages = CookieStorage(request)
        return request

    return make


def answer(request, shown=(NUMBERS,)):
    return printed_tables.answer(request, "Fordeling 2024", shown)


class Costs(tables.Table):
    caption = "Kostnader, tall i hele 1000 kroner"

    title = tables.Column("Navn", linkify=lambda record: "/x/")
    amount = tables.Column("Beløp", footer="1 235")
    share = tables.Column("Andel")

    def render_amount(self, value):
        return f"{value / 1000:.0f}"

    def render_share(self, value):
        return f"{value:.1f} %"


def test_a_list_is_printed_as_the_page_shows_it_in_the_unit_of_its_caption():
    rows = [{"title": "Lisens & <støtte>", "amount": Decimal("1234567.50"), "share": Decimal(100) / 3}]

    table = export._printed(Costs(rows), "kostnader")

    assert [cell.text for cell in table.rows[0]] == ["Lisens & <støtte>", "1235", "33.3 %"]
    assert [cell.text for cell in table.total] == ["", "1 235", ""]
    assert [column.kind for column in table.columns] == ["text", "number", "number"]
    assert sum(column.width for column in table.columns) <= 100


def test_paper_names_the_unit_it_prints_and_a_file_the_one_it_holds():
    costs = Costs([{"title": "Lisens", "amount": Decimal("1234567.50"), "share": Decimal(3)}])
    costs.exact_caption = "Kostnader, beløp i kroner"

    assert export._printed(costs, "kostnader").caption == "Kostnader, tall i hele 1000 kroner"
    assert export.sheet_of(costs, "kostnader").title == "Kostnader, beløp i kroner"


def test_a_list_with_many_columns_lies_down(db):
    wide = table_of("Liste", list("ABCDEFG"), [["x"] * 7], values=[["x"] * 7])

    assert ("tables wide" in html_of("Liste", [wide]), "tables wide" in html_of("Liste", [NUMBERS])) == (True, False)


def test_a_chart_is_drawn_on_paper_and_told_in_numbers_elsewhere(db):
    series = (Series("Kroner", (1000.0,)),)
    chart = Chart("n", "Fordeling", "bars", ("Rauma",), series, "kroner", NUMBERS)

    assert export._printed(chart, "fordeling") is chart
    assert ("<svg" in html_of("Fordeling", [chart]), html_of("Fordeling", [chart]).count("<table")) == (True, 1)
    assert list(export.sheet_of(chart).rows) == [["Rauma", "1 000"]]


def test_the_first_who_asks_gets_a_job_that_leads_back_and_the_next_the_file(
    ask, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(print_workers, "run", lambda name, function, html: b"%PDF-1.7 " + html.encode())

    with django_capture_on_commit_callbacks(execute=True):
        first = answer(ask())
    job = Job.objects.get()
    etag = answer(ask(REQUEST_METHOD="HEAD"))["ETag"]
    known = answer(ask(HTTP_IF_NONE_MATCH=etag))
    with closing(answer(ask())) as second, closing(answer(ask(HTTP_RANGE="bytes=0-3"))) as part:
        whole, beginning = second.getvalue(), part.getvalue()

    assert first.url == job.get_absolute_url()
    assert (job.state, job.result_url) == (Job.State.DONE, "/tall/?eksport=pdf&%C3%A5r=2024")
    assert whole.startswith(b"%PDF-1.7 ")
    assert (known.status_code, known.content, known["ETag"]) == (304, b"", etag)
    assert (part.status_code, beginning) == (206, b"%PDF")
    assert second["Content-Disposition"] == 'inline; filename="Fordeling 2024.pdf"'
    assert not list(kept_pdfs.folder_of(job.arguments["sha256"]).glob("*.html"))


def test_other_numbers_are_another_file(ask, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(print_workers, "run", lambda name, function, html: b"%PDF-1.7 " + html.encode())
    with django_capture_on_commit_callbacks(execute=True):
        answer(ask())

    changed = Table("n", "Fordeling", NUMBERS.columns, ((Cell("Rauma"), Cell("1 001")),))

    assert answer(ask(), [changed]).status_code == 302
    assert Job.objects.count() == 2


def test_a_table_beyond_all_paper_is_refused_with_what_to_do(ask, monkeypatch):
    monkeypatch.setattr(printed_tables, "MOST_ROWS", 0)
    request = ask()

    response = answer(request)

    assert response.url == "/tall/?%C3%A5r=2024"
    assert [str(message) for message in get_messages(request)] == [
        "En PDF kan ha 0 rader, og dette er 1. Velg færre, eller hent Excel."
    ]


def test_tables_that_waited_too_long_are_to_be_asked_for_anew(ask, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer(ask())
        waiting = Job.objects.get()
        keeping.forget(printed_tables._waiting(waiting.arguments["sha256"]))

    waiting.refresh_from_db()
    assert waiting.error == "Tabellene er slettet i mellomtiden. Gå tilbake og be om dem på nytt."
    assert not queue.may_retry(waiting)


def test_a_page_offers_its_tables_as_pdf(client, head):
    client.force_login(head)
    factories.make_key()

    page = client.get(reverse("budget:cost-keys")).content.decode()
    asked = client.get(reverse("budget:cost-keys"), {"eksport": "pdf"})

    for kind in ("xlsx", "csv", "pdf"):
        assert f'href="?eksport={kind}"' in page
    assert asked.url == Job.objects.get().get_absolute_url()


@pytest.mark.slow
def test_printed_tables_keep_both_standards(db, tmp_path):
    require_verapdf()
    rows = [[f"Rad {n}", *[str(n)] * 6] for n in range(200)]
    many = table_of("Lang", ["Navn", *"ABCDEF"], rows, values=rows, has_total=True)
    shown_as = {"one": [NUMBERS], "empty": [table_of("Tom", ["Navn", "Beløp"], [], values=[])], "wide": [many, NUMBERS]}
    made = {}
    for name, shown in shown_as.items():
        key = name * 10
        keeping.put(printed_tables._waiting(key), html_of(name, shown))
        print_tables(queue.silent, name=name, url="/", sha256=key)
        made[name] = kept_pdfs.find(key).read()

    assert faults(tmp_path, made) == {name: [] for name in made}
    with pikepdf.open(tmp_path / "3.pdf") as wide:
        assert float(wide.pages[0].mediabox[2]) > float(wide.pages[0].mediabox[3])
