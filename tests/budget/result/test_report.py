"""The operating result of 2023 against what the council was shown; where ours differs, the test says why."""

from datetime import date
from decimal import Decimal

import pytest

from budget.keys.models import CostKey, CostKeyShare
from budget.lines.models import BudgetLine
from budget.result.charts import operating_result
from budget.result.report import cause, causes, line_actual, overspend, overspend_percent, overspend_split
from rorikt.figures.values import NotAvailable
from tests.budget import golden
from tests.budget.texts import column_values, plain, texts, total_texts
from tests.factories import KEY_2024, MUNICIPALITIES, close_year, make_cause, make_key, make_line

pytestmark = pytest.mark.django_db


def test_the_operating_result_prints_as_the_council_was_shown_it(year_2023):
    table = operating_result(2023)

    assert texts(table) == golden.PRINTED_LINES
    assert total_texts(table) == golden.PRINTED_SUM
    assert table.unit_note == "Tall i hele 1000 kroner."
    assert [column.label for column in table.columns] == ["Type utgift", "Regnskap", "Årsbudsjett", "Avvik"]


def test_the_printed_sums_are_taken_before_rounding(year_2023):
    """The printed rows add up to 85 803 and −1 937; the printed sums are right all the same."""
    table = operating_result(2023)

    printed = [
        sum(int(plain(row[column].text).replace(" ", "").replace("−", "-")) for row in table.rows)
        for column in (1, 2, 3)
    ]
    assert printed == [85_803, 83_866, -1_937]
    assert [sum(column_values(table, column)) for column in (1, 2, 3)] == [
        Decimal("85803782.94"),
        Decimal("83866000.00"),
        -golden.OVERSPEND,
    ]
    assert [Decimal(cell.value) for cell in table.total[1:]] == [sum(column_values(table, n)) for n in (1, 2, 3)]


def test_the_operating_result_is_shown_to_the_ore_on_demand(year_2023):
    table = operating_result(2023, exact=True)

    assert texts(table)["Lønn"] == ("28 790 212,40", "29 233 000,00", "442 787,60")
    assert total_texts(table) == ("85 803 782,94", "83 866 000,00", "−1 937 782,94")
    assert table.unit_note == "Beløp i kroner."


def test_every_line_leads_to_its_rows(year_2023):
    table = operating_result(2023)

    assert [row[0].source for row in table.rows] == [line.get_absolute_url() for line in BudgetLine.objects.all()]
    assert table.source == "/okonomi/2023/"


def test_the_overspend_in_per_cent_is_what_the_table_gives(year_2023):
    """1 937 782,94 of 83 866 000 is 2.31 %. The papers printed 1.68 %, which no two figures of the table give."""
    figure = overspend_percent(2023)

    assert plain(figure.text) == "2,31 %"
    assert figure.value == golden.OVERSPEND * 100 / Decimal(83_866_000)


@pytest.mark.parametrize(
    ("form", "text"),
    [("kroner", "1 937 783 kr"), ("ore", "1 937 782,94 kr"), ("tusen", "1 938"), ("mill", "1,938 mill. kr")],
)
def test_an_amount_is_printed_in_the_form_that_is_asked_for(year_2023, form, text):
    figure = overspend(2023, form)

    assert plain(figure.text) == text
    assert (figure.value, figure.unit, figure.source) == (golden.OVERSPEND, "kr", "/okonomi/2023/")


def test_a_form_that_does_not_exist_is_a_mistake_of_the_programmer(year_2023):
    with pytest.raises(ValueError, match="euro is not one of kroner, ore, tusen, mill"):
        overspend(2023, "euro")


def test_the_split_of_the_overspend_adds_up_where_the_printed_one_does_not(year_2023):
    """Molde gets the øre that the printed split lacks: see test_allocation."""
    table = overspend_split(2023)

    parts = dict(zip(MUNICIPALITIES, column_values(table, 2), strict=True))
    assert parts == {**golden.PRINTED_SPLIT, "1506": golden.PRINTED_SPLIT["1506"] + Decimal("0.01")}
    assert sum(parts.values()) == Decimal(table.total[2].value) == golden.OVERSPEND
    assert texts(table)["Molde"] == ("45,87 %", "888 861,04")
    assert total_texts(table) == ("100,00 %", "1 937 782,94")
    assert [column.label for column in table.columns] == ["Kommune", "Andel", "Å betale"]
    assert plain(table.caption) == "Fordeling av merforbruket 2023: hver kommunes andel av 1 937 782,94 kr"
    assert table.note == "Fordelt etter nøkkelen som gjelder 01.01.2023 – 31.12.2023 (Samarbeidsavtalen)."


def test_an_underspend_is_split_as_money_back():
    make_key()
    make_line(actual=Decimal(900), budgeted=Decimal(1000))
    close_year(2023)

    table = overspend_split(2023)

    assert table.columns[2].label == "Til gode"
    assert "mindreforbruket" in table.caption
    assert total_texts(table) == ("100,00 %", "100,00")
    with pytest.raises(NotAvailable, match="Driftsresultatet for 2023 viser mindreforbruk, ikke merforbruk"):
        overspend(2023)


def test_causes_are_listed_with_their_line_and_how_sure_the_amount_is():
    line = make_line(title="Konsulenter")
    make_cause(line=line, title="Prisvekst", amount=None)
    make_cause(line=line, title="Lokaler", amount=Decimal(350_000), slug="lokaler")
    make_cause(line=line, title="Faktura", amount=Decimal(1000), is_approximate=False, slug="faktura")

    assert texts(causes(2023)) == {
        "Prisvekst": ("Konsulenter", "–"),
        "Lokaler": ("Konsulenter", "ca. 350 000"),
        "Faktura": ("Konsulenter", "1 000"),
    }
    assert [plain(cause(2023, slug).text) for slug in ("lokaler", "faktura")] == ["ca. 350 000 kr", "1 000 kr"]


def test_a_name_that_means_two_lines_is_not_available():
    make_line(title="Kjøp/leasing")
    make_line(title="Kjøp, leasing")

    with pytest.raises(NotAvailable, match="Fant flere enn én driftslinje «kjop-leasing» i 2023"):
        line_actual(2023, "kjop-leasing")


def test_a_cause_without_an_amount_has_no_figure():
    make_cause(slug="prisvekst", title="Prisvekst", amount=None)

    with pytest.raises(NotAvailable, match="Årsaken «Prisvekst» har ikke noe beløp"):
        cause(2023, "prisvekst")


def test_nothing_is_split_by_a_key_that_is_not_whole(year_2023):
    CostKeyShare.objects.filter(municipality_id="1579").update(percent=Decimal("21.01"))

    with pytest.raises(NotAvailable, match=r"kan ikke brukes\. Andelene er til sammen 99,99"):
        overspend_split(2023)


def test_two_keys_of_a_year_split_it_by_their_days(year_2023):
    CostKey.objects.update(valid_to=date(2023, 6, 30))
    make_key(KEY_2024, valid_from=date(2023, 7, 1))

    table = overspend_split(2023)

    assert "181 av 365 dager" in table.note
    assert sum(Decimal(row[2].value) for row in table.rows) == golden.OVERSPEND


def test_a_day_of_the_year_without_a_key_stops_its_split(year_2023):
    CostKey.objects.update(valid_to=date(2023, 6, 30))

    with pytest.raises(NotAvailable, match=r"ingen fordelingsnøkkel som gjelder fra 01.07.2023 til 31.12.2023"):
        overspend_split(2023)


def test_a_year_without_a_budget_has_no_overspend_in_per_cent():
    make_line(actual=Decimal(1), budgeted=Decimal(0))
    close_year(2023)

    with pytest.raises(NotAvailable, match="Budsjettet for 2023 er null"):
        overspend_percent(2023)
