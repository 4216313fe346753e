"""`./run demo` in a fresh clone, and everything that «First steps» and «Tickets» of the README promise, by clicking."""

import re
import shutil

import pytest

from tests.delivered import steps
from tests.delivered.readme import commands
from tests.delivered.steps import People, file_at, file_behind, follow, go_by, is_pdf, is_zip, menu, press, shows, text
from tests.delivered.stranger import do, window
from tests.pdfs import make_pdf
from tests.support.imports.test_ticket_import import LOG

CASE = "/moter/2024/M2/4/"  # of a meeting that is to come
CASE_WITH_PAPER = "/moter/2024/M1/4/"
YEAR = 2021
ACCOUNTS = "konto;konto_tekst;rekneskap_2021\n10100;Fastlønn;1 362 250\n11950;Lisensar;2 000 000,25\n"


@pytest.fixture(scope="module")
def demo(clone, free_port, tmp_path_factory):
    """The settings of the shell it was typed in, and what was printed."""
    shell = {"RORIKT_DATA": str(tmp_path_factory.mktemp("demo"))}
    assert commands("Two commands")[0] == "./run demo"
    with window(clone, f"./run demo --port {free_port}", until="Stopp med Ctrl-C", **shell) as said:
        yield shell, "".join(said)


@pytest.fixture(scope="module")
def people(demo, chromium):
    """Those whose log-ins the demo printed."""
    said = demo[1]
    address, password = re.search(r"svarer på (\S+)/", said)[1], re.search(r"med passordet (\S+):", said)[1]
    return People(chromium, address, password)


def test_every_command_about_papers_works_on_the_demo(demo, clone, tmp_path):
    """Before anything is attached that keeps no standard. What measures for minutes measures less, or is left out."""
    less = {"bench_search": "bench_search --share 0.001", "bench_reading": "bench_reading --rounds 1"}
    for command in commands("Papers from the command line"):
        for long, short in less.items():
            command = command.replace(long, short)
        if "bench_packet" not in command and ("check_pdf" not in command or shutil.which("java")):
            command = re.sub(r"(?<= )(\w+\.pdf)", lambda name: str(tmp_path / name[1]), command)
            assert do(clone, command, **demo[0]).strip(), command


def test_the_head_downloads_the_packets_each_paper_and_the_files(people):
    page = people.page("leder@demo.example")
    steps.open_meeting(page)

    for label in ("Last ned møtepakke (PDF)", "Full møtepakke (PDF)", "Offentlig møtepakke (PDF)"):
        assert is_pdf(file_behind(page, label)), label
    assert is_zip(file_behind(page, "Enkeltfilene (ZIP)"))
    assert steps.each_paper_as_pdf(page) >= 2
    page.goto(CASE)
    assert is_pdf(file_behind(page, "Saken som PDF"))


def test_a_table_and_a_share_are_had_as_pdf_excel_and_csv(people):
    page = people.page("leder@demo.example")

    for address in ("/okonomi/2023/", "/okonomi/2024/betaling/"):
        page.goto(address)
        steps.tables_as_files(page)


def test_a_pdf_and_a_picture_are_uploaded_to_a_case(people):
    page = people.page("leder@demo.example")

    for name, kind, data in (
        ("kart.pdf", "application/pdf", make_pdf(pages=2, text="Kart")),
        ("bilde.png", "image/png", steps.picture()),
    ):
        page.goto(CASE)
        steps.attach(page, name, kind, data, f"Vedlegg {name}")
        page.goto(CASE)
        shows(page, f"Vedlegg {name}")


def test_a_case_paper_is_changed_and_approved_and_comes_as_pdf(people):
    page = people.page("leder@demo.example")
    page.goto(CASE_WITH_PAPER)
    follow(page, "Saksframlegg")

    steps.change_section(page, "Bakgrunnen for saken")
    steps.approve_again(page, reason="overskriften var feil.")

    shows(page, "Versjon 2", "fordi overskriften var feil.")
    assert is_pdf(file_behind(page, "Last ned PDF"))


def test_accounts_go_from_the_file_to_the_result(people, tmp_path):
    page = people.page("leder@demo.example")
    (tmp_path / "rekneskap-2021.csv").write_text(ACCOUNTS, encoding="utf-8")
    steps.add_line(page, YEAR, "Drift", "10000", "12999")

    steps.upload_accounts(page, tmp_path / "rekneskap-2021.csv")
    steps.choose_account_columns(page)
    steps.confirm_accounts(page, YEAR)

    page.goto(f"/okonomi/{YEAR}/?unit=ore")
    shows(page, "3 362 250,25")
    page.goto("/okonomi/regnskap/")
    shows(page, "rekneskap-2021.csv")


def test_what_the_municipalities_pay_is_made_and_approved(people):
    page = people.page("leder@demo.example")

    steps.decide_frame(page, 2024, "85 000 000")
    shows(page, "10 863 000,00")
    steps.make_contribution(page, 2024, "5 000 000")
    press(page, "Godkjenn")

    shows(page, "Korriger")
    assert is_pdf(file_at(page, page.get_attribute("main a[href$='/pdf/'] >> nth=0", "href")))


def test_a_log_of_tickets_goes_from_the_file_to_the_ticket(people, tmp_path):
    page = people.page("leder@demo.example")
    (tmp_path / "logg.csv").write_text(LOG.replace("INC00000", "INC99900"), encoding="utf-8")

    steps.upload_tickets(page, tmp_path / "logg.csv", "Hendelseslogg")
    steps.decide_words(page)
    steps.confirm_tickets(page)

    page.goto("/brukerstotte/saker/?number=INC9990045")
    go_by(page, "main table tbody a >> nth=0")
    shows(page, "Venter på bruker")


def test_tickets_are_fetched_from_the_demos_pureservice(people, demo, clone, other_port):
    [serve, *_] = commands("Tickets")
    page = people.page("leder@demo.example")

    with window(clone, f"{serve} --port {other_port}", until="Synkroniser på siden", **demo[0]):
        steps.synchronise(page)

    assert re.search(r"Nye saker\s+900\b", text(page))


def test_all_tickets_are_measured_again(people):
    steps.recompute(people.page("leder@demo.example"))


def test_an_author_inserts_a_figure_in_a_section(people):
    page = people.page("kundeservice@demo.example")
    menu(page, "Dokumenter")
    go_by(page, "main table tbody a:has-text('Aktivitetsrapport') >> nth=0")
    follow(page, "Rediger")
    go_by(page, "main th a[href*='/avsnitt/'] >> nth=0")

    steps.insert_token(page)


def test_finance_gets_what_its_municipality_pays_and_the_basis_of_the_invoice(people):
    page = people.page("okonomi@demo.example")
    menu(page, "Økonomi", "Kommunene betaler")
    page.goto("/okonomi/2023/betaling/")
    follow(page, "Vestnes")

    assert is_pdf(file_behind(page, "PDF"))
    assert is_zip(file_behind(page, "Excel"))
    follow(page, "Fakturagrunnlag")
    assert is_pdf(file_behind(page, "PDF"))


def test_a_council_member_downloads_the_packet(people):
    page = people.page("radsmedlem@demo.example")
    steps.open_meeting(page)

    assert is_pdf(file_behind(page, "Last ned møtepakke (PDF)"))


@pytest.mark.parametrize("name", ["Kommuner", "Samarbeid", "Brukere", "SLA-frister", "Arbeidskalendere", "Fridager"])
def test_an_administrator_opens_the_reference_data(people, name):
    page = people.page("administrator@demo.example")
    menu(page, "Grunndata")

    go_by(page, f"#content th a:has-text('{name}') >> nth=0")

    assert page.locator("#changelist").is_visible()


def test_an_administrator_opens_the_connection_to_pureservice(people):
    page = people.page("administrator@demo.example")
    menu(page, "Brukerstøtte", "Pureservice")

    page.goto("/brukerstotte/pureservice/innstillinger/")

    assert page.locator("main form button[type=submit]").first.is_visible()


def test_every_command_about_tickets_works_on_the_demo(demo, clone, tmp_path):
    """With the log that was imported by clicking; the sync is tried above, from its page."""
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    said = {"log.csv": str(tmp_path / "log.csv"), "--source X": "--source Hendelseslogg"}
    for command in commands("Tickets")[1:]:
        if "sync_pureservice" not in command:
            for word, meant in said.items():
                command = command.replace(word, meant)
            assert do(clone, command, **demo[0]).strip(), command
