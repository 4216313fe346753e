"""The figures and tables of 2023 against what the council was shown; where ours differ, the test says why."""

from datetime import date
from decimal import Decimal

import pytest

from budget.investments.report import (
    investment_settlement,
    investments,
    investments_actual,
    investments_budgeted,
    investments_excl_vat,
    investments_underspend,
    paid_on_account,
    project_actual,
    settlement_variance,
)
from budget.keys.models import CostKey, CostKeyShare
from budget.keys.report import key_of
from budget.lines.models import BudgetLine
from budget.projects.models import InvestmentProject, PaymentOnAccount
from budget.result.charts import operating_result
from budget.result.report import (
    actual_sum,
    budgeted_sum,
    cause,
    causes,
    line_actual,
    line_budgeted,
    line_variance,
    overspend,
    overspend_percent,
    overspend_split,
)
from budget.sources import sources
from rorikt.figures.values import NotAvailable
from tests.budget import golden
from tests.factories import (
    KEY_2024,
    MUNICIPALITIES,
    close_year,
    make_cause,
    make_key,
    make_line,
    make_payment,
    make_project,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def year_2023(db):
    golden.make_year_2023()


def plain(text):
    return text.replace("\u00a0", " ")


def texts(table):
    """Head of each row to the texts of its other cells."""
    return {row[0].text: tuple(plain(cell.text) for cell in row[1:]) for row in table.rows}


def total_texts(table):
    return tuple(plain(cell.text) for cell in table.total[1:])


def column_values(table, number):
    return [Decimal(row[number].value) for row in table.rows]


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


def test_the_single_figures_of_the_year_come_out_of_the_rows(year_2023):
    figures = {
        actual_sum(2023): "85803782.94",
        budgeted_sum(2023): "83866000.00",
        line_actual(2023, "lisens-vedlikehold-og-support"): "55995301.74",
        line_budgeted(2023, "kjop-leasing"): "321000.00",
        line_variance(2023, "konsulenter"): "-2286144.20",
        investments_actual(2023): "11119766.36",
        investments_budgeted(2023): "14500000.00",
        investments_underspend(2023): "3380233.64",
        investments_excl_vat(2023): "9696616.33",
        project_actual(2023, "helseplattformen"): "5782000.00",
        paid_on_account(2023): "11601000.78",
        settlement_variance(2023): "1904384.45",
    }

    assert {figure.label: str(figure.value) for figure in figures} == {
        figure.label: value for figure, value in figures.items()
    }
    assert all(figure.source.startswith("/okonomi/") for figure in figures)


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


def test_the_investments_print_as_the_council_was_shown_them(year_2023):
    table = investments(2023)

    assert texts(table) == golden.PRINTED_PROJECTS
    assert total_texts(table) == golden.PRINTED_PROJECT_SUM
    assert table.rows[0][1].value == "0.00"


def test_the_settlement_of_investments_is_the_printed_one(year_2023):
    table = investment_settlement(2023)

    assert {
        number: tuple(cell.value for cell in row[2:]) for number, row in zip(MUNICIPALITIES, table.rows, strict=True)
    } == golden.PRINTED_SETTLEMENT
    assert tuple(cell.value for cell in table.total[2:]) == golden.PRINTED_SETTLEMENT_SUM
    assert [column.label for column in table.columns] == [
        "Kommune",
        "Andel",
        "Akonto 2023",
        "Utgifter 2023 eksl. mva.",
        "Avvik (motregnes investeringstilskudd 2024)",
    ]


def test_causes_are_listed_with_their_line_and_how_sure_the_amount_is():
    line = make_line(title="Konsulenter")
    make_cause(line=line, title="Prisvekst", amount=None)
    make_cause(line=line, title="Lokaler", amount=Decimal(350_000), slug="lokaler")
    make_cause(line=line, title="Faktura", amount=Decimal(1000), is_approximate=False)

    assert texts(causes(2023)) == {
        "Prisvekst": ("Konsulenter", "–"),
        "Lokaler": ("Konsulenter", "ca. 350 000"),
        "Faktura": ("Konsulenter", "1 000"),
    }
    assert plain(cause(2023, "lokaler").text) == "350 000 kr"


@pytest.mark.parametrize(
    "make",
    [
        operating_result,
        causes,
        overspend_split,
        overspend,
        overspend_percent,
        actual_sum,
        budgeted_sum,
        investments,
        investment_settlement,
        investments_actual,
        investments_budgeted,
        investments_underspend,
        investments_excl_vat,
        paid_on_account,
        settlement_variance,
        key_of,
    ],
)
def test_a_year_without_rows_is_not_available_and_the_message_names_the_year(make):
    with pytest.raises(NotAvailable, match="2023"):
        make(2023)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (line_actual, "Fant ikke driftslinje «ukjent» i 2023."),
        (cause, "Fant ikke årsak «ukjent» i 2023."),
        (project_actual, "Fant ikke prosjekt «ukjent» i 2023."),
    ],
)
def test_a_name_that_does_not_exist_is_not_available(year_2023, make, message):
    with pytest.raises(NotAvailable, match=message):
        make(2023, "ukjent")


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


def test_a_key_that_holds_for_part_of_the_year_does_not_split_the_year(year_2023):
    CostKey.objects.update(valid_to=date(2023, 6, 30))
    make_key(KEY_2024, valid_from=date(2023, 7, 1))

    with pytest.raises(NotAvailable, match="Det finnes ingen fordelingsnøkkel som gjelder for hele 2023"):
        overspend_split(2023)


def test_a_missing_payment_is_not_taken_for_zero(year_2023):
    PaymentOnAccount.objects.filter(municipality_id__in=["1539", "1547"]).delete()

    with pytest.raises(NotAvailable, match=r"Akonto 2023 mangler for Rauma, Aukra\. Før inn 0"):
        investment_settlement(2023)


def test_a_payment_from_who_has_no_share_stops_the_settlement():
    make_key({"1506": "60.00", "1535": "40.00"})
    make_project()
    for number in ("1506", "1535", "1579"):
        make_payment(municipality_id=number)
    close_year(2023)

    with pytest.raises(NotAvailable, match="Hustadvika har betalt akonto 2023, men har ingen andel"):
        investment_settlement(2023)


def test_investments_over_the_budget_have_no_underspend():
    make_project(budgeted=Decimal(100), actual_excl_vat=Decimal(100), vat=Decimal(25))
    close_year(2023)

    with pytest.raises(NotAvailable, match="merforbruk, ikke mindreforbruk"):
        investments_underspend(2023)


def test_a_year_without_a_budget_has_no_overspend_in_per_cent():
    make_line(actual=Decimal(1), budgeted=Decimal(0))
    close_year(2023)

    with pytest.raises(NotAvailable, match="Budsjettet for 2023 er null"):
        overspend_percent(2023)


def test_the_sources_name_the_rows_the_key_and_a_hash_over_them(year_2023):
    found = {source.name: source for source in sources(2023)}

    assert {name: source.rows for name, source in found.items()} == {
        "Driftslinjer 2023": 7,
        "Årsaker til avvik 2023": 0,
        "Investeringsprosjekter 2023": 13,
        "Akonto 2023": 5,
        "Regnskapsår 2023": 1,
        "Fordelingsnøkkel 2023": 5,
    }
    assert found["Fordelingsnøkkel 2023"].settings == {
        "valid_from": "2023-01-01",
        "valid_to": "2023-12-31",
        "source": "Samarbeidsavtalen",
        "shares": {"1506": "45.87", "1535": "12.39", "1539": "12.35", "1547": "8.37", "1579": "21.02"},
    }
    assert sources(2023) == sources(2023)


def test_the_hash_changes_with_any_row_and_with_nothing_else(year_2023):
    before = sources(2023)

    make_line(year=2022)
    assert sources(2023) == before

    line = BudgetLine.objects.for_year(2023).first()
    line.actual += Decimal("0.01")
    line.save()
    after = sources(2023)
    assert after[0].sha256 != before[0].sha256
    assert after[1:] == before[1:]


def test_the_hash_changes_with_where_the_key_comes_from(year_2023):
    before = sources(2023)[-1]

    CostKey.objects.update(source="Et annet vedtak")

    assert sources(2023)[-1].sha256 != before.sha256


def test_sums_of_many_amounts_are_exact_to_the_ore():
    """0.10 is no binary fraction: a sum in floating point drifts."""
    InvestmentProject.objects.bulk_create(
        InvestmentProject(year=2023, title=str(n), budgeted=Decimal("1000000000.10"), actual_excl_vat=Decimal("0.10"))
        for n in range(200)
    )

    result = InvestmentProject.objects.for_year(2023).result()

    assert (str(result.budgeted), str(result.actual_excl_vat)) == ("200000000020.00", "20.00")
