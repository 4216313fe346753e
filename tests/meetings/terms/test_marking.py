"""A term is explained where it stands first in a section, and the text reads the same with and without."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from meetings.documents.content import ExplainedTerm, NumberedSection, Text
from meetings.terms.marking import Explainer, texts_of
from rorikt.figures.values import Cell, Chart, Column, Definitions, Series, Table, Term
from rorikt.texts import richtext

TERMS = (
    ExplainedTerm("Azure AD", "Katalogen."),
    ExplainedTerm("SLA", "Avtalt frist.", ("tjenestenivåavtale",)),
    ExplainedTerm("SOC", "Et senter."),
)


def button(number, words):
    name = f"forklaring-{number}"
    return f'<button type="button" class="term" popovertarget="{name}" aria-describedby="{name}">{words}</button>'


def explained(*texts):
    section = Explainer(TERMS).section()
    return [section.explained(text) for text in texts]


def test_the_first_place_in_a_section_gets_a_button_and_the_next_ones_none():
    assert explained("<p>En SLA, og SOC. SLA</p><p>SLA</p>", "<p>SOC</p>") == [
        f"<p>En {button(2, 'SLA')}, og {button(3, 'SOC')}. SLA</p><p>SLA</p>",
        "<p>SOC</p>",
    ]


def test_each_section_explains_anew_and_the_page_holds_each_explanation_once():
    explainer = Explainer(TERMS)

    texts = [explainer.section().explained("<p>SLA</p>") for _ in range(2)]

    assert texts == [f"<p>{button(2, 'SLA')}</p>"] * 2
    assert explainer.explained == [("forklaring-2", TERMS[1])]


def test_another_form_is_explained_as_the_term():
    assert explained("<p>En tjenestenivåavtale</p>") == [f"<p>En {button(2, 'tjenestenivåavtale')}</p>"]


@pytest.mark.parametrize(
    "text",
    [
        "<h3>SLA</h3>",
        '<p><a href="/x/">En SLA</a></p>',
        '<p><a class="figure" data-figure="x" href="/x/">SLA</a> og <span class="figure">SOC</span></p>',
        "<figure><figcaption>SLA</figcaption></figure>",
        "<table><caption>SLA</caption><tbody><tr><th>SOC</th></tr></tbody></table>",
        "<p>S<em>LA</em> og <em>SLA</em>ene</p>",
        "<p>SLA<sup>2</sup></p>",
        "<p>Azure</p><p>AD</p>",
        "<p>Azure<br>AD</p>",
        "<p>Uten &lt;b&gt; og &amp;   mellomrom</p>",
    ],
)
def test_here_no_button_stands(text):
    assert explained(text) == [text]


def test_after_a_place_that_is_closed_the_next_one_is_explained():
    assert explained("<h3>SLA</h3><ul><li>Om <strong>SLA</strong></li></ul>") == [
        f"<h3>SLA</h3><ul><li>Om <strong>{button(2, 'SLA')}</strong></li></ul>"
    ]


def test_a_term_before_the_mark_of_a_note_and_after_a_line_break_is_explained():
    assert explained('<p>SLA<sup class="note"><a href="#n">1</a></sup><br>SOC</p>') == [
        f'<p>{button(2, "SLA")}<sup class="note"><a href="#n">1</a></sup><br>{button(3, "SOC")}</p>'
    ]


def test_a_section_says_its_heading_its_words_and_the_labels_of_its_tables_and_charts():
    table = Table(
        "t", "Frister", (Column("SLA", group="Mål"),), ((Cell("SOC"),),), (Cell("Sum"),), note="Note", lacks=""
    )
    chart = Chart("c", "Saker", "bars", ("jan",), (Series("Åpne", (1.0,)),), "saker", replace(table, caption="Tall"))
    listed = Definitions((Term("VPN", "Nett"),))
    section = NumberedSection(
        "1", 1, "a", "Om drift", (Text("<p>Et <em>ord</em><small>Note</small></p>"), table, chart, listed)
    )

    said = [text.replace("\0", "|") for text in texts_of(section) if text]

    assert said == [
        "Om drift", "Et ord|Note||",
        "Frister", "Note", "SLA", "Mål", "SOC", "Sum",
        "Saker", "Åpne", "Tall", "Note", "SLA", "Mål", "SOC", "Sum",
    ]  # fmt: skip


WORDS = st.sampled_from(
    ["SLA", "SOC", "Azure", "AD", "SLA-frist", "tjenestenivåavtale", "og", ",", "(", ")", " ", "é&amp;&lt;"]
)
INLINE = st.sampled_from(["", "", "em", "strong", "sup", "small", "a"])
BLOCKS = st.sampled_from(
    ["<p>{}</p>", "<h3>{}</h3>", "<blockquote><p>{}</p></blockquote>", "<ul><li><p>{}</p></li></ul>"]
)
PIECES = st.builds(
    lambda tag, words: f"<{tag}>{words}</{tag}>" if tag else words,
    INLINE,
    st.builds("{}{}{}".format, WORDS, WORDS, WORDS),
)
PARAGRAPHS = st.builds(str.format, BLOCKS, st.lists(PIECES, max_size=5).map("".join))
TEXTS = st.lists(PARAGRAPHS, max_size=3).map("".join)


@settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # the first text is slow to make on a busy machine
@given(TEXTS)
def test_explaining_changes_no_word_of_a_text(text):
    cleaned = "".join(map(richtext.to_html, richtext.elements(richtext.clean(text))))

    [marked] = explained(cleaned)

    root = html.fragment_fromstring(marked, create_parent="div")
    for one in list(root.iter("button")):
        one.drop_tag()
    assert richtext.to_html(root) == f"<div>{cleaned}</div>"
