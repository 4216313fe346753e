"""A report that is public has no rows that are exempt, and no mark of it tells what stood in one."""

import json

import pytest
from django.core.exceptions import ValidationError

from meetings.documents.writing import save_document
from meetings.papers.compose import compose
from meetings.printed_registers.report import register_count, register_sum, register_table
from meetings.registers.models import Register, RegisterRow
from meetings.registers.standard import Standard
from rorikt.figures.values import NotAvailable
from tests.factories import make_item, make_register, make_register_row
from tests.meetings.printed_registers.conftest import NOW, asked_of, marks, printed, tables_of, texts

BASIS = "offentleglova § 23 første ledd"
CLAIMS = "tabell:register:krav"
LEFT_OUT = "Rader som er unntatt offentlighet, er ikke med."


@pytest.fixture
def claims(municipalities):
    register = make_register(Standard.CLAIMS)
    make_register_row(register, krav="Dobbel faktura", belop="100", status="Reist")
    make_register_row(register, krav="Hemmelig krav", belop="900", status="Reist", exempt=BASIS)
    return register


def exempt_report(print_report, *codes, **told):
    return print_report(*codes, exemption_basis=BASIS, public_title="Rapport", **told)


def test_a_public_report_leaves_out_what_is_exempt_and_says_so(print_report, claims):
    asked = asked_of(print_report())
    table = register_table(asked, "krav")

    assert ([row[0].text for row in table.rows], table.lacks) == (["Dobbel faktura"], LEFT_OUT)
    assert (
        register_count(asked, "krav").label
        == "Krav mot leverandører: antall rader (uten rader som er unntatt offentlighet)"
    )
    assert (register_count(asked, "krav").value, register_sum(asked, "krav", "belop").value) == (1, 100)


def test_a_row_of_a_case_that_is_exempt_is_exempt(print_report, claims):
    case = make_item(exemption_basis=BASIS, public_title="Sak").reference
    make_register_row(claims, krav="Av saken", belop="1", case=case)

    assert [row[0].text for row in register_table(asked_of(print_report()), "krav").rows] == ["Dobbel faktura"]


def test_a_report_that_is_exempt_has_all_rows(print_report, claims):
    table = register_table(asked_of(exempt_report(print_report)), "krav")

    assert ([row[0].text for row in table.rows], table.lacks) == (["Dobbel faktura", "Hemmelig krav"], "")


def test_a_register_that_is_exempt_is_not_printed_in_a_public_report(print_report, claims):
    Register.objects.update(exemption_basis=BASIS)

    with pytest.raises(
        NotAvailable, match="«Krav mot leverandører» er unntatt offentlighet, og dokumentet er det ikke"
    ):
        register_table(asked_of(print_report()), "krav")
    assert len(register_table(asked_of(exempt_report(print_report)), "krav").rows) == 2


def test_a_row_that_has_become_exempt_is_told_nowhere_in_the_next_report(print_report, approve, claims):
    approve(print_report(CLAIMS))
    RegisterRow.objects.filter(title="Dobbel faktura").update(exemption_basis=BASIS)
    make_register_row(claims, krav="Nytt krav")

    content = compose(print_report(CLAIMS, "tabell:register-endringer:krav", year=2025))

    assert [row[0].text for row in tables_of(content)[CLAIMS].rows] == ["Nytt krav"]
    assert "Dobbel faktura" not in json.dumps(content.to_json(), ensure_ascii=False)


def test_a_row_that_was_exempt_then_is_new_and_says_nothing_of_what_it_was(print_report, approve, claims):
    approve(print_report(CLAIMS))
    RegisterRow.objects.filter(title="Hemmelig krav").update(exemption_basis="")

    table = printed(print_report(CLAIMS, year=2025))[CLAIMS]

    assert [row[0].mark for row in table.rows] == ["Uendret siden 01.02.2024", "Nytt"]


def test_what_an_exempt_report_printed_is_not_told_again_in_a_public_one(print_report, approve, claims):
    approve(exempt_report(print_report, CLAIMS))

    assert {mark for row in marks(printed(print_report(CLAIMS, year=2025))[CLAIMS]) for mark in row} == {""}


def test_a_title_of_another_register_is_closed_with_its_row_and_so_is_that_it_once_stood_there(
    print_report, approve, municipalities, head
):
    risk = make_register_row(make_register(Standard.RISKS), tittel="Svakhet i brannmuren")
    make_register_row(make_register(Standard.RISK_MEASURES), tiltak="Tett hullet", analyse="Svakhet i brannmuren")
    token = "tabell:register:risikotiltak"
    version = approve(print_report(token))
    RegisterRow.objects.filter(pk=risk.pk).update(exemption_basis=BASIS)

    content = compose(print_report(token, "tabell:register-endringer:risikotiltak", year=2025))

    assert texts(tables_of(version.frozen)[token])[0][:2] == ["Tett hullet", "Svakhet i brannmuren"]
    [row] = tables_of(content)[token].rows
    assert (row[1].text, row[1].mark) == ("Unntatt offentlighet", "Endret")
    assert "brannmuren" not in json.dumps(content.to_json(), ensure_ascii=False)


def test_a_document_with_exempt_rows_in_an_approved_version_is_not_opened(print_report, approve, claims, head):
    report = exempt_report(print_report, CLAIMS)
    approve(report)
    report.refresh_from_db()
    report.exemption_basis = report.public_title = ""

    with pytest.raises(ValidationError, match="viser rader i registre som er unntatt offentlighet"):
        save_document(report, by=head, now=NOW)
