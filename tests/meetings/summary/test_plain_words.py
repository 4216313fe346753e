"""Hints to the one who writes in plain words."""

import pytest

from meetings.summary.plain_words import hints_on, lix, sentences_of, words_of

EASY = "Kommunene må betale mer i år. Hver kommune betaler sin del. Rådet må si ja eller nei."
HEAVY = "Kostnadsfordelingsnøklene forutsetter harmonisering av tjenestenivåene i samarbeidskommunene."


def test_an_easy_text_that_repeats_the_document_has_no_hints():
    assert hints_on(EASY, "") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [("", None), ("Vi går. Du ser.", 2), ("Rådet vedtar budsjettet.", 3 + 33), ("[[merforbruk]] er mye.", 3)],
)
def test_lix_is_words_a_sentence_and_long_words_in_a_hundred(text, value):
    assert lix(text) == value


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Det kostet 1,9 mill. kr i år. Rådet må svare.", ["Det kostet 1,9 mill. kr i år.", "Rådet må svare."]),
        ("En overskrift\n\nOg en setning.", ["En overskrift", "Og en setning."]),
        (" . ", []),
    ],
)
def test_a_text_is_cut_into_sentences(text, sentences):
    assert sentences_of(text) == sentences


def test_a_number_with_its_spaces_is_one_word():
    assert len(words_of("Det kostet 1 937 782,94 kr")) == 4


def test_a_text_that_is_too_long_says_by_how_much():
    assert hints_on("Vi må spare. " * 51, "") == ["Teksten har 153 ord. Kort den ned til 150 eller færre."]


def test_a_long_sentence_is_pointed_at():
    [hint] = hints_on("Vi må nå " + "se på det " * 9 + "igjen.", "")

    assert hint == "Setningen som begynner med «Vi må nå se på det …», har 31 ord. Del den i to."


def test_heavy_words_are_named_the_longest_first():
    [hint] = hints_on(HEAVY, "")

    assert "«kostnadsfordelingsnøklene», «samarbeidskommunene», «tjenestenivåene»" in hint


@pytest.mark.parametrize(
    ("text", "is_hinted"),
    [
        ("Det mangler 2,31 prosent.", False),
        ("Det mangler 1,68 prosent.", True),
        ("Summen er 1 864 000 kr.", False),
        ("Vi har 5 kommuner.", False),
        ("Det er [[merforbruk]] kr.", False),
    ],
)
def test_a_number_that_the_document_does_not_have_is_pointed_at(text, is_hinted):
    said = "Avviket er 2,31 %, og summen er 1\u00a0864\u00a0000 kr."

    assert any("står ikke i dokumentet" in hint for hint in hints_on(text, said)) == is_hinted
