"""Registers as a document prints them: the columns that are printed, states in words, amounts with their sum."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from meetings.printed_registers.charting import register_chart
from meetings.printed_registers.report import (
    MOST_PRINTED,
    building_projects,
    register_count,
    register_sum,
    register_table,
)
from meetings.printed_registers.tabulating import fitted
from meetings.registers.contents import Kind
from meetings.registers.models import Register, RegisterColumn, RegisterRow, RegisterState
from meetings.registers.standard import Standard
from meetings.tokens.catalogue import catalogue
from rorikt.figures.values import Column, NotAvailable
from tests import factories
from tests.factories import make_building_project, make_document, make_register, make_register_row
from tests.meetings.printed_registers.conftest import asked_of, texts


@pytest.fixture
def agreements(municipalities):
    register = make_register(Standard.AGREEMENTS)
    make_register_row(
        register, avtale="Skoleavtalen", leverandor="Skoledata", gjelder="Molde, Vestnes", til="30.06.24",
        kostnad="1200000", status="Gjelder",
    )  # fmt: skip
    make_register_row(register, avtale="Linjer", gjelder="Alle", kostnad="300000", status="Sagt opp")
    make_register_row(register, avtale="Skrivere", gjelder="Rauma", status="Utløpt")
    return register


@pytest.fixture
def rollouts(municipalities):
    register = make_register(Standard.ROLLOUTS)
    make_register_row(
        register, tiltak="Tofaktor", status={"1506": "I drift", "1535": "Planlagt"}, dato={"1506": "15.03.24"}
    )
    make_register_row(register, tiltak="Ny telefoni", status={"1506": "Pågår"})
    return register


def test_a_register_prints_its_columns_with_amounts_set_right_and_added(agreements):
    table = register_table(asked_of(), "avtaler")

    assert (table.key, table.caption, table.as_of) == ("tabell:register:avtaler", "Avtaler", date(2024, 2, 1))
    assert [column.label for column in table.columns] == [
        "Avtale", "Leverandør", "Kommuner", "Til", "Senest sagt opp", "Opsjoner", "Kostnad i året", "Status",
    ]  # fmt: skip
    assert replace(table.columns[6], width=0) == Column("Kostnad i året", "number", key="kostnad")
    assert texts(table)[0] == [
        "Skoleavtalen", "Skoledata", "Molde, Vestnes", "30.06.2024", "–", "–", "1 200 000", "Gjelder",
    ]  # fmt: skip
    assert texts(table)[-1] == ["Sum", "", "", "", "", "", "1 500 000", ""]
    assert Decimal(table.total[6].value) == 1_500_000
    assert table.unit_note == "beløp i kroner"
    assert table.lacks == "Summen av «Kostnad i året» er uten 1 rad der den ikke er fylt ut."
    assert table.source == "/registre/avtaler/"
    assert table.row_keys == tuple(str(row.uuid) for row in agreements.rows.all())


@pytest.mark.parametrize(
    ("written", "caption", "rows"),
    [
        ("apne", "Avtaler, åpne", ["Skoleavtalen", "Linjer"]),
        ("gjelder", "Avtaler, med status «Gjelder»", ["Skoleavtalen"]),
        ("1539", "Avtaler, Rauma", ["Linjer", "Skrivere"]),  # one of them is for all
        ("forhandles", "Avtaler, med status «Forhandles»", []),
    ],
)
def test_a_selection_is_what_is_open_a_state_or_a_municipality(agreements, written, caption, rows):
    table = register_table(asked_of(), "avtaler", written)

    assert (table.caption, table.key) == (caption, f"tabell:register:avtaler:{written}")
    assert [row[0].text for row in table.rows] == rows
    assert table.note == ("" if rows else "Det er ingen rader å vise.")


@pytest.mark.parametrize(
    ("wished", "needs", "widths"),
    [
        ([25, 20, 40, 15], [10, 10, 10, 10], [25, 20, 40, 15]),
        ([50, 40, 10], [10, 10, 20], [44, 35, 20]),  # the two that have room give it to the third
        ([24, 0, 0], [10, 10, 10], [24, 38, 38]),
        ([10, 10], [80, 80], [50, 50]),
    ],
)
def test_no_column_is_narrower_than_its_longest_word_where_there_is_room(wished, needs, widths):
    assert fitted(wished, needs) == widths


def test_a_table_leads_to_the_page_of_its_register_narrowed_as_far_as_that_can_be(agreements):
    state = RegisterState.objects.get(column__register=agreements, key="gjelder")
    sources = [register_table(asked_of(), "avtaler", one).source for one in ("", "apne", "gjelder", "1539")]

    page = "/registre/avtaler/"
    assert sources == [page, page, f"{page}?status={state.pk}", f"{page}?kommune=1539"]


def test_a_register_with_a_state_for_each_municipality_prints_as_a_matrix_with_their_days(rollouts):
    table = register_table(asked_of(), "utrulling")

    assert [column.label for column in table.columns] == ["Tiltak", "Molde", "Vestnes", "Rauma", "Aukra", "Hustadvika"]
    assert texts(table) == [
        ["Tofaktor", "I drift (15.03.2024)", "Planlagt", "–", "–", "–"],
        ["Ny telefoni", "Pågår", "–", "–", "–", "–"],
    ]
    assert sum(column.width for column in table.columns) <= 100
    assert texts(register_table(asked_of(), "utrulling", "1535")) == [["Tofaktor", "Planlagt"]]


def test_building_projects_under_way_are_told_with_whom_they_concern(municipalities):
    make_building_project(tittel="A")
    make_building_project(tittel="B", kommune="Vestnes", status="Utsatt", kommentar="Neste år")
    make_building_project(tittel="Ferdig", status="Ferdig")

    table = building_projects(asked_of())

    assert texts(table) == [["A", "–", "–", "Alle"], ["B", "Utsatt", "Neste år", "Vestnes"]]
    assert (table.key, table.caption) == ("tabell:byggprosjekter", "Status for pågående byggprosjekter")


def test_without_building_projects_the_table_says_so(municipalities):
    make_register(Standard.BUILDING_PROJECTS)

    assert building_projects(asked_of()).note == "Det er ingen rader å vise."


def test_a_register_of_ones_own_prints_the_columns_that_its_head_chose(municipalities):
    register = make_register(title="Kopimaskiner", slug="kopimaskiner")
    for title, kind, told in (
        ("Antall", Kind.NUMBER, {}),
        ("Pris", Kind.AMOUNT, {}),
        ("Årstall", Kind.NUMBER, {}),
        ("Hemmelig", Kind.TEXT, {"is_printed": False}),
    ):
        factories.make_register_column(
            register=register, title=title, key=title.lower().replace("å", "a"), kind=kind, **told
        )
    first = register.columns.first().key.replace("-", "_")
    for name, count in (("A", "3"), ("B", "4")):
        make_register_row(register, antall=count, pris="10,50", arstall="2020", hemmelig="x", **{first: name})

    table = register_table(asked_of(), "kopimaskiner")

    assert [column.label for column in table.columns] == ["Navn", "Antall", "Pris (kr)", "Årstall"]
    assert texts(table) == [["A", "3", "10,50", "2 020"], ["B", "4", "10,50", "2 020"], ["Sum", "7", "", ""]]


def test_counts_and_sums_say_what_they_count_and_lead_to_their_rows(agreements):
    count, total = register_count(asked_of(), "avtaler", "apne"), register_sum(asked_of(), "avtaler", "kostnad")

    assert (count.label, count.text, count.unit) == ("Avtaler: antall rader, åpne", "2", "rader")
    assert (count.value, count.source, count.as_of) == (2, "/registre/avtaler/", date(2024, 2, 1))
    assert total.label == "Avtaler: sum av «Kostnad i året» (uten 1 rad der det ikke er fylt ut)"
    assert (total.value, total.unit, total.text) == (1_500_000, "kr", "1\u00a0500\u00a0000\u00a0kr")
    assert register_sum(asked_of(), "avtaler", "kostnad", "sagt-opp").text == "300\u00a0000\u00a0kr"
    assert register_sum(asked_of(), "avtaler", "kostnad", "forhandles").value == 0


def test_a_chart_has_the_rows_by_their_state_with_the_same_numbers_in_its_table(agreements, rollouts):
    chart, stacked = register_chart(asked_of(), "avtaler"), register_chart(asked_of(), "utrulling")

    assert (chart.kind, chart.title, chart.categories) == (
        "bars", "Avtaler etter status", ("Gjelder", "Forhandles", "Sagt opp", "Utløpt"),
    )  # fmt: skip
    assert [one.values for one in chart.series] == [(1, 0, 1, 1)]
    assert texts(chart.table)[-1] == ["Sum", "3"]
    assert stacked.categories == ("Molde", "Vestnes", "Rauma", "Aukra", "Hustadvika")
    assert {one.label: one.values for one in stacked.series}["Ikke oppgitt"] == (0, 1, 2, 2, 2)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (
            lambda: register_table(asked_of(), "finnes-ikke"),
            "det er ikke noe register i bruk med kortnavnet finnes-ikke",
        ),
        (
            lambda: register_table(asked_of(), "avtaler", "kanskje"),
            "«kanskje» er ikke et utvalg i registeret «Avtaler»",
        ),
        (lambda: register_sum(asked_of(), "avtaler", "status"), "ingen kolonne med tall som heter status"),
        (lambda: register_sum(asked_of(), "avtaler", "kostnad", "ute"), "ikke fylt ut i noen av radene"),
        (lambda: register_table(asked_of(), "krav"), "registeret «Krav mot leverandører» har ingen rader ennå"),
        (lambda: register_chart(asked_of(), "krav"), "har ingen rader å vise"),
        (lambda: register_chart(asked_of(), "oppetid"), "har ingen status som skrives ut"),
        (lambda: building_projects(asked_of()), "er ikke tatt i bruk"),
    ],
)
def test_what_is_not_there_is_told_in_a_sentence(agreements, make, says):
    make_register(Standard.CLAIMS)
    make_register(Standard.SERVICES)

    with pytest.raises(NotAvailable, match=says):
        make()


def test_a_register_that_is_not_in_use_and_a_column_that_was_taken_away_cannot_be_printed(agreements):
    RegisterColumn.objects.filter(register=agreements, key="kostnad").update(removed_at="2024-02-01T12:00:00Z")

    assert "Kostnad i året" not in [column.label for column in register_table(asked_of(), "avtaler").columns]
    with pytest.raises(NotAvailable, match="Det har ingen kolonner med tall"):
        register_sum(asked_of(), "avtaler", "kostnad")
    Register.objects.update(is_active=False)
    with pytest.raises(NotAvailable, match="ikke noe register i bruk"):
        register_table(asked_of(), "avtaler")


def test_more_rows_than_a_document_has_room_for_are_refused_with_what_to_do(agreements):
    now = agreements.rows.first().made_at
    RegisterRow.objects.bulk_create(
        RegisterRow(register=agreements, title=str(place), made_at=now, changed_at=now) for place in range(MOST_PRINTED)
    )

    with pytest.raises(NotAvailable, match="Avtaler» har 503 rader her, og et dokument kan vise høyst 500"):
        register_table(asked_of(), "avtaler")
    assert register_count(asked_of(), "avtaler").value == 503


@pytest.mark.parametrize("rows", [1, 30])
def test_a_table_costs_the_same_queries_for_any_length(municipalities, rows, django_assert_num_queries):
    make_register(Standard.AGREEMENTS)
    register = Register.objects.get()
    for place in range(rows):
        make_register_row(register, avtale=str(place), gjelder="Molde, Vestnes", status="Gjelder")

    with django_assert_num_queries(8):
        assert len(register_table(asked_of(), "avtaler").rows) == rows


def test_an_author_picks_from_registers_with_rows_and_what_they_hold(agreements):
    make_register(Standard.CLAIMS)
    [group] = [one for one in catalogue(make_document()) if one.label == "Registre"]

    found = [entry.inside for entry in group.entries]

    assert found[:3] == ["tabell:register:avtaler", "tabell:register:avtaler:apne", "tabell:register:avtaler:gjelder"]
    assert {"register-antall:avtaler:1506", "register-sum:avtaler:kostnad", "diagram:register:avtaler"} <= set(found)
    assert not any("krav" in one or one.startswith("tabell:register-endringer") for one in found)


def test_a_matrix_in_which_days_are_printed_too_has_them_in_columns_of_their_own(rollouts):
    rollouts.columns.filter(key="dato").update(is_printed=True)

    table = register_table(asked_of(), "utrulling", "1506")

    assert [(column.group, column.label) for column in table.columns] == [
        ("", "Tiltak"), ("Status", "Molde"), ("Dato", "Molde"),
    ]  # fmt: skip
    assert texts(table) == [["Tofaktor", "I drift", "15.03.2024"], ["Ny telefoni", "Pågår", "–"]]
    assert replace(table, rows=()).has_groups
