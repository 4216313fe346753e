"""Where documents are cut."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from meetings.documents.content import NumberedSection, Text
from meetings.papers import chapters


def section(number, pages=1.0):
    block = Text("<p>" + "x" * int(pages * 2900) + "</p>")
    return NumberedSection(number, number.count(".") + 1, f"avsnitt-{number}", number, (block,))


def names(*sections):
    return [(chapter.name, chapter.depth) for chapter in chapters.cut(sections)]


def test_a_short_document_is_not_cut():
    assert names(section("1", 4), section("2", 4)) == []


def test_a_longer_one_is_cut_at_its_chapters():
    assert names(section("1", 4), section("2", 4), section("2.1", 1), section("3", 1)) == [
        ("Kapittel 1", 0),
        ("Kapittel 2", 0),
        ("Kapittel 3", 0),
    ]


def test_a_long_chapter_is_cut_at_its_own_sections():
    long = [section("1", 0.5), *(section(f"1.{number}", 3) for number in range(1, 6))]

    assert names(*long) == [("Kapittel 1", 0), ("Kapittel 1.3–1.4", 1), ("Kapittel 1.5", 1)]


def test_the_heading_of_a_chapter_stays_with_its_first_section():
    assert names(section("1", 0.1), section("1.1", 9), section("1.2", 2))[0] == ("Kapittel 1", 0)
    assert [len(chapter.sections) for chapter in chapters.cut([section("1", 0.1), section("1.1", 9)])] == [2]


def test_a_changed_word_moves_no_cut():
    before = [section("1", 0.5), *(section(f"1.{number}", 3) for number in range(1, 9))]
    after = [*before[:3], section("1.3", 3.1), *before[4:]]

    assert names(*before) == names(*after)


@given(st.lists(st.tuples(st.integers(1, 3), st.floats(0, 6)), min_size=1, max_size=25))
def test_nothing_is_lost_or_turned_around(shape):
    sections = [
        replace(section("1", pages), level=1 if at == 0 else level, number=str(at))
        for at, (level, pages) in enumerate(shape)
    ]

    cut = chapters.cut(sections)

    assert [one for chapter in cut for one in chapter.sections] in ([], sections)
    assert all(chapter.depth <= 1 for chapter in cut)
