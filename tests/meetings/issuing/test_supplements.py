"""Numbers that were printed stay; what is added gets letters after them."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.issuing.supplements import WITHDRAWN, ManifestEntry, letters, plan, split, what_changed

CASE = ManifestEntry("sak-1", "Sak 1", "side-a", ("2",))
PAPER = ManifestEntry("sak-1-dokument-1", "Framlegg", "tekst-a", ("3", "4", "5"))
NEXT = ManifestEntry("sak-2", "Sak 2", "side-b", ("6",))
PAGES = ("1", "2", "3", "4", "5", "6", "7")


def told(made):
    return [str(change) for change in made.changes]


def new(entry, **overrides):
    return ManifestEntry(entry.key, overrides.get("title", entry.title), overrides.get("content", entry.content))


def test_nothing_changed_adds_nothing():
    made = plan([CASE, PAPER, NEXT], PAGES, [new(CASE), new(PAPER), new(NEXT)], {})

    assert (made.added, made.changes, made.pages) == ((), (), PAGES)
    assert made.entries == (CASE, PAPER, NEXT)


def test_an_added_part_gets_letters_after_the_page_before_it():
    fresh = ManifestEntry("sak-1-vedlegg-7", "Kart", "kart")
    made = plan([CASE, PAPER, NEXT], PAGES, [new(CASE), new(PAPER), fresh, new(NEXT)], {fresh.key: 2})

    assert [entry.labels for entry in made.added] == [("5a", "5b")]
    assert made.pages == ("1", "2", "3", "4", "5", "5a", "5b", "6", "7")
    assert told(made) == ["Kart – ny. Side 5a–5b settes inn."]


def test_a_changed_part_stands_behind_what_it_takes_the_place_of():
    made = plan([CASE, PAPER, NEXT], PAGES, [new(CASE), new(PAPER, content="tekst-b"), new(NEXT)], {PAPER.key: 1})

    assert [entry.labels for entry in made.added] == [("5a",)]
    assert told(made) == ["Framlegg – endret. Side 5a erstatter side 3–5."]


def test_what_is_taken_out_is_told_and_its_numbers_stay():
    made = plan([CASE, PAPER, NEXT], PAGES, [new(CASE), new(NEXT)], {})

    assert told(made) == ["Framlegg – utgår. Side 3–5 tas ut."]
    assert made.pages == PAGES


def test_a_second_supplement_goes_on_with_the_letters():
    first = ManifestEntry("sak-1-vedlegg-7", "Kart", "kart")
    second = ManifestEntry("sak-1-vedlegg-8", "Plan", "plan")
    one = plan([CASE, PAPER, NEXT], PAGES, [new(CASE), new(PAPER), first, new(NEXT)], {first.key: 2})
    two = plan(one.entries, one.pages, [new(CASE), new(PAPER), second, first, new(NEXT)], {second.key: 1})

    assert [entry.labels for entry in two.added] == [("5c",)]
    assert two.pages == ("1", "2", "3", "4", "5", "5a", "5b", "5c", "6", "7")


def test_a_paper_that_only_moved_up_a_place_is_not_printed_again():
    other = ManifestEntry("sak-1-dokument-2", "Notat", "notat", ("5a",))
    moved = ManifestEntry("sak-1-dokument-1", "Notat", "notat")
    made = plan([CASE, PAPER, other], (*PAGES, "5a"), [new(CASE), moved], {})

    assert (made.added, told(made)) == ((), ["Framlegg – utgår. Side 3–5 tas ut."])


def test_a_new_title_alone_is_told_and_not_printed_again():
    made = plan([CASE], PAGES, [new(CASE, title="Sak én")], {})

    assert (made.added, told(made)) == ((), ["Sak 1 – heter nå Sak én, side 2."])


def test_what_changed_in_a_part_is_told_by_its_pieces():
    old = {"«Vurdering»": "a", "«Kostnader»": "b", "«Omfang»": "c"}
    new = {"«Vurdering»": "a", "«Kostnader»": "B", "«Anbefaling»": "d"}
    made = plan([replace(PAPER, facts=old)], PAGES, [replace(PAPER, content="b", facts=new)], {PAPER.key: 1})

    assert told(made) == [
        "Framlegg – endret: «Kostnader». Nytt: «Anbefaling». Tatt ut: «Omfang». Side 5a erstatter side 3–5."
    ]


def test_a_case_that_is_withdrawn_is_told_as_such():
    old = {"møtet": {"tidspunkt": "kl. 9"}, "sak 1": {"tittel": "A"}, "sak 2": {"tittel": "B", "omtale": "x"}}
    new = {"møtet": {"tidspunkt": "kl. 10"}, "sak 1": WITHDRAWN, "sak 2": {"tittel": "B", "omtale": "y"}}

    assert what_changed(old, new) == "Trukket: sak 1. Endret: møtet (tidspunkt), sak 2 (omtale)."
    assert what_changed(new, old) == "Endret: møtet (tidspunkt), sak 1, sak 2 (omtale)."


@pytest.mark.parametrize(("number", "text"), [(1, "a"), (26, "z"), (27, "aa"), (52, "az"), (53, "ba"), (702, "zz")])
def test_letters_go_on_after_z(number, text):
    assert letters(number) == text


def test_what_is_no_label_is_a_fault_of_the_program():
    with pytest.raises(ValueError, match="is not a page label"):
        split("a45")


def in_the_pile(page):
    """45, 45a, … 45z, 45aa, 46."""
    number, letters = split(page)
    return int(number), len(letters), letters


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_numbers_never_move_and_are_never_used_twice(data):
    entries = [ManifestEntry(f"sak-{n}", f"Sak {n}", "0", (str(n),)) for n in range(1, 5)]
    pages = tuple(str(n) for n in range(1, 5))
    for version in range(1, data.draw(st.integers(1, 4)) + 1):
        keys = data.draw(st.lists(st.integers(1, 7), unique=True, min_size=1))
        parts = [
            ManifestEntry(f"sak-{n}", f"Sak {n}", data.draw(st.sampled_from(["0", str(version)]))) for n in sorted(keys)
        ]
        made = plan(entries, pages, parts, {part.key: data.draw(st.integers(1, 30)) for part in parts})

        assert [page for page in made.pages if page in pages] == list(pages)
        assert len(set(made.pages)) == len(made.pages)
        assert list(made.pages) == sorted(made.pages, key=in_the_pile)
        entries, pages = list(made.entries), made.pages
