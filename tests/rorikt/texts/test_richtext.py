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
