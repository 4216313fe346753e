"""Two who changed the same text: nothing either wrote is lost, and nothing is asked that need not be."""

from hypothesis import given
from hypothesis import strategies as st

from rorikt.texts.blocks import blocks_of, without_ids
from rorikt.texts.merging import Overlap, merge


def text(**blocks):
    return "".join(f'<p data-id="{name * 6}">{said}</p>' for name, said in blocks.items())


BASE = text(a="Først.", b="Så.", c="Sist.")


def said(merged, choice="both"):
    return without_ids(merged.text(choice))


def test_what_does_not_overlap_is_merged():
    mine = text(a="Først, av meg.", b="Så.", m="Min nye.", c="Sist.")
    theirs = text(a="Først.", b="Så, av deg.", c="Sist.", t="Din nye.")

    merged = merge(BASE, mine, theirs)

    assert merged.overlaps == []
    assert said(merged) == "<p>Først, av meg.</p><p>Så, av deg.</p><p>Min nye.</p><p>Sist.</p><p>Din nye.</p>"


def test_the_same_block_changed_twice_keeps_both_and_says_so():
    merged = merge(BASE, text(a="Først.", b="Mitt [[resultat]].", c="Sist."), text(a="Først.", b="Ditt.", c="Sist."))

    assert [(one.mine.html, one.theirs.html) for one in merged.overlaps] == [
        ("<p>Mitt [[resultat]].</p>", "<p>Ditt.</p>")
    ]
    assert said(merged) == "<p>Først.</p><p>Mitt [[resultat]].</p><p>Ditt.</p><p>Sist.</p>"
    assert said(merged, "mine") == "<p>Først.</p><p>Mitt [[resultat]].</p><p>Sist.</p>"
    assert said(merged, "theirs") == "<p>Først.</p><p>Ditt.</p><p>Sist.</p>"


def test_of_both_the_stored_one_keeps_the_id():
    merged = merge(BASE, text(a="Mitt."), text(a="Ditt."))

    assert [block.id for block in blocks_of(merged.text())] == ["", "aaaaaa"]


def test_a_block_that_one_took_out_and_the_other_changed_is_asked_about():
    merged = merge(BASE, text(a="Først.", c="Sist."), text(a="Først.", b="Så, og mer.", c="Sist."))

    assert [(one.mine, one.theirs.html) for one in merged.overlaps] == [(None, "<p>Så, og mer.</p>")]
    assert said(merged) == "<p>Først.</p><p>Så, og mer.</p><p>Sist.</p>"
    assert said(merged, "mine") == "<p>Først.</p><p>Sist.</p>"


def test_a_block_that_one_moved_and_the_other_changed_is_moved_and_changed():
    merged = merge(BASE, text(c="Sist.", a="Først.", b="Så."), text(a="Først!", b="Så.", c="Sist."))

    assert said(merged) == "<p>Sist.</p><p>Først!</p><p>Så.</p>"


NAMES = "abcdefgh"
VERSIONS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(["En.", "To [[resultat]].", "Tre."])),
    unique_by=lambda one: one[0],
    max_size=6,
).map(lambda pairs: text(**dict(pairs)))


@given(VERSIONS, VERSIONS)
def test_one_who_changed_nothing_gets_the_other(base, other):
    assert merge(base, base, other).text() == other
    assert merge(base, other, base).text() == other


@given(VERSIONS, VERSIONS)
def test_two_who_wrote_the_same_get_that(base, other):
    assert merge(base, other, other).text() == other
    assert merge(base, other, other).overlaps == []


@given(VERSIONS, VERSIONS, VERSIONS)
def test_what_either_wrote_is_there(base, mine, theirs):
    merged = merge(base, mine, theirs)
    before = set(blocks_of(base))
    together = [block.html for part in merged.parts for block in shown(part)]

    for block in (*blocks_of(mine), *blocks_of(theirs)):
        assert block in before or block.html in together
    assert [block.html for block in blocks_of(merged.text())] == together


@given(VERSIONS, VERSIONS, VERSIONS)
def test_what_stands_in_both_is_there_once_and_what_both_took_out_is_gone(base, mine, theirs):
    parts = [part for part in merge(base, mine, theirs).parts if not isinstance(part, Overlap)]
    kept = set(blocks_of(mine)) & set(blocks_of(theirs))

    assert all(parts.count(block) == 1 for block in kept)
    gone = {one.id for one in blocks_of(base)} - {one.id for one in (*blocks_of(mine), *blocks_of(theirs))}
    assert not gone & {part.id for part in parts}


def shown(part):
    return [one for one in ((part.mine, part.theirs) if isinstance(part, Overlap) else (part,)) if one]
