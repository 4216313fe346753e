"""Each check finds its slip in other words and places, and leaves alone what only looks like one."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from meetings.claims.facts import Fact
from meetings.claims.findings import Finding
from meetings.claims.numbers import Number, only
from meetings.documents.content import Text
from meetings.review.labels import months_of
from meetings.review.leftovers import twice, unchanged
from meetings.review.resembling import DIGIT, SIGN, SWAPPED, THOUSAND, Said, difference, likeness
from meetings.review.totals import is_added_up
from rorikt import amounts
from rorikt.figures.values import Cell, Column, Figure, Table
from rorikt.texts import richtext
from tests.meetings.review.papers import found, paper, said, table

OPEN = Figure("apne-totalt", "Åpne saker i alt 1. februar 2024", 595, "", "595")
OVERSPEND = Figure("merforbruk", "Merforbruk 2023", Decimal("1937782.94"), "kr", "1 937 783 kr")
BUDGET = Figure("budsjett-sum", "Årsbudsjett 2023, sum", Decimal("83866000"), "kr", "83 866 000 kr")
VARIANCE = Figure("linje-avvik:lonn", "Lønn 2023: avvik", Decimal("442768.52"), "kr", "442 769 kr")
KNOWN = (OPEN, OVERSPEND, BUDGET, VARIANCE)
LEVELS = (
    ("Prioritet", "november 2023 OK", "november 2023 Brudd", "januar 2024 OK", "januar 2024 Brudd"),
    ("Medium", "344", "96", "397", "50"),
    ("Kritisk", "1", "0", "2", "1"),
)


def stands_twice(*sections):
    return [one.quote for one in twice(paper(*sections))]


def only_of(check, *sections, **known):
    return [quote for one, quote in found(*sections, **known) if one == check]


RESEMBLING = {
    "Ved inngangen til februar var 559 saker åpne.": "559",
    "Per 1. februar lå 585 åpne saker til behandling.": "585",
    "Merforbruket ble 1,983 mill. kr.": "1,983 mill. kr",
    "Merforbruket ble 1 938 kr.": "1 938 kr",
    "Årsbudsjettet var 83 686 000 kroner.": "83 686 000 kroner",
    "Vi brukte 1 937 738 kroner mer enn planlagt.": "1 937 738 kroner",
    "Årsbudsjett: lønn 82 000 000 kr, drift 266 000 kr, i alt 83 266 000 kr.": "83 266 000 kr",
}


@pytest.mark.parametrize("text", RESEMBLING)
def test_a_slip_of_the_pen_is_found(text):
    assert only_of("resembling", f"<p>{text}</p>", offered=KNOWN) == [RESEMBLING[text]]


ANOTHER_NUMBER = (
    "Vi har 595 åpne saker.",
    "Merforbruket ble 1,938 mill. kr, altså 1 937 783 kroner.",
    "Merforbruket ble rundt 1,9 mill. kr.",
    "Kurset samlet 585 deltakere.",
    "Regningen på 1 250 000 kroner er betalt.",
    "Budsjettet var 83 866 i hele 1000 kroner.",
    "Årsbudsjett: lønn kr 83 000 000, drift kr + 266 000, i alt kr = 83 266 000.",
)


@pytest.mark.parametrize("text", ANOTHER_NUMBER)
def test_another_number_is_left_alone(text):
    assert only_of("resembling", f"<p>{text}</p>", offered=KNOWN) == []


def test_a_number_of_a_token_is_not_looked_at():
    text = '<p>Åpne saker: <a class="figure" data-figure="x" href="/x/">585</a>.</p>'

    assert only_of("resembling", text, offered=KNOWN) == []


def number(value):
    return only(amounts.number(value))


@given(st.integers(10**6, 10**9), st.data())
def test_one_digit_between_is_seen_wherever_it_is(value, data):
    digits = list(str(value))
    place = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from("123456789").filter(lambda digit: digit != digits[place]))
    digits[place] = other
    assume(len(str(value).strip("0")) > 2 and len("".join(digits).strip("0")) > 2)

    assert difference(number(int("".join(digits))), Decimal(value)) in {DIGIT, THOUSAND}


@given(st.integers(10**6, 10**9), st.data())
def test_two_swapped_digits_are_seen(value, data):
    digits = list(str(value))
    place = data.draw(st.integers(1, len(digits) - 2))
    assume(digits[place] != digits[place + 1])
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    assume(len(str(value).strip("0")) > 2 and len("".join(digits).strip("0")) > 2)

    assert difference(number(int("".join(digits))), Decimal(value)) == SWAPPED


@given(st.integers(101, 10**6).filter(lambda value: value % 10))
def test_a_factor_of_a_thousand_is_seen_both_ways(value):
    assert difference(number(value), Decimal(value) * 1000) == THOUSAND
    assert difference(number(value * 1000), Decimal(value)) == THOUSAND


@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_resemblance_goes_both_ways(one, other):
    assume(one != other)

    assert difference(number(one), Decimal(other)) == difference(number(other), Decimal(one))


SENTENCES = st.lists(st.tuples(st.integers(1, 9), st.sampled_from(["0.1", "1", "10"])), min_size=1, max_size=7)


@given(SENTENCES, st.data())
def test_a_number_is_added_up_where_some_run_beside_it_comes_to_it(said, data):
    beside = [
        Number(place, place + 1, "", Decimal(value) * Decimal(step), Decimal(step))
        for place, (value, step) in enumerate(said)
    ]
    place = data.draw(st.integers(0, len(beside) - 1))
    total = beside[place]

    def comes_to_it(run):
        steps = [one.step for one in (total, *run)]
        leeway = max(steps) * len(steps) / 2 if len(set(steps)) > 1 or max(steps) > 1 else 0
        return abs(sum(one.value for one in run) - total.value) <= leeway

    sides = (beside[:place], beside[place + 1 :])
    runs = [side[i:j] for side in sides for i in range(len(side)) for j in range(i + 2, len(side) + 1)]
    assert is_added_up(total, beside) == any(comes_to_it(run) for run in runs)


def test_a_sign_that_nothing_explains_is_found():
    fact = Fact(Decimal(-15400), "kr", "Netto finans", "−15 400 kr")
    text = frozenset({"netto", "finans"})

    assert likeness(Said(number(15400), text, "Netto finans ble 15 400."), [fact]) == (fact, SIGN)
    assert likeness(Said(number(15400), text, "Netto finans ga et underskudd på 15 400."), [fact]) is None
    assert likeness(Said(number(-15400), text, "Netto finans ble −15 400."), [fact]) is None


SPLIT = (("Kommune", "Beløp"), ("Molde", "888 861,03"), ("Vestnes", "240 091,31"), ("Rauma", "239 316,19"))


def test_a_total_is_the_sum_of_its_rows_to_the_ore():
    wrong = table("Fordeling", *SPLIT, ("SUM", "1 368 268,54"))
    right = table("Fordeling", *SPLIT, ("SUM", "1 368 268,53"))

    assert only_of("total", wrong) == ["Beløp: 1 368 268,54"]
    assert only_of("total", right) == []
    assert said(wrong, check="total") == [
        "Tabellen «Fordeling»: «Beløp» er oppgitt til 1\u00a0368\u00a0268,54, men delene blir "
        "1\u00a0368\u00a0268,53 til sammen, altså 0,01 mindre."
    ]


def test_rounded_thousands_may_be_off_by_their_rounding_and_counts_may_not():
    rows = (("Lønn", "28 790"), ("Drift", "3 213"), ("Sum", "32 004"))

    assert only_of("total", "<p>Tall i hele 1000</p>" + table("Drift", ("Type", "Regnskap"), *rows)) == []
    assert only_of("total", table("Brukere", ("Kunde", "Antall"), *rows)) == ["Antall: 32 004"]


def test_a_row_is_held_against_its_own_sum():
    text = table("Nye", ("Kommune", "Feil", "Bestillinger", "Sum"), ("Molde", "525", "1 058", "1 538"))

    assert only_of("total", text) == ["Molde: 1 538"]


def test_what_is_part_of_another_row_is_not_added():
    rows = (("Lønn", "100"), ("herav pensjon", "20"), ("Drift", "50"), ("Sum", "150"))

    assert only_of("total", table("Drift", ("Type", "kr"), *rows)) == []


TOGETHER = {
    "Det er 140 feil og 455 bestillinger, til sammen 585.": ["585"],
    "Det er 140 feil og 455 bestillinger, til sammen 595.": [],
    "Til sammen 585 saker er åpne: 140 feil og 455 bestillinger.": ["585"],
    "Vi fikk 200 000 kr, 1 464 000 kr og 200 000 kr, i alt 1 864 000 kr.": [],
    "I 2023 fikk vi 12 nye, og totalt 340 er i bruk.": [],
    "Av 45 saker ble 12 og 20 løst, til sammen 32.": [],
}


@pytest.mark.parametrize("text", TOGETHER)
def test_a_sentence_that_adds_up_is_added_up(text):
    assert only_of("total", f"<p>{text}</p>") == TOGETHER[text]


def test_the_total_of_a_table_that_the_system_made_is_looked_at_too():
    rows = ((Cell("x"), Cell("1", "1")), (Cell("y"), Cell("2", "2")))
    made = Table("t", "Laget", (Column("A"), Column("B", "number")), rows, (Cell("Sum"), Cell("4", "4")))

    assert only_of("total", ("1 A", made)) == ["B: 4"]


def test_thirds_of_kroner_add_up_though_their_last_decimals_do_not():
    """The budget of four months is a third of the year's, and is not rounded."""
    third = [Decimal("10033333.33333333333333333333"), Decimal("1033333.333333333333333333333")]
    total = Decimal("11066666.66666666666666666667")
    assert sum(third) != total

    def of(total):
        rows = tuple((Cell("x"), Cell.of(value, amounts.thousands)) for value in third)
        columns = (Column("A"), Column("B", "number"))
        made = Table(
            "t",
            "Laget",
            columns,
            rows,
            (Cell("Sum"), Cell.of(total, amounts.thousands)),
            unit_note="Tall i hele 1000 kroner",
        )
        return only_of("total", ("1 A", made))

    assert of(total) == []
    assert len(of(total + Decimal("0.01"))) == 1


def test_a_sum_of_another_year_than_its_heading_is_found():
    rows = (("SOC+", "1 464 000"), ("Timer", "200 000"))

    def of(label, heading="7 Kostnader 2025"):
        return only_of("year", (heading, table("", ("Post", "kr"), *rows, (label, "1 664 000"))))

    assert of("Sum 2024") == ["Sum 2024"]
    assert of("Sum 2025") == of("Sum") == of("Sum 2024", "7 Kostnader") == []


def test_a_sum_of_another_year_in_a_sentence_is_found():
    assert only_of("year", ("7.3 Ramme 2025", "<p>Sum 2024 kr 1 664 000,00</p>")) == ["Sum 2024"]
    assert only_of("year", ("7.3 Ramme 2025", "<p>I 2024 var summen en annen.</p>")) == []


YEARS = {
    "Merforbruket i 2024 ble 1 937 783 kr.": ["«1 937 783 kr»"],
    "Merforbruket i 2023 ble 1 937 783 kr.": [],
    "Merforbruket på 1 937 783 kr faktureres i 2024.": [],
}


@pytest.mark.parametrize("text", YEARS)
def test_a_figure_is_said_to_be_of_its_year(text):
    assert only_of("year", f"<p>{text}</p>", offered=KNOWN) == YEARS[text]


MARCH = Figure("merforbruk", "Merforbruk hittil, til og med april 2024", Decimal("1937782.94"), "kr", "1 937 783 kr")
MONTHS = {
    "Merforbruket per mars var {}.": ["«1 937 783 kr»"],
    "Ved utgangen av mars var merforbruket {}.": ["«1 937 783 kr»"],
    "Merforbruket per april var {}.": [],
    "Merforbruket var {}.": [],
    "Siden mars har merforbruket vokst til {}.": [],
    "I mars var det lavere, og per april er merforbruket {}.": [],
    "Rådet fikk i mars vite at lønn øker, og vi fakturerer merforbruket på {}.": [],
}


@pytest.mark.parametrize("text", MONTHS)
def test_a_figure_is_said_to_be_of_its_month(text):
    bound = '<span class="figure" data-figure="merforbruk">1 937 783 kr hittil, til og med april 2024</span>'
    quotes = [quote.replace(" kr»", " kr hittil, til og med april 2024»") for quote in MONTHS[text]]

    assert only_of("year", f"<p>{text.format(bound)}</p>", figures=[MARCH]) == quotes
    assert only_of("year", f"<p>{text.format('1 937 783 kr')}</p>", offered=[MARCH]) == MONTHS[text]


@pytest.mark.parametrize(
    ("printed", "after", "is_told"),
    [
        ("0,425 mill. kr hittil, til og med april 2024", " i 2023", True),
        ("0,425 mill. kr hittil, til og med april 2024", " for 2023", True),
        ("0,425 mill. kr hittil, til og med april 2024", " i 2024", False),
        ("0,425 mill. kr hittil, til og med april 2024", ", og i 2023 ble det brukt mer", False),
        ("0,425 mill. kr", " i 2023", False),
    ],
)
def test_a_figure_that_prints_its_year_is_not_followed_by_another(printed, after, is_told):
    text = f'<p>Av rammen ble det brukt <span class="figure" data-figure="brukt">{printed}</span>{after}.</p>'

    assert only_of("year", text) == ([f"«{printed}»"] if is_told else [])


@pytest.mark.parametrize(
    ("label", "months"),
    [
        ("Åpne saker i alt 1.\u00a0februar 2024", {"januar", "februar"}),
        ("Åpne saker i alt 31.\u00a0mars 2024", {"mars", "april"}),
        ("Åpne saker i alt 15.\u00a0mars 2024", {"mars"}),
        ("Kritiske hendelser, desember 2023", {"desember"}),
        ("Merforbruk 2023", set()),
    ],
)
def test_the_turn_of_a_month_is_told_as_either(label, months):
    assert months_of(label) == months


COUNTS = {
    "I perioden hadde vi 2 hendelser med kritisk prioritet.": ["2 hendelser med kritisk prioritet"],
    "To kritiske saker ble meldt i januar.": ["To kritiske saker ble meldt i januar"],
    "Tre kritiske hendelser kom i januar.": [],
    "I alt fire kritiske hendelser er løst.": [],
    "To av de kritiske hendelsene nevnes her.": [],
    "To kritiske saker ble løst innen fristen i januar.": [],
    "To barnehager i Molde får nytt nett.": [],
}


@pytest.mark.parametrize("text", COUNTS)
def test_what_the_text_counts_is_held_against_the_table(text):
    assert only_of("count", f"<p>{text}</p>" + table("Overholdelse av SLA", *LEVELS)) == COUNTS[text]


def test_a_paragraph_that_stands_twice_is_found_and_a_short_one_is_not():
    long = "Utrullingen av nye maskiner i skolene er ferdig i fire av de fem kommunene."

    assert stands_twice(f"<p>{long}</p><p>Se tabellen.</p>", f"<p>Se tabellen.</p><p>{long}</p>") == [long]
    assert stands_twice(f"<p>{long}</p><p>{long[:-1]} nå.</p>") == []


def test_the_rows_of_a_list_are_counted():
    projects = table("Pågående byggprosjekter", ("Tittel", "Status"), ("Skole", "På plan"), ("Brannstasjon", "Utsatt"))

    assert only_of("count", "<p>Tabellen viser tre byggprosjekter.</p>" + projects) == ["tre byggprosjekter"]
    assert only_of("count", "<p>Tabellen viser to byggprosjekter.</p>" + projects) == []


def test_a_per_cent_of_a_budget_that_is_said_needs_no_figure_to_be_known():
    text = "<p>Overforbruket ble 1,938 mill. kr, altså {} mer enn rammen på 83,866 mill. kr.</p>"
    other = "<p>Lisenser er 60 % av merforbruket på 1,9 mill. kr, der årsbudsjettet er på 51,2 mill. kr.</p>"
    all_of_it = "<p>Det ble brukt 11,1 mill. kr, eller 76,6 % av et budsjett på 14,5 mill. kr.</p>"

    assert only_of("percentage", text.format("1,68 %")) == ["1,68 %"]
    assert only_of("percentage", text.format("2,31 %")) == only_of("percentage", other) == []
    assert only_of("percentage", all_of_it) == []


def test_a_table_without_a_caption_is_one_of_means_by_the_line_above_it():
    means = table("", ("Prioritet", "desember", "januar"), ("Kritisk", "0,0", "1,4"), ("Høy", "1,4", "129,8"))

    assert only_of("mean", "<p>Snittet i timer:</p>" + means) == ["Kritisk, desember: 0,0"]
    assert only_of("mean", "<p>Kostnader i millioner:</p>" + means) == []


def test_a_mean_of_nothing_is_found_and_one_of_something_is_not():
    levels = table(
        "Overholdelse av SLA", ("Prioritet", "desember OK", "desember Brudd"), ("Kritisk", "0", "0"), ("Høy", "6", "0")
    )
    means = table(
        "Løsningstid", ("Prioritet", "SLA", "desember"), ("Kritisk", "2 timer", "0,0"), ("Høy", "4 timer", "0,0")
    )

    assert only_of("mean", levels + means) == ["Kritisk, desember: 0,0"]
    assert only_of("mean", "<p>Gjennomsnittlig svartid var 0,0 timer.</p>") == ["0,0 timer"]


PERCENTAGES = {
    "Avviket var 1,938 mill. kr, eller 1,68 % av budsjettet.": ["1,68 %"],
    "Avviket var 1,938 mill. kr, eller 2,31 % av budsjettet.": [],
    "Vi gikk 1,68 prosent over budsjettet, et merforbruk på 1 937 783 kr.": ["1,68 prosent"],
    "12 av 48 saker, 30 %, ble løst.": ["30 %"],
    "12 av 48 saker, 25 %, ble løst.": [],
    "12 av de 48 sakene ble løst, altså 75 % igjen.": [],
    "Antallet steg fra 40 til 50 saker, 20 %.": ["20 %"],
    "Antallet steg fra 40 til 50 saker, 25 %.": [],
    "Prisen ventes å stige 4 %.": [],
}


@pytest.mark.parametrize("text", PERCENTAGES)
def test_a_per_cent_fits_what_it_is_of(text):
    assert only_of("percentage", f"<p>{text}</p>", offered=KNOWN) == PERCENTAGES[text]


def test_a_share_in_a_table_fits_its_amount():
    head = ("Kommune", "Andel", "Beløp")
    right = table("Deling", head, ("Molde", "25,00 %", "100"), ("Aukra", "75,00 %", "300"), ("Sum", "100,00 %", "400"))
    wrong = table("Deling", head, ("Molde", "35,00 %", "100"), ("Aukra", "65,00 %", "300"), ("Sum", "100,00 %", "400"))

    assert only_of("percentage", right) == []
    assert only_of("percentage", wrong) == ["Molde: 35,00 %", "Aukra: 65,00 %"]


DIRECTIONS = {
    "Antallet økte fra 612 til 595.": ["økte"],
    "Antallet gikk ned fra 612 til 595.": [],
    "Køen sank til 612 fra 595.": ["sank"],
    "Driften ga et mindreforbruk på 1,938 mill. kr.": ["mindreforbruk"],
    "Driften ga et merforbruk på 1,938 mill. kr.": [],
    "Lønn hadde et merforbruk på 442 769 kr.": ["merforbruk"],
    "Antallet økte ikke fra 612 til 595.": [],
}


@pytest.mark.parametrize("text", DIRECTIONS)
def test_a_word_of_direction_goes_with_its_sign(text):
    assert only_of("direction", f"<p>{text}</p>", offered=KNOWN) == DIRECTIONS[text]


def test_the_word_before_a_token_goes_with_its_figure():
    text = '<p>Et {} på <span class="figure" data-figure="merforbruk">1 937 783 kr</span>.</p>'

    assert only_of("direction", text.format("mindreforbruk"), figures=[OVERSPEND]) == ["mindreforbruk"]
    assert only_of("direction", text.format("merforbruk"), figures=[OVERSPEND]) == []


LEFT_OVER = (
    "TODO",
    "XX saker",
    "Fyll inn tallet",
    "[sett inn tall]",
    "???",
    "Husk: spør Molde",
    "(sjekkes)",
    "xxx kr",
    "....",
)


@pytest.mark.parametrize("text", LEFT_OVER)
def test_a_placeholder_is_found(text):
    assert len(only_of("placeholder", f"<p>{text} her.</p>")) == 1


@pytest.mark.parametrize("text", ["Vi husker det.", "Hva nå?", "Se notat fra rådet.", "Alt (også dette) er gjort."])
def test_an_ordinary_sentence_is_no_placeholder(text):
    assert only_of("placeholder", f"<p>{text}</p>") == []


def test_abbreviations_are_asked_for_once_unless_they_are_explained():
    def of(text):
        return only_of("abbreviation", f"<p>{text}</p>", terms=["SLA"], names=["ROR-IKT"])

    assert of("Vi bruker XDR i drift. XDR er nyttig.") == ["XDR"]
    assert of("Utvidet deteksjon og respons (XDR) er tatt i bruk. XDR virker.") == []
    assert of("XDR (utvidet deteksjon) er her.") == of("SLA holdes av ROR-IKT og KS.") == []
    assert of("Programmet Vitec HK Oppvekst er flyttet.") == of("DEV-miljøet virker.") == []
    assert of("NYE SAKER I ÅR") == []


PICTURE = "a" * 64


def test_headings_and_links():
    text = (
        "<h3>A</h3><h5>B</h5>"
        '<p><a href="/finnes-ikke/">her</a>, <a href="#avsnitt-1">der</a>, <a href="#borte">borte</a>, '
        '<a href="https://example.org/">ute</a></p>'
    )

    assert found(text, is_page=lambda path: path != "/finnes-ikke/") == [
        ("heading", "B"),
        ("link", "her"),
        ("link", "borte"),
    ]


@pytest.mark.parametrize(
    ("headings", "skipping"),
    [("<h3>A</h3><h4>B</h4><h3>C</h3>", []), ("<h4>A</h4><h3>B</h3>", ["A"]), ("<p>A</p><h4>B</h4>", ["B"])],
)
def test_the_first_heading_of_a_text_is_the_one_below_that_of_its_section(headings, skipping):
    assert only_of("heading", headings) == skipping


PICTURES = {
    "": ["bilde"],
    ' alt=""': [],
    ' alt="Skolen sett fra vest"': [],
    ' alt="image001.png"': ["image001.png"],
    ' alt="Bilde 3"': ["Bilde 3"],
}


@pytest.mark.parametrize("alternative", PICTURES)
def test_a_picture_says_what_it_shows_or_that_it_is_for_the_eye_alone(alternative):
    text = f'<figure><img data-picture="{PICTURE}"{alternative}></figure>'

    assert only_of("image", text) == PICTURES[alternative]
    assert bool(richtext.undescribed_pictures(text)) == (alternative == "")


def test_a_picture_is_told_by_what_stands_below_it():
    text = f'<figure><img data-picture="{PICTURE}"><figcaption>Skolen i Molde</figcaption></figure>'

    assert "«Skolen i Molde» mangler tekst" in said(text, check="image")[0]


HEADS = {
    "<th>Kommune</th><th>2023</th>": [],
    "<th>Kommune</th><th>2023</th><th>Antall</th>": [],
    "<th></th><th>Antall</th>": [],
    "<th>Molde</th><th>525</th><th>1 058</th>": ["Molde – 525 – 1 058"],
    "<th></th><th></th>": [""],
    "<td>Molde</td><td>Aukra</td>": ["Molde Aukra"],
}


@pytest.mark.parametrize("heads", HEADS)
def test_a_table_says_what_its_columns_show(heads):
    cells = "<td>Aukra</td>" + "<td>Ja</td>" * (heads.count("<t") - 1)
    text = f"<table><tbody><tr>{heads.replace('><', '> <')}</tr><tr>{cells}</tr></tbody></table>"

    assert only_of("heading", text) == HEADS[heads]


LONG = "Kommunene melder at løsningen virker som den skal, og at opplæringen er gjennomført."


def test_a_paragraph_of_last_time_is_told_unless_it_has_figures_of_its_own_or_is_short():
    figure = "Det var [[apne-totalt]] åpne saker ved utgangen av perioden, som er færre enn i samme periode i fjor."
    last = f'<p data-id="aaaaaa">{LONG}</p><p>{figure}</p><p>Kort.</p><ul><li><p>{LONG} Også på skolene.</p></li></ul>'

    assert unchanged(f"<p>Nytt. {LONG}</p>", last) == []
    assert unchanged(f"<p>{LONG}</p><p>{figure}</p><p>Kort.</p>", last) == [LONG]
    assert unchanged(f"<ul><li><p>{LONG} Også på skolene.</p></li><li><p>Nytt.</p></li></ul>", last) == [
        f"– {LONG} Også på skolene."
    ]


def test_a_fingerprint_is_of_the_words_and_the_values_not_of_the_place():
    [one] = [Finding("total", "x", "1", "A", "avsnitt-1", "5", "fem", ("5",))]

    assert one.fingerprint == Finding("total", "y", "2", "B", "avsnitt-2", "5", "fem", ("5",)).fingerprint
    assert one.fingerprint != Finding("total", "x", "1", "A", "avsnitt-1", "5", "fem", ("6",)).fingerprint
    assert one.fingerprint != Finding("total", "x", "1", "A", "avsnitt-1", "5", "fem og en", ("5",)).fingerprint


def test_a_block_of_a_large_table_is_read_in_no_time():
    rows = [("Rad", *map(str, range(10)))] * 2000

    assert found(("1 A", Text(table("Stor", [f"k{n}" for n in range(11)], *rows)))) == []


def test_a_note_is_read_by_itself_and_not_as_a_part_of_its_sentence():
    text = "<p>Per 1. februar lå 585<small>Telt 612 ganger i 2024.</small> åpne saker til behandling.</p>"

    assert only_of("resembling", text, offered=KNOWN) == ["585"]
    assert only_of("placeholder", "<p>Alt er levert.<small>TODO: kilde</small></p>") == ["TODO"]


def test_numbers_of_captions_are_read():
    picture = (
        f'<figure><img data-picture="{PICTURE}" alt="Køen"><figcaption>585 åpne saker 1. februar</figcaption></figure>'
    )

    assert only_of("resembling", picture, offered=KNOWN) == ["585"]
    assert only_of("resembling", table("585 åpne saker i alt", ("A", "B"), ("x", "y")), offered=KNOWN) == ["585"]


def test_a_note_in_a_cell_is_no_part_of_its_number():
    rows = (("Molde", "100<small>Anslag</small>"), ("Aukra", "50"), ("Sum", "160"))

    assert only_of("total", table("Timer", ("Kommune", "Timer brukt"), *rows)) == ["Timer brukt: 160"]


def test_a_sum_may_stand_first():
    rows = (("Totalt", "160"), ("Molde", "100"), ("Aukra", "50"))

    assert only_of("total", table("Brukere", ("Kommune", "Brukere"), *rows)) == ["Brukere: 160"]


def test_cells_that_cover_several_are_counted_once():
    text = (
        "<table><caption>Brukere</caption><thead><tr><th rowspan=2>Kommune</th><th colspan=2>2023</th></tr>"
        "<tr><th>Juni</th><th>Desember</th></tr></thead><tbody>"
        "<tr><td rowspan=2>Molde</td><td>10</td><td>11</td></tr><tr><td colspan=2>20</td></tr>"
        "<tr><td>Sum</td><td>{}</td><td>11</td></tr></tbody></table>"
    )

    assert only_of("total", text.format(30)) == []
    assert only_of("total", text.format(31)) == ["Juni 2023: 31"]


def test_a_placeholder_in_a_table_is_found():
    assert only_of("placeholder", table("Brukere", ("Kommune", "Antall"), ("Molde", "xxx"), ("Aukra", "5"))) == ["xxx"]
