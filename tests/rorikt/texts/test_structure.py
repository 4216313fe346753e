import pytest

from rorikt.texts import richtext

PICTURE = "a" * 64


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<h4>Under</h4><p>a</p>", "<h3>Under</h3><p>a</p>"),
        ("<h3>Over</h3><h4>Under</h4>", "<h3>Over</h3><h4>Under</h4>"),
        ("<ul><li><h3>Punkt</h3></li></ul>", "<ul><li><p>Punkt</p></li></ul>"),
        ("<h3> </h3><p>a</p>", "<p>a</p>"),
        ('<p data-id="ab12cd">a</p>', '<p data-id="ab12cd">a</p>'),
        ('<p data-id="x\'y">a</p>', "<p>a</p>"),
        ("<p>a<small>En note.</small> b</p>", "<p>a<small>En note.</small> b</p>"),
    ],
)
def test_headings_skip_no_level_and_blocks_keep_their_names(given, kept):
    assert richtext.clean(given) == kept
    assert richtext.clean(kept) == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (
            "<table><caption>Navn</caption><tbody><tr><td>A</td><td>B</td></tr><tr><td>1</td></tr></tbody></table>",
            '<table><caption>Navn</caption><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
            "<tbody><tr><td>1</td><td></td></tr></tbody></table>",
        ),
        (
            '<table><tr><th colspan="9">A</th></tr><tr><th>x</th><td rowspan="7">B</td></tr></table>',
            '<table><thead><tr><th colspan="9" scope="col">A</th></tr></thead>'
            '<tbody><tr><th scope="row">x</th><td>B</td>' + "<td></td>" * 7 + "</tr></tbody></table>",
        ),
        (
            "<table><tr><td>A</td></tr><tr><td><table><tr><td>indre</td></tr></table></td></tr></table>",
            '<table><thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td>indre</td></tr></tbody></table>',
        ),
        ("<table></table><p>a</p>", "<p>a</p>"),
    ],
)
def test_a_table_has_a_head_and_whole_rows(given, kept):
    assert richtext.clean(given) == kept
    assert richtext.clean(kept) == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ('<p>a</p><img src="https://ute.example/spor.png" alt="x">', "<p>a</p>"),
        (
            f'<p>a <img data-picture="{PICTURE}" alt=""> b</p>',
            f'<p>a  b</p><figure><img data-picture="{PICTURE}" alt=""></figure>',
        ),
        ("<figure><figcaption>x</figcaption></figure>", "<p>x</p>"),
    ],
)
def test_only_known_pictures_are_kept_each_in_a_figure(given, kept):
    assert richtext.clean(given) == kept
    assert richtext.clean(kept) == kept


def test_a_picture_without_description_is_told_from_one_for_the_eye_alone():
    text = f'<figure><img data-picture="{PICTURE}"></figure><figure><img data-picture="{PICTURE}" alt=""></figure>'

    assert richtext.undescribed_pictures(text) == 1
    assert richtext.pictures(text) == [PICTURE, PICTURE]


def test_a_table_that_is_too_long_gets_a_sentence():
    table = f"<table>{'<tr><td>1</td></tr>' * 2000}</table>"

    [sentence] = richtext.problems(richtext.clean(table))

    assert sentence.startswith("Tabellen har 2000 rader")


def test_the_words_of_cells_and_notes_are_not_run_together():
    text = "<p>Alt<small>Note.</small> vel</p><table><tr><td>A</td><td>B</td></tr></table>"

    assert richtext.plain(text) == "Alt Note. vel A B"


def test_a_text_of_a_page_has_no_structure():
    assert richtext.clean_short("<h3>a</h3><table><tr><td>b</td></tr></table><p>c</p>") == "ab<p>c</p>"
