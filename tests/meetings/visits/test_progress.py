"""What counts as read: the words of a section, wherever it stands and whatever number it has."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.documents.content import NumberedSection, Text
from meetings.visits.progress import (
    Outline,
    Progress,
    Read,
    State,
    found_place,
    outline_of,
    progress_of,
    summed,
    told_minutes,
)
from tests import factories


def section(number, words, key="", title="Tittel", name="aaaaaa"):
    anchor = f"avsnitt-{number.replace('.', '-')}"
    return NumberedSection(number, 1, anchor, title, (Text(f'<p data-id="{name}">{words}</p>'),), key=key)


def outline(*sections):
    return outline_of(factories.make_content(sections=sections))


def read(*parts):
    return Read(frozenset((part.key, part.hash) for part in parts))


def test_a_section_that_changes_loses_its_mark_and_one_that_moves_keeps_it():
    [first, second] = outline(section("1", "Ett to", "s1"), section("2", "Tre", "s2")).parts
    marks = read(first, second)

    moved = outline(section("1", "Tre", "s2"), section("2", "Ett to tre", "s1"), section("3", "Nytt", "s3"))

    assert [marks.state_of(part) for part in moved.parts] == [State.READ, State.CHANGED, State.UNREAD]
    assert progress_of(moved, marks) == Progress(read=1, total=3, changed=1, words_left=4)
    assert progress_of(moved, marks).told == "1 av 3 avsnitt lest, 1 endret siden"


def test_two_sections_that_say_the_same_are_marked_each_for_itself():
    [first, second] = outline(section("1", "Ingen.", "s1"), section("2", "Ingen.", "s2")).parts

    assert first.hash == second.hash
    assert read(first).state_of(second) == State.UNREAD


def test_a_section_without_a_key_is_known_by_what_it_says():
    [old] = outline(section("1", "Ett")).parts
    [new] = outline(section("2", "Ett", "s1")).parts

    assert read(old).state_of(new) == State.READ
    assert read(new).state_of(old) == State.READ
    assert read(old).state_of(replace(new, hash="x")) == State.UNREAD


def test_a_heading_that_only_gathers_others_is_not_read():
    heading = NumberedSection("1", 1, "avsnitt-1", "Kapittel", (), key="s1")

    assert [part.key for part in outline(heading, section("1.1", "Tekst", "s2")).to_read] == ["s2"]


def test_what_is_left_is_told_in_minutes_and_pages():
    assert Progress(total=2, words_left=201).time_left == "ca. 2 min"
    assert Progress(total=2, words_left=10, pages_left=40).time_left == "ca. 1 min og 40 sider vedlegg (ca. 1 t 20 min)"
    assert Progress(read=2, total=2).time_left == ""
    assert [told_minutes(minutes) for minutes in (5, 60, 75)] == ["5 min", "1 t", "1 t 15 min"]
    assert summed([Progress(1, 2, 0, 30, 1), Progress(1, 1, 0, 0, 2)]) == Progress(2, 3, 0, 30, 3)
    assert Progress().told == ""


def test_a_place_follows_its_paragraph_and_falls_back_on_its_section():
    text = outline(
        section("1", "Ett", "s1", name="aaaaaa"), section("2", "To", "s2", name="bbbbbb"), section("3", "Tre", "s3")
    )

    assert found_place(text, "bbbbbb", "s1").address == "b-bbbbbb"
    assert found_place(text, "bbbbbb", "s1").part.label == "2 Tittel"
    assert found_place(text, "cccccc", "s2").address == "avsnitt-2"
    assert found_place(text, "cccccc", "s9") is None
    assert found_place(text, "aaaaaa", "s1") is None  # the very beginning
    assert found_place(Outline(), "aaaaaa", "s1") is None


# A text is edited at random between two versions: sections are rewritten, moved, put in and taken out.
WORDS = st.sampled_from(["ja", "nei", "kanskje", "senere"])
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(0, 9), WORDS),
        st.tuples(st.just("move"), st.integers(0, 9), st.integers(0, 9)),
        st.tuples(st.just("add"), st.integers(0, 9), WORDS),
        st.tuples(st.just("delete"), st.integers(0, 9), st.none()),
        st.tuples(st.just("read"), st.integers(0, 9), st.none()),
    ),
    max_size=30,
)


@settings(max_examples=200, deadline=None)
@given(begins=st.lists(WORDS, min_size=1, max_size=5), edits=EDITS)
def test_marks_follow_what_was_read_through_any_edits(begins, edits):
    """The slow way to know: each section remembers every text that it had when it was marked."""
    texts = [(f"s{n}", text) for n, text in enumerate(begins)]
    marks, remembered, made = set(), {}, len(begins)
    for verb, at, what in edits:
        at = min(at, max(len(texts) - 1, 0))
        if verb == "add":
            texts.insert(at, (f"s{made}", what))
            made += 1
        elif not texts:
            continue
        elif verb == "write":
            texts[at] = (texts[at][0], what)
        elif verb == "move":
            texts.insert(min(what, len(texts) - 1), texts.pop(at))
        elif verb == "delete":
            del texts[at]
        else:
            key, text = texts[at]
            remembered.setdefault(key, set()).add(text)
            part = numbered(texts).parts[at]
            marks.add((part.key, part.hash))

    now = numbered(texts)
    states = {part.key: Read(frozenset(marks)).state_of(part) for part in now.parts}

    assert states == {
        key: State.READ if text in remembered.get(key, ()) else State.CHANGED if key in remembered else State.UNREAD
        for key, text in texts
    }


def numbered(texts):
    return outline(*(section(str(n), text, key) for n, (key, text) in enumerate(texts, start=1)))
