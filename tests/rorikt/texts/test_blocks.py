"""The ids of blocks: given once, kept through edits, never shared."""

import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rorikt.texts.blocks import blocks_of, identified, joined, without_ids

WORDS = [
    "nett",
    "drift",
    "sak",
    "kommune",
    "råd",
    "vedtak",
    "frist",
    "avtale",
    "bruker",
    "pris",
    "server",
    "lisens",
    "budsjett",
    "konto",
    "møte",
    "plan",
]


def ids(text):
    return [block.id for block in blocks_of(text)]


def paragraphs(*texts):
    return "".join(f"<p>{text}</p>" for text in texts)


def sentences(count, seed):
    draw = random.Random(seed)
    return [" ".join(f"{draw.choice(WORDS)}{draw.randrange(40)}" for _ in range(25)) for _ in range(count)]


def test_every_block_gets_an_id_of_its_own_and_says_the_same():
    text = "<p>En.</p><ul><li>a</li><li>b</li></ul><blockquote><p>Sitat</p></blockquote>"

    stored = identified(text)

    assert len(set(ids(stored))) == 3
    assert all(re.fullmatch("[a-z0-9]{10}", one) for one in ids(stored))
    assert without_ids(stored) == text
    assert identified(stored) == stored


def test_nothing_has_no_blocks():
    assert identified("") == ""


def test_only_whole_blocks_have_ids():
    stored = identified('<ul data-id="abcdef"><li data-id="ghijkl"><p data-id="mnopqr">a</p></li></ul>')

    assert stored == '<ul data-id="abcdef"><li><p>a</p></li></ul>'


@pytest.mark.parametrize("odd", ["", "x", "ÆØÅÆØÅ", "a" * 30, "abc def"])
def test_an_id_that_cannot_be_one_is_replaced(odd):
    assert re.fullmatch("[a-z0-9]{10}", ids(identified(f'<p data-id="{odd}">a</p>'))[0])


def test_of_a_block_and_its_copy_the_one_that_was_there_keeps_the_id():
    before = '<p data-id="aaaaaa">Møtet er i mai.</p>'
    copied = '<p data-id="aaaaaa">Møtet er i juni.</p>' + before

    after = ids(identified(copied, before))

    assert after[1] == "aaaaaa"
    assert after[0] != "aaaaaa"


def test_a_paste_over_all_keeps_the_ids_of_what_was_edited_and_gives_none_to_what_is_new():
    texts = sentences(20, seed=1)
    before = identified(paragraphs(*texts))
    edited = [" ".join(word if place % 5 > 1 else "annet" for place, word in enumerate(one.split())) for one in texts]
    pasted = [*edited[:7], "Noe helt nytt som ingen har skrevet.", *edited[8:]]

    after = ids(identified(paragraphs(*pasted), before))

    assert [*after[:7], *after[8:]] == [*ids(before)[:7], *ids(before)[8:]]
    assert after[7] not in ids(before)


def test_no_id_moves_silently_in_a_thousand_deletions():
    moved = 0
    for seed in range(50):
        texts = sentences(20, seed)
        before = identified(paragraphs(*texts))
        known = dict(zip(texts, ids(before), strict=True))
        left = sorted(random.Random(seed).sample(texts, 10), key=texts.index)
        draw = random.Random(seed + 1000)
        worded = [" ".join("x" if draw.random() < 0.3 else word for word in one.split()) for one in left]
        after = ids(identified(paragraphs(*worded), before))
        moved += sum(known[one] != found and found in known.values() for one, found in zip(left, after, strict=True))

    assert moved == 0


def test_a_block_that_was_moved_is_known_where_there_is_no_doubt():
    texts = sentences(4, seed=3)
    before = identified(paragraphs(*texts))

    after = ids(identified(paragraphs(texts[3], *texts[:3]), before))

    assert after == [ids(before)[3], *ids(before)[:3]]


def test_two_that_are_as_like_each_other_are_not_taken_for_one_that_was_moved():
    texts = sentences(3, seed=4)
    before = identified(paragraphs(texts[0], texts[1], texts[2], texts[2] + " b"))

    after = ids(identified(paragraphs(texts[2] + " a", texts[0], texts[1]), before))

    assert after[0] not in ids(before)


SAID, NAMED = st.sampled_from(["En.", "To.", "Tre, tre.", ""]), st.sampled_from(["", "aaaaaa", "bbbbbb", "cccccc"])


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(NAMED, SAID), max_size=6))
def test_ids_are_unique_whatever_was_copied(blocks):
    marked = "".join(f'<p data-id="{name}">{said}</p>' for name, said in blocks)

    stored = identified(marked, identified(paragraphs("En.", "To.")))

    assert len(set(ids(stored))) == len(ids(stored))
    assert "" not in ids(stored)
    assert joined(blocks_of(stored)) == stored
