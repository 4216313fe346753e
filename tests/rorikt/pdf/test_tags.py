"""Tags of files that are put together: every key into the index is used once, whatever the files said."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, NumberTree

from meetings.attachments.parts import PacketPart
from meetings.packet import sewing
from rorikt.pdf import pdf_standards, typeset
from rorikt.pdf.tags import MOST_MARKS, has_sound_keys, is_tagged
from rorikt.safe_pdf.safe import TAGGED, make_safe
from tests.meetings.packet.assembling import assemble
from tests.rorikt.pdf.vera import faults

BODY = (
    "<h1>Tittel</h1><p>Se <a href='https://example.org/'>her</a></p>"
    "<h2 style='break-before:page'>Andre</h2><p>Mer <a href='https://example.org/'>der</a></p>"
)


def tagged(change=lambda source: None):
    """A tagged file of two pages with a link on each, after `change` has done something to it."""
    with pikepdf.open(
        io.BytesIO(typeset.render(f'<!doctype html><html lang="nb"><title>Notat</title>{BODY}'))
    ) as source:
        change(source)
        return typeset.save(source)


def use_negative_keys(source):
    """As some programs count: every key, in the pages and in the index, is below zero."""
    index = source.Root.StructTreeRoot.ParentTree
    index.Nums = Array([item if at % 2 else int(item) - 50 for at, item in enumerate(index.Nums)])
    for page in source.pages:
        page.obj.StructParents = int(page.obj.StructParents) - 50
        for link in page.obj.Annots:
            link.StructParent = int(link.StructParent) - 50


def use_one_key_for_all(source):
    for page in source.pages:
        page.obj.StructParents = 0
        for link in page.obj.Annots:
            link.StructParent = 0


def use_no_keys(source):
    del source.Root.StructTreeRoot.ParentTree
    for page in source.pages:
        del page.obj.StructParents
        for link in page.obj.Annots:
            del link.StructParent


def use_keys_that_lead_nowhere(source):
    source.Root.StructTreeRoot.ParentTree.Nums = Array([0, Dictionary(), 4_000_000, Array()])


KINDS = [use_negative_keys, use_one_key_for_all, use_no_keys, use_keys_that_lead_nowhere]


def tags_in_order(data):
    """Of each page the kinds of the elements that its marks belong to, and of its links."""
    with pikepdf.open(io.BytesIO(data)) as source:
        assert has_sound_keys(source)
        index = dict(NumberTree(source.Root.StructTreeRoot.ParentTree).items())
        return [
            (
                [str(element.S) for element in index[int(page.obj.StructParents)] if element is not None],
                [str(index[int(link.StructParent)].S) for link in page.obj.get(Name.Annots, ())],
            )
            for page in source.pages
        ]


@pytest.mark.parametrize("break_keys", KINDS)
def test_broken_keys_are_made_anew_from_the_elements(break_keys):
    sound, broken = make_safe(tagged()), make_safe(tagged(break_keys))

    assert broken.accessibility == TAGGED
    assert tags_in_order(broken.data) == tags_in_order(sound.data)


def assembled(*files):
    parts = tuple(
        PacketPart(f"v{number}", f"Vedlegg {number}", data, is_sound=True) for number, data in enumerate(files)
    )
    agenda = typeset.render('<!doctype html><html lang="nb"><title>Saksliste</title><h1>Saksliste</h1>')
    return assemble(parts, lambda places: agenda, title="Møtepakke")


@pytest.mark.parametrize("break_keys", KINDS)
def test_a_packet_of_files_with_broken_keys_has_sound_ones(break_keys):
    made = assembled(tagged(break_keys), tagged(), tagged(break_keys))

    pages = tags_in_order(made.data)

    assert pages[1:3] == pages[3:5] == pages[5:7]
    assert pages[1][1] == ["/Link"]
    assert (made.level, made.is_accessible) == ("A", True)


def test_the_same_file_twice_has_tags_of_its_own_each_time():
    made = assembled(tagged(), tagged())

    with pikepdf.open(io.BytesIO(made.data)) as result:
        keys = [int(page.obj.StructParents) for page in result.pages]
    assert (len(keys), len(set(keys))) == (5, 5)


def test_a_packet_whose_keys_are_not_sound_claims_no_accessibility(monkeypatch):
    monkeypatch.setattr(sewing, "has_sound_keys", lambda pdf: False)

    made = assembled(tagged())

    assert (made.level, made.is_accessible) == ("U", False)
    with pikepdf.open(io.BytesIO(made.data)) as result:
        assert pdf_standards.claims(result) == ("U", False)


@pytest.mark.parametrize(
    "change",
    [
        lambda first, second: first.__setattr__("StructParents", int(second.StructParents)),
        lambda first, second: first.__setattr__("StructParents", -1),
        lambda first, second: first.__setattr__("StructParents", 99),
        lambda first, second: first.__setattr__("StructParents", int(first.Annots[0].StructParent)),
    ],
)
def test_keys_that_are_shared_or_lead_nowhere_are_not_sound(change):
    with pikepdf.open(io.BytesIO(tagged())) as source:
        assert has_sound_keys(source)

        change(source.pages[0].obj, source.pages[1].obj)

        assert not has_sound_keys(source)


def test_a_mark_with_an_endless_number_makes_no_endless_index():
    def mark(source):
        source.Root.StructTreeRoot.K[0].K[0].K = MOST_MARKS

    with pikepdf.open(io.BytesIO(tagged(mark))) as source:
        assert not is_tagged(source)


@pytest.mark.slow
@pytest.mark.parametrize("break_keys", KINDS)
def test_a_packet_of_files_with_broken_keys_keeps_what_it_claims(break_keys, tmp_path):
    made = assembled(make_safe(tagged(break_keys)).data, tagged(break_keys))

    assert faults(tmp_path, {"packet": made.data}, claims=False) == {"packet": []}
