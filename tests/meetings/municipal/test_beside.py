"""A share stands beside every total that is split, in sentences, tables, charts and key figures, and nowhere else."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.allocations.models import AllocationRun
from meetings.approving import approval
from meetings.documents.content import KeyFigure, NumberedSection, Summary, Text
from meetings.municipal.beside import EDITION, edition_for, with_shares
from meetings.municipal.division import KEY, WEIGHING
from meetings.papers.render import document_html, page_context
from meetings.paragraphs.paragraphs import names_of
from rorikt.figures.values import Cell, Chart, Column, Figure, Series, Source, Table
from tests import factories
from tests.meetings.municipal.test_shares import NAMES, RESULT, amount_of, content, key_source, whole_keys

OVERSPEND = Figure("merforbruk:mill", "Merforbruk 2024", Decimal("1937782.94"), "kr", "1,938\u00a0mill.\u00a0kr")
SENTENCE = (
    '<p data-id="abcdef1">Vi brukte <a class="figure" data-figure="merforbruk:mill" href="/x/">1,938</a> for mye.</p>'
)


def paper(*blocks, figures=(OVERSPEND,), sources=None, summary=None):
    section = NumberedSection("1", 1, "avsnitt-1", "Økonomi", blocks)
    made = factories.make_content(figures=figures, sections=(section,), sources=sources or (key_source(),))
    return replace(made, summary=summary)


def text_of(shown):
    return "".join(block.html for section in shown.sections for block in section.blocks if isinstance(block, Text))


def test_in_a_sentence_the_share_stands_after_the_figure():
    shown = with_shares(paper(Text(SENTENCE)), "1535", "Vestnes")

    # 12,78 per cent in the key of 2024.
    beside = '1,938</a><span class="own-share"> (for Vestnes 247\u00a0648,66\u00a0kr)</span> for mye.</p>'
    assert text_of(shown).endswith(beside)


def test_what_is_not_split_says_nothing():
    tickets = Figure("apne-totalt", "Åpne saker 2024", 595, "saker", "595")
    said = Text('<p><a class="figure" data-figure="apne-totalt" href="/x/">595</a></p>')

    assert with_shares(paper(said, figures=(tickets,)), "1535", "Vestnes").sections[0].blocks == (said,)


def test_a_name_with_signs_in_it_is_written_as_it_is():
    shown = with_shares(paper(Text(SENTENCE)), "1535", "<Vestnes & co>")

    assert "(for &lt;Vestnes &amp; co&gt; " in text_of(shown)


def test_below_the_totals_of_a_table_stands_a_row_of_shares_and_none_of_per_cents():
    columns = (*RESULT.columns, Column("Avvik i %", "number"))
    table = replace(RESULT, columns=columns, total=(*RESULT.total, Cell("−2,3\u00a0%", "-2.31")))

    [shown] = with_shares(paper(table), "1506", "Molde").sections[0].blocks

    assert [cell.text for cell in shown.below] == [
        "For Molde, i kroner", "40\u00a0413\u00a0581,76", "−912\u00a0695,76", "",
    ]  # fmt: skip
    assert replace(table) == Table(**{name: getattr(shown, name) for name in vars(table)})


def test_the_row_is_in_the_table_behind_a_chart_too_and_is_printed():
    chart = Chart("resultat", "Resultat", "bars", ("Lønn",), (Series("Regnskap", (5.0,)),), "kr", RESULT)

    shown = with_shares(paper(chart), "1506", "Molde")

    assert "For Molde, i kroner" in document_html(shown)
    assert names_of(shown.sections) == {("avsnitt-1", 0): "diagram-resultat"}


def test_a_table_without_a_total_that_is_split_stays_as_it_is():
    table = Table(
        "nye", "Nye saker 2024", (Column("Kommune"), Column("Saker", "number")), (), (Cell("Sum"), Cell("5", "5"))
    )

    assert with_shares(paper(table), "1506", "Molde").sections[0].blocks == (table,)


def test_a_key_figure_in_words_has_a_share_without_a_sign():
    result = Figure("resultat", "Resultat 2024", Decimal("-1937782.94"), "kr", "et merforbruk på 1,938 mill. kr")
    summary = Summary(key_figures=(KeyFigure("resultat:mill", result, result.text),))

    [shown] = with_shares(paper(summary=summary), "1506", "Molde").summary.key_figures

    assert (shown.text, shown.share) == (result.text, "for Molde 912\u00a0695,76\u00a0kr")


def test_the_names_of_paragraphs_are_those_of_the_document():
    plain, shown = paper(Text(SENTENCE), RESULT), with_shares(paper(Text(SENTENCE), RESULT), "1506", "Molde")

    assert names_of(shown.sections) == names_of(plain.sections)
    assert 'id="b-abcdef1"' in page_context(shown, 1)["sections"][0]["blocks"][0]["html"]


def test_a_budget_that_was_spread_over_months_is_rounded_once_before_it_is_shared():
    spread = Figure("budsjett-hittil", "Budsjett 2024, sum", Decimal("1000.00666"), "kr", "1 000 kr")
    said = Text('<p><span class="figure" data-figure="budsjett-hittil">x</span></p>')

    printed = [
        amount_of(text_of(with_shares(paper(said, figures=(spread,)), number, "K")).split("(for K ")[1].split(")")[0])
        for number in NAMES
    ]

    assert sum(printed) == Decimal("1000.01")


def oracle(value, shares):
    """Slowly, øre by øre: everybody first gets what is surely theirs, then the largest remainder the next one."""
    sign, whole = (-1 if value < 0 else 1), abs(Fraction(value) * 100)
    exact = {number: whole * Fraction(share) / 100 for number, share in shares.items()}
    given = {number: int(part) for number, part in exact.items()}
    while sum(given.values()) < whole:
        neediest = min(exact, key=lambda number: (given[number] - exact[number], number))
        given[neediest] += 1
    return {number: sign * Decimal(part) / 100 for number, part in given.items()}


@given(value=st.integers(-(10**13), 10**13), shares=whole_keys())
def test_what_is_printed_for_each_is_what_a_slow_oracle_gives_and_adds_up_to_the_total(value, shares):
    total = Decimal(value) / 100
    figure = Figure("regnskap-sum", "Regnskap 2024, sum", total, "kr", "x")
    said = Text('<p><a class="figure" data-figure="regnskap-sum" href="/">x</a></p>')
    shown = paper(said, figures=(figure,), sources=(key_source(shares),))

    printed = {
        number: amount_of(text_of(with_shares(shown, number, "K")).split("(for K ")[1].removesuffix(")</span></p>"))
        for number in NAMES
    }

    assert printed == oracle(total, shares)
    assert sum(printed.values()) == total


ONE_KEY = [{"valid_from": date(2023, 1, 1)}]
TWO_KEYS = [
    {"valid_from": date(2023, 1, 1), "valid_to": date(2023, 3, 14)},
    {"valid_from": date(2023, 3, 15), "shares": factories.KEY_2024},
]


@pytest.mark.parametrize(("keys", "of_vestnes"), [(ONE_KEY, "240\u00a0091,31"), (TWO_KEYS, "246\u00a0137,19")])
def test_the_shares_of_an_approved_report_are_those_of_the_run_of_the_same_total(head, keys, of_vestnes):
    """Golden: 240 091,31 for Vestnes of the overspend of 2023, by its one key."""
    factories.make_cooperation()
    for key in keys:
        factories.make_key(**key)
    factories.make_line(title="Lønn", actual=Decimal("85803782.94"), budgeted=Decimal("83866000.00"))
    factories.close_year(2023)
    document = factories.make_document(kind="activity_report", accounting_year=2023, as_of=date(2024, 2, 1))
    factories.make_section(document=document, title="Resultat", body="<p>Vi brukte [[merforbruk:mill]] for mye.</p>")
    frozen = approval.approve_document(document, by=head, now=datetime(2024, 2, 6, 11, tzinfo=UTC)).frozen

    run = factories.make_run(AllocationRun.Kind.OPERATING_RESULT, by=head)

    beside = {
        part.municipality_id: text_of(with_shares(frozen, part.municipality_id, part.municipality.name))
        for part in run.parts.select_related("municipality")
    }
    assert {
        number: amount_of(text.split("(for ")[1].split(" ", 1)[1].split(")")[0]) for number, text in beside.items()
    } == {part.municipality_id: abs(part.amount) for part in run.parts.all()}
    assert f"(for Vestnes {of_vestnes}\u00a0kr)" in beside["1535"]


SECURITY = Source(f"{KEY}2024, Sikkerhet (fra 01.01.2024)", 5, "x", {"shares": factories.KEY_2024})
HALF = Source(f"{KEY}2024 (fra 01.07.2024)", 5, "x", {"shares": factories.KEY_2024})


def period_source(first, last, shares):
    name = f"{KEY}2024 ({first} til {last})"
    settings = {"valid_from": first, "valid_to": last, "shares": {number: str(one) for number, one in shares.items()}}
    return Source(name, 5, "x", settings)


@pytest.mark.parametrize(
    ("counts_by", "part"),
    [("days", "1\u00a0001,00"), ("months", "1\u00a0006,50")],  # 182 of 366 days, and 6 of 12 months
)
def test_keys_that_follow_each_other_are_weighed_as_it_was_frozen(counts_by, part):
    figure = Figure("merforbruk:mill", "Merforbruk 2024", Decimal("3660.00"), "kr", "x")
    halves = (
        period_source("2024-01-01", "2024-06-30", {"1506": Decimal(45), "1535": Decimal(55)}),
        period_source("2024-07-01", "2024-12-31", {"1506": Decimal(100)}),
    )
    weighing = Source(f"{WEIGHING}2024", 0, "x", {"counts_by": counts_by})

    shown = with_shares(paper(Text(SENTENCE), figures=(figure,), sources=(*halves, weighing)), "1535", "Vestnes")

    assert f"(for Vestnes {part}\u00a0kr)" in text_of(shown)


@pytest.mark.parametrize("other", [SECURITY, HALF])
def test_where_several_keys_hold_nothing_is_guessed(other):
    assert text_of(with_shares(paper(Text(SENTENCE), sources=(key_source(), other)), "1535", "Vestnes")) == SENTENCE


def test_where_several_keys_hold_the_split_that_the_document_prints_tells():
    rows = [("Molde", "937782.94"), ("Vestnes", "1000000.00")]
    split = Table(
        "fordeling-merforbruk", "Fordeling av merforbruket 2024", (Column("Kommune"), Column("Å betale", "number")),
        tuple((Cell(name), Cell(part, part)) for name, part in rows), (Cell("SUM"), Cell("x", "1937782.94")),
    )  # fmt: skip
    shown = with_shares(paper(Text(SENTENCE), split, sources=(key_source(), SECURITY)), "1535", "Vestnes")

    assert "(for Vestnes 1\u00a0000\u00a0000,00\u00a0kr)" in text_of(shown)


def test_a_split_that_does_not_add_up_to_its_own_sum_tells_nothing():
    """As the one that the council was shown for 2023, an øre short."""
    split = Table(
        "fordeling-merforbruk", "Fordeling av merforbruket 2024", (Column("Kommune"), Column("Å betale", "number")),
        ((Cell("Vestnes"), Cell("x", "1937782.93")),), (Cell("SUM"), Cell("x", "1937782.94")),
    )  # fmt: skip
    shown = with_shares(paper(Text(SENTENCE), split, sources=(key_source(), SECURITY)), "1535", "Vestnes")

    assert text_of(shown) == SENTENCE


def test_the_key_is_found_once_also_where_two_rooms_give_it():
    shown = with_shares(paper(Text(SENTENCE), sources=(key_source(), key_source())), "1535", "Vestnes")

    assert "for Vestnes" in text_of(shown)


def test_an_edition_says_on_every_page_and_first_of_all_that_it_is_no_part_of_what_was_approved():
    edition = edition_for(paper(Text(SENTENCE)), "1535", "Vestnes", ["Nøkkelen for 2024: 12,78 %."])

    about = (
        "Utgave for Vestnes: andelene er regnet ut av nøkkelen i dokumentet, og er ikke en del av det godkjente "
        "dokumentet."
    )
    assert (EDITION, "For Vestnes. Andelene er ikke godkjent.") in edition.running
    assert dict(edition.control)["Om utgaven"] == about
    assert edition.sections[0].title == "Utgave for Vestnes"
    assert "Nøkkelen for 2024: 12,78 %." in document_html(edition)
    assert content().control == ()
