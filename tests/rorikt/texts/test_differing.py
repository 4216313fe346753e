"""Two versions of a text, and what became of it, for the eye and the ear."""

from hypothesis import given
from hypothesis import strategies as st

from rorikt.texts.differing import difference
from rorikt.texts.word_diff import Piece, word_difference

OLD = '<p data-id="aaaaaa">Merforbruket er 1 200 kr.</p><p data-id="bbbbbb">Saken er utsatt.</p>'


def told(differences):
    return [[(piece.kind, piece.text) for piece in one.pieces] for one in differences]


def test_a_word_and_a_figure_that_changed_are_told_alone():
    found = word_difference("Det er 595 åpne saker i dag.", "Det er 612 åpne saker i mai.")

    assert found == (
        Piece("same", "Det er "),
        Piece("out", "595"),
        Piece("in", "612"),
        Piece("same", " åpne saker i "),
        Piece("out", "dag"),
        Piece("in", "mai"),
        Piece("same", "."),
    )


def test_a_figure_with_spaces_and_a_token_are_whole():
    assert word_difference("1\u00a0200,50 kr", "1\u00a0300,50 kr")[:2] == (
        Piece("out", "1\u00a0200,50"),
        Piece("in", "1\u00a0300,50"),
    )
    assert word_difference("[[apne:2023]]", "[[apne:2024]]") == (
        Piece("out", "[[apne:2023]]"),
        Piece("in", "[[apne:2024]]"),
    )


def test_a_change_is_said_in_words_and_marks_are_escaped():
    html = difference('<p data-id="aaaaaa">a</p>', '<p data-id="aaaaaa">a &lt;b&gt;</p>')[0].html

    assert html == (
        'a<ins><span class="visually-hidden">lagt til: </span> &lt;b&gt;'
        '<span class="visually-hidden"> slutt på tillegg</span></ins>'
    )


def test_blocks_that_came_and_went_stand_where_they_stood():
    new = '<p data-id="cccccc">Ny.</p><p data-id="aaaaaa">Merforbruket er 1 200 kr.</p>'

    assert told(difference(OLD, new)) == [
        [("in", "Ny.")],
        [("same", "Merforbruket er 1 200 kr.")],
        [("out", "Saken er utsatt.")],
    ]


def test_a_block_that_was_moved_is_told_to_be_and_not_taken_out():
    new = '<p data-id="bbbbbb">Saken er utsatt.</p><p data-id="aaaaaa">Merforbruket er 1 200 kr.</p>'

    found = difference(OLD, new)

    assert [one.is_moved for one in found].count(True) == 1
    assert all(piece.kind == "same" for one in found for piece in one.pieces)


def test_a_block_that_only_looks_another_way_is_told_to():
    found = difference('<p data-id="aaaaaa">Fet</p>', '<p data-id="aaaaaa"><strong>Fet</strong></p>')

    assert [(one.is_reshaped, one.is_changed) for one in found] == [(True, True)]


def test_the_same_text_has_no_difference():
    assert not any(one.is_changed for one in difference(OLD, OLD))


@given(st.text("ab 1,.[]", max_size=30), st.text("ab 1,.[]", max_size=30))
def test_both_texts_can_be_read_out_of_the_pieces(old, new):
    found = word_difference(old, new)

    assert "".join(piece.text for piece in found if piece.kind != "in") == old
    assert "".join(piece.text for piece in found if piece.kind != "out") == new
