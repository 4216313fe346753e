import pytest

from rorikt.texts import richtext


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<p onclick='x()'>Tekst</p>", "<p>Tekst</p>"),
        ("<p>a<script>alert(1)</script></p>", "<p>a</p>"),
        ('<a href="javascript:x()">lenke</a>', "<a>lenke</a>"),
        ('<p style="color:red"><strong>Viktig</strong></p>', "<p><strong>Viktig</strong></p>"),
        ("<h1>Stor</h1>", "Stor"),
    ],
)
def test_only_what_may_stand_in_a_section_is_kept(given, kept):
    assert richtext.clean(given) == kept


def test_plain_text_becomes_paragraphs():
    text = "Første avsnitt,\nto linjer.\n\n[[tabell:sla]]\n\n2 < 3 & 4"

    cleaned = richtext.clean(text)

    assert cleaned == "<p>Første avsnitt,<br>to linjer.</p><p>[[tabell:sla]]</p><p>2 &lt; 3 &amp; 4</p>"


def test_loose_text_gets_a_paragraph_of_its_own_in_its_place():
    found = [
        richtext.to_html(element) for element in richtext.elements("løst <p>En</p> mellom <ul><li>To</li></ul> etter")
    ]

    assert found == ["<p>løst</p>", "<p>En</p>", "<p>mellom</p>", "<ul><li>To</li></ul>", "<p>etter</p>"]


def test_an_empty_text_has_no_elements():
    assert richtext.elements("") == []
    assert richtext.plain("<p> </p>") == ""


@pytest.mark.parametrize("tags", [("<ul><li>", "</li></ul>"), ("<blockquote>", "</blockquote>"), ("<em>", "</em>")])
def test_of_what_is_nested_deeper_than_anybody_writes_the_words_are_kept_alone(tags):
    opened, closed = tags

    assert richtext.clean(opened * 10_000 + "a &amp; b" + closed * 10_000) == "<p>a &amp; b</p>"
    assert richtext.clean_short(opened * 10_000 + "a &amp; b" + closed * 10_000) == "<p>a &amp; b</p>"


def test_many_lists_one_after_the_other_are_not_nested():
    assert not richtext.is_too_nested("<ul><li>a</li></ul>" * 500 + "<p>b<br>" * 500)
    assert richtext.is_too_nested("<ul a='</ul>'>" * 10_000)


@pytest.mark.parametrize("given", ["<p>a\x01\x0b\ufffeb\u202ec\u2066</p>", "<p>a&#1;b&#8238;c</p>"])
def test_characters_that_cannot_be_printed_or_turn_the_text_are_left_out(given):
    assert richtext.clean(given) == "<p>abc</p>"
    assert richtext.clean_short(given) == "<p>abc</p>"
