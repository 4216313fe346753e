"""A report says of each row it prints what has become of it since the last approved report, and what is gone."""

from io import BytesIO

import docx
import pytest

from meetings.approving.sealing import read_text
from meetings.behind.earlier import figure_then
from meetings.behind.subjects import find_figure, find_place, same_place
from meetings.comparing.difference import changed_table
from meetings.designing.designing import remove_column
from meetings.documents.models import Document
from meetings.papers.compose import compose
from meetings.printed_registers.report import register_changes
from meetings.registers.models import RegisterState
from meetings.registers.standard import Standard
from meetings.registers.writing import Typed, remove_rows, write
from meetings.word.docx_file import docx_of
from rorikt.figures.values import NotAvailable
from tests.factories import make_building_project, make_register, make_register_row
from tests.meetings.printed_registers.conftest import NOW, asked_of, marks, printed, tables_of, texts

BUILDING = "tabell:byggprosjekter"
AGREEMENTS = "tabell:register:avtaler"


def edit(row, by, **typed):
    columns = {column.key: column for column in row.register.columns.standing()}
    boxes = [Typed(row.uuid, columns[key].pk, text) for key, text in typed.items()]
    assert not write(row.register, boxes, by=by, now=NOW).faults


@pytest.fixture
def projects(municipalities):
    told = {"A": "Graves ut.", "B": "Venter på svar.", "C": "Ferdig om en uke."}
    return [make_building_project(tittel=name, status="På plan", kommentar=text) for name, text in told.items()]


def test_the_first_report_has_no_marks(print_report, projects):
    table = printed(print_report(BUILDING))[BUILDING]

    assert (marks(table), table.changes) == ([["", "", "", ""]] * 3, "")


def test_building_projects_say_what_is_new_changed_and_unchanged_since_the_last_report(
    print_report, approve, projects, head
):
    approve(print_report(BUILDING))
    edit(projects[0], head, status="Utsatt")
    edit(projects[2], head, status="Ferdig")
    make_building_project(tittel="D", status="På plan", kommentar="Begynner.")

    table = printed(print_report(BUILDING, year=2025))[BUILDING]

    assert [row[0].text for row in table.rows] == ["A", "B", "D"]
    assert marks(table) == [
        ["Endret", "Endret (var «På plan»)", "Uendret siden 01.02.2024", ""],
        ["Uendret siden 01.02.2024", "", "", ""],
        ["Nytt", "", "", ""],
    ]
    assert table.changes == (
        "Merkene viser hva som er nytt og endret siden «Rapport 2024» med status per 01.02.2024. "
        "Ikke lenger med: «C» (nå Ferdig)."
    )


def test_what_is_still_unchanged_in_the_third_report_keeps_the_day_of_the_first(print_report, approve, projects):
    approve(print_report(BUILDING))
    approve(print_report(BUILDING, year=2025))

    table = printed(print_report(BUILDING, year=2026))[BUILDING]

    assert {row[0].mark for row in table.rows} == {"Uendret siden 01.02.2024"}


def test_a_report_approved_anew_is_held_against_the_last_report_and_not_its_own_older_version(
    print_report, approve, projects, head
):
    approve(print_report(BUILDING))
    edit(projects[0], head, status="Utsatt")
    report = print_report(BUILDING, year=2025)
    approve(report)
    Document.objects.filter(pk=report.pk).update(status=Document.Status.DRAFT)
    edit(projects[0], head, status="Uavklart status")
    report.refresh_from_db()

    table = tables_of(approve(report, reason="noe var feil").frozen)[BUILDING]

    assert marks(table)[0][1] == "Endret (var «På plan»)"


def test_what_the_last_report_did_not_print_has_no_marks(print_report, approve, projects):
    approve(print_report())

    table = printed(print_report(BUILDING, year=2025))[BUILDING]

    assert {mark for row in marks(table) for mark in row} == {""}


def test_the_marks_are_words_on_the_page_and_in_word_and_part_of_what_is_sealed(print_report, approve, projects, head):
    approve(print_report(BUILDING))
    edit(projects[0], head, status="Utsatt")
    content = compose(print_report(BUILDING, year=2025))

    assert "Utsatt Endret (var «På plan»)" in read_text(content)
    assert "Merkene viser hva som er nytt og endret siden «Rapport 2024»" in read_text(content)
    written = docx.Document(BytesIO(docx_of(content)))
    cells = [cell.text for table in written.tables for row in table.rows for cell in row.cells]
    assert {"Utsatt Endret (var «På plan»)", "A Endret", "B Uendret siden 01.02.2024"} <= set(cells)
    assert any(one.text.startswith("Merkene viser hva som er nytt") for one in written.paragraphs)


def test_the_changes_are_a_table_of_their_own(print_report, approve, head, municipalities):
    register = make_register(Standard.AGREEMENTS)
    kept, gone = (make_register_row(register, avtale=name, status="Gjelder") for name in ("Skole", "Bro"))
    approve(print_report(AGREEMENTS))
    edit(kept, head, status="Utløpt", kostnad="100", avtale="Skolen")
    remove_rows(register, [gone.uuid], by=head, now=NOW)
    make_register_row(register, avtale="Ny", status="Gjelder", leverandor="Data")

    table = printed(print_report("tabell:register-endringer:avtaler", year=2025))["tabell:register-endringer:avtaler"]

    assert table.caption == "Endringer i Avtaler siden 01.02.2024"
    assert texts(table) == [
        ["Skolen", "Avtale", "Skole", "Skolen"],
        ["Skolen", "Kostnad i året", "–", "100"],
        ["Skolen", "Status", "Gjelder", "Utløpt"],
        ["Ny", "Ny rad", "–", "Data, Gjelder"],
        ["Bro", "Tatt bort", "–", "–"],
    ]


def test_a_row_that_is_settled_since_is_told_by_what_became_of_it(print_report, approve, projects, head):
    approve(print_report(BUILDING))
    edit(projects[2], head, status="Ferdig")

    [table] = printed(print_report("tabell:register-endringer:byggprosjekter", year=2025)).values()

    assert texts(table) == [["C", "Overordnet status", "På plan", "Ferdig"]]


def test_no_changes_are_told_without_a_report_to_hold_them_against(print_report, approve, projects):
    first = print_report()
    with pytest.raises(NotAvailable, match="ingen tidligere godkjent rapport"):
        register_changes(asked_of(first), "byggprosjekter")
    approve(first)
    with pytest.raises(NotAvailable, match="forrige rapport skrev ikke ut registeret «Byggprosjekter»"):
        register_changes(asked_of(print_report(year=2025)), "byggprosjekter")


def test_nothing_changed_is_an_answer(print_report, approve, projects):
    approve(print_report(BUILDING))

    [table] = printed(print_report("tabell:register-endringer:byggprosjekter", year=2025)).values()

    assert (table.rows, table.note) == ((), "Ingenting er endret siden «Rapport 2024» med status per 01.02.2024.")


def test_a_state_with_another_word_and_a_column_that_is_gone_change_no_approved_report(
    print_report, approve, municipalities, head
):
    register = make_register(Standard.AGREEMENTS)
    own = make_register_row(register, avtale="Skole", status="Gjelder")
    version = approve(print_report(AGREEMENTS))
    RegisterState.objects.filter(column__register=register, key="gjelder").update(label="Løper")
    remove = register.columns.get(key="opsjoner")
    remove.key = "mine-opsjoner"
    remove.save()
    remove_column(remove, by=head, now=NOW)

    table = printed(print_report(AGREEMENTS, year=2025))[AGREEMENTS]

    assert table.rows[0][-1].mark == "Endret (var «Gjelder»)"  # what a reader of both reads
    assert "Opsjoner" in [column.label for column in tables_of(version.frozen)[AGREEMENTS].columns]
    assert own.title == "Skole"


def test_a_number_is_followed_to_its_row_and_through_the_last_reports(print_report, approve, municipalities, head):
    register = make_register(Standard.AGREEMENTS)
    rows = [make_register_row(register, avtale=name, kostnad=cost) for name, cost in (("A", "100"), ("B", "200"))]
    first = print_report(AGREEMENTS)
    first.sections.update(body=f"<p>Vi har [[register-antall:avtaler]] avtaler.</p><p>[[{AGREEMENTS}]]</p>")
    version = approve(first)
    edit(rows[1], head, kostnad="250", avtale="Bro")
    after = print_report(AGREEMENTS, year=2025)
    after.sections.update(body=f"<p>Vi har [[register-antall:avtaler]] avtaler.</p><p>[[{AGREEMENTS}]]</p>")
    content = compose(after)
    place = find_place(content, "tabell-tabell-register-avtaler", "2", 7)
    _, figure = find_figure(content, "register-antall:avtaler")

    assert (place.cell.text, place.cell.link) == ("250", f"/registre/rader/{rows[1].uuid}/")
    assert same_place(version.frozen, place).cell.text == "200"
    assert figure.link == "/registre/avtaler/"
    assert figure_then("register-antall:avtaler", figure, version, version.frozen).value == 2


def test_two_versions_are_compared_row_by_row_under_whatever_titles(print_report, approve, projects, head):
    old = tables_of(approve(print_report(BUILDING)).frozen)[BUILDING]
    edit(projects[0], head, tittel="Skolen")

    changed = changed_table(old, printed(print_report(BUILDING, year=2025))[BUILDING])

    assert [(one.label, one.old, one.new) for one in changed.values] == [("Skolen, Tittel", "A", "Skolen")]
    assert changed.rows == ()
