"""What has changed from one content to another, told so that nobody has to look for it."""

from dataclasses import replace
from datetime import date

from meetings.comparing.difference import ChangedValue, compare
from meetings.comparing.lines import Line, lines_of
from meetings.documents.content import NumberedSection, Text
from rorikt.figures.values import Cell, Chart, Column, Definitions, Figure, Series, Table, Term
from tests import factories


def section(number, title, *texts, **overrides):
    anchor = "avsnitt-" + number.replace(".", "-")
    blocks = tuple(Text(f"<p>{one}</p>") if isinstance(one, str) else one for one in texts)
    return NumberedSection(number, number.count(".") + 1, anchor, title, blocks, **overrides)


def content(*sections, **overrides):
    return factories.make_content(sections=sections, **overrides)


def table(*rows, key="tabell", total=(), **overrides):
    cells = tuple(tuple(Cell(text) for text in row) for row in rows)
    columns = (Column("Type"), Column("2023"))
    return Table(key, "Driftsresultat", columns, cells, tuple(Cell(text) for text in total), **overrides)


def told(difference):
    return {one.name: one.told for one in difference.sections}


def shown(line):
    marks = {"same": "{}", "out": "[-{}-]", "in": "[+{}+]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in line.pieces)


ONE = section("1", "Innledning", "Dette er en rapport om året.")
TWO = section("2", "Saker", "Vi hadde 595 saker.")
THREE = section("3", "Økonomi", "Regnskapet gikk i balanse.")


def test_the_same_content_has_no_difference():
    difference = compare(content(ONE, TWO), content(ONE, TWO))

    assert difference.is_empty
    assert difference.same == ("1 Innledning", "2 Saker")


def test_a_changed_word_is_told_in_its_section_and_the_others_are_the_same():
    difference = compare(content(ONE, TWO), content(ONE, section("2", "Saker", "Vi hadde 612 saker.")))

    assert [shown(line) for line in difference.sections[0].lines] == ["Vi hadde [-595-][+612+] saker."]
    assert (told(difference), difference.same) == ({"2 Saker": ""}, ("1 Innledning",))


def test_a_section_that_is_put_in_moves_no_other():
    difference = compare(content(ONE, TWO), content(ONE, section("2", "Nytt", "Helt nytt."), replace(TWO, number="3")))

    assert told(difference) == {"2 Nytt": "Nytt avsnitt."}
    assert difference.same == ("1 Innledning", "3 Saker")


def test_a_section_that_is_gone_is_told_where_it_stood():
    difference = compare(content(ONE, TWO, THREE), content(ONE, replace(THREE, number="2", title="Penger")))

    assert [(one.name, one.told) for one in difference.sections] == [
        ("2 Saker", "Avsnittet er tatt ut."),
        ("2 Penger", ""),
    ]
    assert [shown(line) for line in difference.sections[0].lines] == ["[-Vi hadde 595 saker.-]"]


def test_a_section_in_another_place_is_moved():
    difference = compare(
        content(ONE, TWO, THREE),
        content(replace(THREE, number="1"), replace(ONE, number="2"), replace(TWO, number="3")),
    )

    assert told(difference) == {"1 Økonomi": "Flyttet: var 3."}


def test_a_section_below_another_one_than_before_is_moved():
    part = section("1.1", "Del", "Delen.")

    difference = compare(content(ONE, part, TWO), content(ONE, TWO, replace(part, number="2.1")))

    assert told(difference) == {"2.1 Del": "Flyttet: var 1.1."}


def test_a_renamed_section_is_known_by_its_words():
    difference = compare(content(ONE, TWO), content(ONE, replace(TWO, title="Henvendelser")))

    [changed] = difference.sections
    assert [(piece.kind, piece.text) for piece in changed.title] == [("out", "Saker"), ("in", "Henvendelser")]
    assert changed.told == ""


def test_a_paragraph_that_is_put_in_between_leaves_its_neighbours_alone():
    old, new = section("1", "A", "Først.", "Sist."), section("1", "A", "Først.", "Noe helt annet her.", "Sist.")

    [changed] = compare(content(old), content(new)).sections

    assert [shown(line) for line in changed.lines] == ["Først.", "[+Noe helt annet her.+]", "Sist."]


def test_a_figure_of_the_text_tells_what_it_was_and_where_it_stands():
    def with_figure(text):
        figure = Figure("apne", "Åpne saker", int(text), "saker", text, date(2024, 2, 1), "/saker/")
        body = f'Vi har <a class="figure" data-figure="apne" href="/saker/">{text}</a> åpne saker.'
        return content(ONE, section("2", "Saker", body), figures=(figure,))

    difference = compare(with_figure("595"), with_figure("612"))

    assert difference.figures == (ChangedValue("Åpne saker", "595", "612", "2 Saker", "avsnitt-2"),)


def test_a_table_tells_its_cells_by_row_and_column():
    old = table(("Lønn", "10"), ("Strøm", "4"), ("Leie", "1"), total=("Sum", "15"))
    new = table(("Lønn", "12"), ("Strøm", "4"), ("Porto", "2"), total=("Sum", "18"))

    [changed] = compare(content(section("1", "A", old)), content(section("1", "A", new))).sections

    [one] = changed.tables
    assert one.values == (ChangedValue("Lønn, 2023", "10", "12"), ChangedValue("Sum, 2023", "15", "18"))
    assert [(piece.kind, piece.text) for piece in one.rows] == [("out", "Leie | 1"), ("in", "Porto | 2")]


def test_two_rows_of_the_same_name_are_held_each_against_its_own():
    old, new = table(("Lønn", "10"), ("Lønn", "20")), table(("Lønn", "10"), ("Lønn", "21"))

    [changed] = compare(content(section("1", "A", old)), content(section("1", "A", new))).sections

    assert changed.tables[0].values == (ChangedValue("Lønn, 2023", "20", "21"),)


def test_a_table_that_came_or_went_or_has_other_columns_is_told_whole():
    old, new = table(("Lønn", "10"), key="a"), table(("Lønn", "10"), key="b")
    wider = Table("a", "Driftsresultat", (Column("Type"),), ((Cell("Lønn"),),))

    [swapped] = compare(content(section("1", "A", old)), content(section("1", "A", new))).sections
    [widened] = compare(content(section("1", "A", old)), content(section("1", "A", wider))).sections

    assert [one.told for one in swapped.tables] == ["Ny tabell.", "Tabellen er tatt ut."]
    assert [one.told for one in widened.tables] == ["Tabellen har fått andre kolonner."]
    assert [piece.text for piece in widened.tables[0].rows] == ["Lønn | 10", "Lønn"]


def test_what_a_table_says_beside_its_cells_counts_too():
    old, new = table(("Lønn", "10"), note="Foreløpig."), table(("Lønn", "10"))

    [changed] = compare(content(section("1", "A", old)), content(section("1", "A", new))).sections

    assert changed.tables[0].values == (ChangedValue("Merknad", "Foreløpig.", "–"),)


def test_a_chart_is_compared_by_the_numbers_behind_it():
    def chart(value):
        behind = table(("jan.", value), key="d")
        return Chart("d", "Saker", "bars", ("jan.",), (Series("Saker", (float(value),)),), "saker", behind)

    [changed] = compare(content(section("1", "A", chart("5"))), content(section("1", "A", chart("6")))).sections

    assert changed.tables[0].values == (ChangedValue("jan., 2023", "5", "6"),)


def test_definitions_are_compared_word_by_word():
    old, new = Definitions((Term("SLA", "Avtalt frist"),)), Definitions((Term("SLA", "Avtalt løsningstid"),))

    [changed] = compare(content(section("1", "A", old)), content(section("1", "A", new))).sections

    assert [shown(line) for line in changed.lines] == ["SLA: Avtalt [-frist-][+løsningstid+]"]


def test_what_the_header_says_of_the_paper_is_compared_but_not_what_it_says_of_the_approval():
    old = content(ONE, control=(("Versjon", "06.02.2024"), ("Dok. ansvarlig", "IKT")))
    new = content(ONE, control=(("Versjon", "07.02.2024"), ("Dok. ansvarlig", "Drift")), as_of=date(2024, 2, 5))

    assert compare(old, new).facts == (
        ChangedValue("Dok. ansvarlig", "IKT", "Drift"),
        ChangedValue("Status per dato", "01.02.2024", "05.02.2024"),
    )


def test_lines_are_paragraphs_points_and_rows():
    text = (
        "<p>Et <strong>avsnitt</strong><br>på to linjer</p><ul><li>a</li><li><p>b</p><ul><li>c</li></ul></li></ul>"
        "<table><caption>T</caption><tbody><tr><th>x</th><td><p>1\u00a0000</p></td></tr></tbody></table>"
        "<h3>Under</h3><p><img alt='Et kart' src='x'></p>"
    )

    assert lines_of(text) == [
        Line("p", "Et avsnitt på to linjer"),
        Line("li", "a"),
        Line("li", "b"),
        Line("li", "c"),
        Line("p", "T"),
        Line("tr", "x | 1\u00a0000"),
        Line("h", "Under"),
        Line("p", "[bilde: Et kart]"),
    ]


def test_lines_tell_of_notes_pictures_and_cells_of_several_lines():
    sha256 = "3f" * 32
    text = (
        "<p>Vi har ni<small>Telt <em>i mai</em>.</small> til<small>To.</small>.</p>"
        f'<figure><img data-picture="{sha256}" alt="Et kart"><figcaption>Kartet</figcaption></figure>'
        f'<figure><img data-picture="{sha256}" alt=""></figure><figure><img data-picture="{sha256}"></figure>'
        "<table><tbody><tr><th>Molde</th><td><p>Fire</p><p>i dag</p></td><td>a<br>b<small>Note</small></td></tr>"
        "</tbody></table>"
    )

    assert [line.text for line in lines_of(text)] == [
        "Vi har ni [note: Telt i mai.] til [note: To.].",
        "[bilde 3f3f3f3f: Et kart]",
        "Kartet",
        "[bilde 3f3f3f3f: for øyet alene]",
        "[bilde 3f3f3f3f: uten beskrivelse]",
        "Molde | Fire i dag | a b [note: Note]",
    ]


def test_another_picture_with_the_same_description_is_a_change():
    old, new = (content(section("1", "A", Text(f'<figure><img data-picture="{one * 64}" alt="Et kart"></figure>')))
                for one in "ab")  # fmt: skip

    [changed] = compare(old, new).sections

    assert not changed.lines[0].is_same
