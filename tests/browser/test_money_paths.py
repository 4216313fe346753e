"""What the finance staff do with the accounts and the shares, by clicking, from the file to the invoice."""

import re
from decimal import Decimal

import pytest

from tests.browser.conftest import go_by, violations

WIDTHS = (1280, 820, 390)
YEAR = 2021
# As municipalities publish their accounts: padded, a dash for zero, both minuses, a sum row that is off by one.
ROWS = [
    ("10100", "Fastlønn", " 1 362 250 "),
    ("10100", "Fastlønn", " -   "),
    ("10300", "Ekstrahjelp, vikarar", "\u221212\u00a0500,50"),
    ("11950", "Lisensar", "2 000 000,25"),
    ("12700", "Konsulentar", "(250,75)"),
    ("", "Sum", "3 349 500,00"),
]
TOTAL = Decimal("3349499.00")
FOREIGN = "<?xml version='1.0'?>\n<rapport/>"


@pytest.fixture
def accounts(tmp_path):
    path = tmp_path / f"rekneskap-{YEAR}.csv"
    lines = [f"konto;konto_tekst;rekneskap_{YEAR}", *(";".join(row) for row in ROWS), "", ""]
    path.write_bytes("\r\n".join(lines).encode("utf-8-sig"))
    return path


def look(page):
    """The page fits at every width, and is accessible at the widest and the narrowest, whose menus differ."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 1000})
        assert width == WIDTHS[1] or violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": WIDTHS[0], "height": 1000})


def text(page):
    return page.inner_text("main").replace("\u00a0", " ")


def send(page, label):
    go_by(page, f"main button:has-text('{label}')")


def upload(page, path):
    page.goto("/okonomi/regnskap/ny/")
    page.set_input_files("input[type=file]", path)
    send(page, "Last opp")


def add_line(page, title, first, last):
    page.goto(f"/okonomi/{YEAR}/linjer/ny/")
    page.fill("[name=title]", title)
    page.fill("[name=budgeted]", "2 000 000")
    go_by(page, "main form.form button[type=submit]")
    page.goto(f"/okonomi/{YEAR}/konti/ny/")
    page.fill("[name=first]", first)
    page.fill("[name=last]", last)
    page.select_option("[name=line]", label=title)
    go_by(page, "main form.form button[type=submit]")


def test_accounts_go_from_the_file_to_the_result_and_back(open_page, accounts):
    page = open_page()
    add_line(page, "Lønn", "10000", "10999")
    add_line(page, "Drift", "11000", "12999")

    upload(page, accounts)
    look(page)
    assert page.input_value("[name=column_amount]") == f"rekneskap_{YEAR}"
    assert page.input_value("[name=year_of_file]") == str(YEAR)
    send(page, "Vis hva filen inneholder")
    page.wait_for_url(re.compile(r"/regnskap/\d+/$"), timeout=30_000)
    look(page)
    assert all(one in text(page) for one in ("3 349 499,00", "3 349 500,00", "1,00", "Filens egne sumrader"))
    page.select_option(f"[name=accounts_to_{YEAR}]", label=f"desember {YEAR}")
    send(page, "Importer 5 rader")
    page.wait_for_url(re.compile(r"/regnskap/\d+/$"), timeout=30_000)
    imported = page.url
    look(page)

    page.goto(f"/okonomi/{YEAR}/?unit=ore")
    look(page)
    assert all(one in text(page) for one in ("1 349 749,50", "1 999 749,50", "3 349 499,00"))
    go_by(page, "main table a:has-text('1 349 749,50') >> nth=0")
    look(page)
    go_by(page, "main table a:has-text('10300') >> nth=0")
    look(page)
    assert "−12 500,50" in text(page)
    assert "linje 4" in text(page)
    go_by(page, "main table a:has-text('rekneskap')")
    assert page.url == imported

    upload(page, accounts)
    assert "allerede importert" in text(page)
    page.goto(imported)
    go_by(page, "main a:has-text('Angre importen')")
    look(page)
    send(page, "Angre importen")
    assert "Importen er angret" in text(page)
    page.goto(f"/okonomi/{YEAR}/?unit=ore")
    assert "3 349 499,00" not in text(page)
    assert page.problems == []


def test_a_file_that_is_no_accounts_says_so_and_what_to_do(open_page, tmp_path):
    page = open_page()
    (tmp_path / "bilde.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    (tmp_path / "rapport.xml").write_text(FOREIGN)

    upload(page, tmp_path / "bilde.csv")
    assert "verken CSV eller regneark" in text(page)
    look(page)
    upload(page, tmp_path / "rapport.xml")
    page.wait_for_selector("text=ikke SAF-T Regnskap", timeout=30_000)
    look(page)


def test_a_decision_becomes_a_share_and_an_invoice_basis(open_page):
    page = open_page()
    page.goto("/okonomi/2024/ramme/ny/")
    page.fill("[name=title]", "Årsbudsjettet")
    page.fill("[name=amount]", "85 000 000")
    page.fill("[name=decision]", "Rådet vedtok budsjettet")
    page.fill("[name=decided_on]", "2023-12-13")
    page.fill("[name=case]", "ingen sak")
    send(page, "Registrer i rammen")
    look(page)
    assert all(one in text(page) for one in ("85 000 000,00", "40 035 000,00", "10 863 000,00"))

    go_by(page, "main .facts a >> nth=0")
    look(page)
    go_by(page, "main a:has-text('Fakturagrunnlag for Vestnes')")
    look(page)
    page.check("[value=O]")
    send(page, "Last ned utkastet")
    assert "hvorfor det ikke beregnes merverdiavgift" in text(page)
    look(page)
    page.fill("[name=reason]", "Fordeling mellom kommuner")
    with page.expect_download() as waiting:
        page.click("main button:has-text('Last ned utkastet')")
    assert b'<cbc:PayableAmount currencyID="NOK">10863000.00<' in waiting.value.path().read_bytes()

    page.goto("/okonomi/2024/betaling/1535/")
    look(page)
    assert "10 863 000,00" in text(page)
    assert page.problems == []


@pytest.mark.parametrize(
    "path",
    [
        "/okonomi/2023/prognose/",
        "/okonomi/2023/regnskapsaret/",
        "/okonomi/2023/regnskapsaret/gjenapne/",
        "/okonomi/2024/regnskapsaret/",
        "/okonomi/2023/konti/",
        "/okonomi/2023/poster/",
        "/okonomi/2024/betaling/",
        "/okonomi/2023/ramme/",
        "/okonomi/fordelinger/",
        "/okonomi/fordelinger/ny/",
        "/okonomi/fordelinger/1/",
        "/okonomi/regnskap/",
        "/okonomi/okonomiplan/",
        "/okonomi/okonomiplan/1/",
        "/okonomi/prosjekter/10/",
        "/okonomi/linjer/5/",
        "/okonomi/kostnadsoverslag/sikkerhetspartner/?antall=425,450",
        "/okonomi/nokler/kalkulator/?year=2023&equal_percent=30&inhabitants_percent=70&counted_on=2024-01-01",
    ],
)
def test_every_page_of_the_money_is_accessible_and_fits(open_page, path):
    page = open_page()

    response = page.goto(path)

    assert response.status == 200
    look(page)
    assert page.problems == []
