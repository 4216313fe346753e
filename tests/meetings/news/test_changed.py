"""What is told as new of a document, held against a slow comparison of the two contents paragraph by paragraph."""

from collections import Counter
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.documents.content import NumberedSection, Text
from meetings.news.changed import news_between
from meetings.paragraphs.paragraphs import end_of, paragraphs_of
from rorikt.figures.values import Cell, Column, Figure, Table
from tests.factories import make_content

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
WORDS = ("drift", "budsjett", "avvik", "regnskap", "vedtak", "frist")


def paragraph(name, text):
    return f'<p data-id="{name}">{text}</p>' if name else f"<p>{text}</p>"


def section(key, title, *paragraphs, number="1", anchor=""):
    html = "".join(paragraph(name, text) for name, text in paragraphs)
    return NumberedSection(number, 1, anchor or f"avsnitt-{key}", title, (Text(html),) if html else (), key=key)


def content(*sections):
    numbered = [replace(one, number=str(at), anchor=f"avsnitt-{at}") for at, one in enumerate(sections, start=1)]
    return make_content(sections=tuple(numbered))


def told(old, new):
    return [(one.kind, one.name, one.before) for one in news_between(old, new).paragraphs]


def words(lines):
    """What the pieces say was there, and what is."""
    was = ["".join(piece.text for piece in line.pieces if piece.kind != "in") for line in lines]
    now = ["".join(piece.text for piece in line.pieces if piece.kind != "out") for line in lines]
    return list(filter(None, was)), list(filter(None, now))


FIRST = content(
    section("s1", "Bakgrunn", ("aaaaaa", "Det var slik."), ("bbbbbb", "Og slik.")),
    section("s2", "Vurdering", ("cccccc", "Vi mener dette.")),
)


def test_the_same_content_has_no_news():
    assert news_between(FIRST, FIRST).is_empty


def test_a_changed_paragraph_is_told_before_it_with_what_stood_there():
    new = content(
        section("s1", "Bakgrunn", ("aaaaaa", "Det var ikke slik."), ("bbbbbb", "Og slik.")), FIRST.sections[1]
    )

    [one] = news_between(FIRST, new).paragraphs

    assert (one.kind, one.before, one.address) == ("changed", "aaaaaa", "b-aaaaaa")
    assert words(one.lines) == (["Det var slik."], ["Det var ikke slik."])


def test_a_paragraph_that_is_gone_is_told_where_it_stood():
    new = content(section("s1", "Bakgrunn", ("bbbbbb", "Og slik.")), section("s2", "Vurdering"))

    assert told(FIRST, new) == [("gone", "", "bbbbbb"), ("gone", "", end_of(new.sections[1]))]
    assert words(news_between(FIRST, new).paragraphs[0].lines) == (["Det var slik."], [])


def test_a_paragraph_in_another_section_is_moved_and_not_new():
    new = content(
        section("s1", "Bakgrunn", ("aaaaaa", "Det var slik.")),
        section("s2", "Vurdering", ("cccccc", "Vi mener dette."), ("bbbbbb", "Og slik.")),
    )

    [one] = news_between(FIRST, new).paragraphs

    assert (one.kind, one.name, one.came_from) == ("moved", "bbbbbb", "1 Bakgrunn")


def test_paragraphs_that_change_places_are_told_as_another_order():
    new = content(section("s1", "Bakgrunn", ("bbbbbb", "Og slik."), ("aaaaaa", "Det var slik.")), FIRST.sections[1])

    [one] = news_between(FIRST, new).sections

    assert (one.is_reordered, one.paragraphs) == (True, ())


def test_a_section_is_followed_by_its_key_whatever_it_is_called():
    new = content(
        section("s9", "Nytt", ("dddddd", "Helt nytt.")),
        section("s1", "Bakgrunn og historikk", ("aaaaaa", "Det var slik."), ("bbbbbb", "Og slik.")),
    )

    found = news_between(FIRST, new).sections

    assert [(one.kind, one.was, one.name) for one in found] == [
        ("new", "", "1 Nytt"),
        ("", "Bakgrunn", "2 Bakgrunn og historikk"),
        ("gone", "", "2 Vurdering"),
    ]
    assert found[2].before == end_of(new.sections[1])


def test_a_section_that_gets_another_number_is_no_news():
    new = content(section("s9", "Nytt", ("dddddd", "Helt nytt.")), *FIRST.sections)

    assert [one.name for one in news_between(FIRST, new).sections] == ["1 Nytt"]


def test_a_table_is_told_by_its_cells():
    costs = Table("kostnader", "Kostnader", (Column("Hva"), Column("Kroner", "number")), ((Cell("Drift"), Cell("12")),))
    old = make_content(sections=(replace(section("s1", "Tall"), blocks=(costs,)),))
    more = replace(costs, rows=((Cell("Drift"), Cell("15")),))
    new = make_content(sections=(replace(section("s1", "Tall"), blocks=(more,)),))

    news = news_between(old, new)

    [one] = news.paragraphs
    assert (one.kind, one.name) == ("changed", "tabell-kostnader")
    assert [(value.label, value.old, value.new, value.where) for value in news.figures] == [
        ("Drift, Kroner", "12", "15", "Kostnader")
    ]


def test_a_figure_is_told_by_its_label():
    def with_figure(text):
        figure = Figure("merforbruk", "Merforbruk", None, "kr", text)
        shown = Text(f'<p data-id="aaaaaa">Det er <a data-figure="merforbruk">{text}</a>.</p>')
        return make_content(sections=(replace(section("s1", "Tall"), blocks=(shown,)),), figures=(figure,))

    [value] = news_between(with_figure("595"), with_figure("612")).figures

    assert (value.label, value.old, value.new) == ("Merforbruk", "595", "612")


def test_a_text_from_before_paragraphs_had_names_is_followed_by_what_it_says():
    old = content(
        section("", "Bakgrunn", ("", "Det var en gang et budsjett."), ("", "Så ble det brukt."), ("", "Slutt."))
    )
    new = content(
        section("s1", "Bakgrunn", ("aaaaaa", "Det var en gang et lite budsjett."), ("bbbbbb", "Så ble det brukt."))
    )

    found = news_between(old, new).paragraphs

    assert [(one.kind, one.name) for one in found] == [("changed", "aaaaaa"), ("gone", "")]
    assert words(found[0].lines)[0] == ["Det var en gang et budsjett."]


def test_a_name_that_was_copied_is_followed_in_its_own_section():
    old = content(section("s1", "En", ("aaaaaa", "Først.")), section("s2", "To", ("aaaaaa", "Så.")))
    new = content(section("s1", "En"), section("s2", "To", ("aaaaaa", "Så.")))

    assert told(old, new) == [("gone", "", end_of(new.sections[0]))]


@st.composite
def contents(draw):
    """Sections by their keys, with paragraphs whose names are each in one place."""
    names = draw(st.permutations([f"navn{letter}0" for letter in "abcdefgh"]))
    keys = draw(st.lists(st.sampled_from(["s1", "s2", "s3", "s4"]), unique=True, max_size=4))
    sections = []
    for key in keys:
        taken = draw(st.integers(0, 3))
        mine, names = names[:taken], names[taken:]
        texts = draw(st.lists(st.sampled_from(WORDS), min_size=len(mine), max_size=len(mine)))
        sections.append(section(key, draw(st.sampled_from(WORDS)), *zip(mine, texts, strict=True)))
    return content(*sections)


def slowly(old, new):
    """Each paragraph of the one looked for in the whole of the other, by its name alone."""
    was = {one.name: (one.section.key, one.text) for one in paragraphs_of(old.sections)}
    now = {one.name: (one.section.key, one.text) for one in paragraphs_of(new.sections)}
    found = Counter()
    for name, (key, text) in now.items():
        if name not in was:
            found["new", name, text] += 1
        elif was[name][1] != text:
            found["changed", name, text] += 1
        elif was[name][0] != key:
            found["moved", name, text] += 1
    for name, (_, text) in was.items():
        if name not in now:
            found["gone", "", text] += 1
    return found


@unhurried
@given(contents(), contents())
def test_what_is_told_is_what_a_slow_comparison_finds(old, new):
    texts = {one.name: one.text for one in paragraphs_of(new.sections)}
    news = news_between(old, new)

    found = Counter(
        (one.kind, one.name, texts[one.name] if one.name else words(one.lines)[0][0]) for one in news.paragraphs
    )

    assert found == slowly(old, new)


@unhurried
@given(contents(), contents())
def test_sections_that_came_and_went_are_told_as_wholes_and_renamed_ones_with_their_title(old, new):
    before = {one.key: one.title for one in old.sections}
    after = {one.key: one.title for one in new.sections}
    news = news_between(old, new)

    assert [one.section.key for one in news.sections if one.kind == "new"] == [
        key for key in after if key not in before
    ]
    assert {one.section.key for one in news.sections if one.kind == "gone"} == set(before) - set(after)
    assert {one.section.key: one.was for one in news.sections if one.was} == {
        key: before[key] for key in after if key in before and before[key] != after[key]
    }


@unhurried
@given(contents(), contents())
def test_everything_told_has_a_place_on_the_page(old, new):
    places = {one.name for one in paragraphs_of(new.sections)}
    places |= {place for one in new.sections for place in (one.anchor, end_of(one))}
    news = news_between(old, new)

    told_before = {one.before for one in news.paragraphs} | {one.before for one in news.sections}
    assert told_before <= places or not new.sections


@unhurried
@given(contents())
def test_nothing_is_told_of_what_is_the_same(old):
    assert news_between(old, old).is_empty
