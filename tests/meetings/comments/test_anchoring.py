"""A comment stays at its own words, or belongs to the section: it is never moved to others."""

import random

import pytest

from meetings.comments.anchoring import LONGEST_QUOTE, TextBlock, blocks_of, place_of, quote_of
from meetings.comments.mentioning import Named, mentionable, mentioned, names_of

BLOCKS = [TextBlock("a", "Vi er ti ansatte."), TextBlock("b", "Tre er nye."), TextBlock("c", "Vi er ti ansatte.")]


def test_a_text_is_cut_into_its_blocks_with_their_names():
    body = '<p data-id="a">Vi  er <strong>ti</strong>.</p><p></p><ul data-id="b"><li>En</li><li>To</li></ul>Løst'

    assert blocks_of(body) == [TextBlock("a", "Vi er ti."), TextBlock("b", "EnTo"), TextBlock("", "Løst")]


@pytest.mark.parametrize(
    ("key", "quote", "place"),
    [
        ("a", "ti ansatte", 0),
        ("c", "ti ansatte", 2),
        ("", "Tre er", 1),
        ("", "ti ansatte", None),
        ("b", "ti ansatte", None),
        ("x", "Tre er", None),
        ("a", "", None),
    ],
)
def test_a_place_is_the_block_of_that_name_that_still_has_the_words(key, quote, place):
    assert place_of(BLOCKS, key, quote) == place


def test_of_a_thousand_deletions_none_moves_a_comment_to_other_words():
    draw = random.Random(14)
    words = ["vi", "er", "ti", "ansatte", "tre", "nye", "server", "lisens", "avtale", "mål", "frist", "uke"]
    moved = 0
    for _ in range(1000):
        blocks = [TextBlock(str(key), " ".join(draw.choices(words, k=8))) for key in range(12)]
        at = draw.randrange(12)
        quote = " ".join(blocks[at].text.split()[2:5])
        moved += place_of([one for one in blocks if one.key != str(at)], str(at), quote) is not None

    assert moved == 0


def test_a_long_quote_is_cut_at_a_word():
    quote = quote_of("ord " * 300)

    assert len(quote) <= LONGEST_QUOTE
    assert quote.endswith("ord")
    assert len(quote_of("x" * 900)) == LONGEST_QUOTE


PEOPLE = [
    Named(1, "Kari Nordmann", "kn@demo.example"),
    Named(2, "Kari", "kari.to@demo.example"),
    Named(3, "Ola Å. Ås", "ola@demo.example"),
    Named(4, "Per Lie", "per@demo.example"),
    Named(5, "Per Lie", "per.lie@demo.example"),
]


@pytest.mark.parametrize(
    ("text", "found", "unknown"),
    [
        ("@Kari Nordmann, ser du på dette?", [1], []),
        ("Spør @kari.", [2], []),
        ("@Ola Å. Ås og @ola og @KARI NORDMANN", [3, 1], []),
        ("(@ola) skrev ola@example.no", [3], []),
        ("@Karianne og @pers, takk", [], ["@Karianne", "@pers"]),
        ("En @ alene, ingen nevnt", [], []),
        ("@Per Lie, men @per og @per.lie@demo.example", [4, 5], ["@Per Lie"]),
        ("@ola@annet.example", [], ["@ola@annet.example"]),
    ],
)
def test_who_is_meant_by_a_name_after_an_at(text, found, unknown):
    assert mentioned(text, names_of(PEOPLE)) == (found, unknown)


def test_the_list_writes_what_means_nobody_else():
    assert mentionable(PEOPLE) == [
        ("Kari Nordmann", "Kari Nordmann"),
        ("Kari", "Kari"),
        ("Ola Å. Ås", "Ola Å. Ås"),
        ("per", "Per Lie (per@demo.example)"),
        ("per.lie", "Per Lie (per.lie@demo.example)"),
    ]
    for person, one in zip(PEOPLE, mentionable(PEOPLE), strict=True):
        assert mentioned(f"@{one.written}, ser du?", names_of(PEOPLE)) == ([person.key], [])
