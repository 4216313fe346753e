"""A suggested change taken in whole or in part into what the text says by now. No word of either goes unasked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rorikt.texts.blocks import Block, blocks_of, joined
from rorikt.texts.merging import merge
from rorikt.texts.taking import ORDER, changes, taken

NAMES = {"a": "aaaaaa", "b": "bbbbbb", "c": "cccccc", "d": "dddddd"}


def text(**said):
    """`text(a="En.")` is a paragraph of that name."""
    return joined([Block(NAMES[name], f"<p>{words}</p>") for name, words in said.items()])


def said(html):
    return [" ".join(block.words) for block in blocks_of(html)]


def keys(found):
    letters = {name: letter for letter, name in NAMES.items()}
    return [letters.get(one.key, one.key) for one in found]


BASE = text(a="En.", b="To.", c="Tre.")
SUGGESTED = text(a="En av dem.", d="Ny.", b="To.")  # one changed, one new, one taken out


def test_each_block_that_is_suggested_otherwise_is_a_change_of_its_own():
    found = changes(BASE, SUGGESTED, BASE)

    assert keys(found) == ["a", "d", "c"]
    assert not any(one.is_overtaken for one in found)
    assert [(piece.kind, piece.text) for piece in found[0].pieces] == [
        ("same", "En"), ("in", " av dem"), ("same", "."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("chosen", "stands"),
    [
        ("adc", ["En av dem.", "Ny.", "To."]),
        ("a", ["En av dem.", "To.", "Tre."]),
        ("d", ["En.", "Ny.", "To.", "Tre."]),
        ("c", ["En.", "To."]),
        ("", ["En.", "To.", "Tre."]),
    ],
)
def test_what_is_chosen_is_taken_and_the_rest_stays(chosen, stands):
    assert said(taken(BASE, SUGGESTED, BASE, {NAMES[key]: "mine" for key in chosen})) == stands


def test_what_others_wrote_meanwhile_in_other_blocks_stays():
    now = text(a="En.", b="To, rettet.", c="Tre.")

    assert said(taken(BASE, SUGGESTED, now, {NAMES["a"]: "mine"})) == ["En av dem.", "To, rettet.", "Tre."]


@pytest.mark.parametrize(
    ("choice", "stands"),
    [
        ("mine", ["En av dem.", "To.", "Tre."]),
        ("both", ["En av dem.", "En, rettet.", "To.", "Tre."]),
        ("theirs", ["En, rettet.", "To.", "Tre."]),
    ],
)
def test_a_block_that_was_changed_meanwhile_is_chosen_about(choice, stands):
    now = text(a="En, rettet.", b="To.", c="Tre.")
    found = changes(BASE, SUGGESTED, now)

    assert [one.is_overtaken for one in found] == [True, False, False]
    assert found[0].choices == ("mine", "both", "theirs")
    assert said(taken(BASE, SUGGESTED, now, {NAMES["a"]: choice})) == stands


def test_a_block_that_is_gone_meanwhile_is_put_back_only_when_it_is_chosen():
    now = text(b="To.", c="Tre.")
    [gone, *_] = changes(BASE, SUGGESTED, now)

    assert (gone.is_overtaken, gone.choices) == (True, ("mine", "theirs"))
    assert said(taken(BASE, SUGGESTED, now, {NAMES["a"]: "theirs"})) == ["To.", "Tre."]
    assert said(taken(BASE, SUGGESTED, now, {NAMES["a"]: "mine"})) == ["En av dem.", "To.", "Tre."]


def test_what_stands_already_is_no_change_any_more():
    assert keys(changes(BASE, SUGGESTED, text(a="En av dem.", b="To."))) == ["d"]
    assert changes(BASE, SUGGESTED, SUGGESTED) == []


def test_another_order_is_a_change_of_its_own():
    moved = text(b="To.", a="En.", c="Tre, rettet.")

    assert keys(changes(BASE, moved, BASE)) == ["c", ORDER]
    assert said(taken(BASE, moved, BASE, {NAMES["c"]: "mine"})) == ["En.", "To.", "Tre, rettet."]
    assert said(taken(BASE, moved, BASE, {ORDER: "mine"})) == ["To.", "En.", "Tre."]


blocks = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["En.", "To."])), unique_by=lambda one: one[0])


@settings(deadline=None)
@given(blocks, blocks, blocks)
def test_all_of_it_is_the_two_texts_merged_and_none_of_it_what_stands(first, second, third):
    base, suggested, stands = (text(**dict(one)) for one in (first, second, third))

    everything = taken(base, suggested, stands, {one.key: "mine" for one in changes(base, suggested, stands)})

    assert taken(base, suggested, stands, {}) == stands
    assert sorted(said(everything)) == sorted(said(merge(base, suggested, stands).text("mine")))
