import random

import pytest

from rorikt.texts.word_diff import Piece, word_difference


def test_a_changed_word_stands_out_and_the_others_stay():
    assert word_difference("Vi hadde 595 saker.", "Vi hadde 612 saker.") == (
        Piece("same", "Vi hadde "),
        Piece("out", "595"),
        Piece("in", "612"),
        Piece("same", " saker."),
    )


def test_words_side_by_side_are_one_change():
    assert word_difference("en gul bil", "en stor rød bil") == (
        Piece("same", "en "),
        Piece("out", "gul"),
        Piece("in", "stor rød"),
        Piece("same", " bil"),
    )
    assert word_difference("det gikk svært bra her", "det gikk ganske dårlig her")[1:3] == (
        Piece("out", "svært bra"),
        Piece("in", "ganske dårlig"),
    )


def test_a_number_is_one_word_with_its_spaces_and_decimals():
    assert word_difference("Avvik 1\u00a0900,50\u00a0kr", "Avvik 1\u00a0900,40\u00a0kr")[1:] == (
        Piece("out", "1\u00a0900,50"),
        Piece("in", "1\u00a0900,40"),
        Piece("same", "\u00a0kr"),
    )


@pytest.mark.parametrize(("old", "new"), [("", ""), ("", "ny"), ("gammel", ""), ("lik", "lik"), (" ", "  ")])
def test_an_empty_text_is_all_out_or_all_in(old, new):
    pieces = word_difference(old, new)

    assert ("".join(p.text for p in pieces if p.kind != "in"), "".join(p.text for p in pieces if p.kind != "out")) == (
        old,
        new,
    )


def test_both_texts_can_be_read_out_of_the_pieces_whatever_they_are():
    rng = random.Random(14)
    words = ["sak", "saker", " ", ", ", ".", "12,5 %", "\n", "<b>", "æøå"]
    for _ in range(300):
        old, new = ("".join(rng.choices(words, k=rng.randrange(40))) for _ in range(2))
        pieces = word_difference(old, new)

        assert "".join(piece.text for piece in pieces if piece.kind != "in") == old
        assert "".join(piece.text for piece in pieces if piece.kind != "out") == new


def test_texts_too_long_to_be_held_against_each_other_are_told_whole():
    old, new = "a " * 3000, "b " * 3000

    assert [piece.kind for piece in word_difference(old, new)] == ["out", "in"]
