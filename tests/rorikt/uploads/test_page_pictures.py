"""Pages of a stranger's PDF, drawn and read in a limited child."""

import pytest

from rorikt.children.limited_reading import Unreadable
from rorikt.uploads import page_pictures
from rorikt.uploads.page_pictures import pages_of, tidy
from tests import pdfs


@pytest.mark.parametrize(
    ("said", "tidied"),
    [
        ("En linje\r\nen til", "En linje\nen til"),
        ("drifts\ufffe\r\nbudsjett", "driftsbudsjett"),
        ("a\x00b\u200bc", "abc"),
        ("  mye   luft \n\n\n\n under", "mye luft\n\nunder"),
        ("", ""),
    ],
)
def test_a_text_is_told_by_its_lines(said, tidied):
    assert tidy(said) == tidied


@pytest.mark.parametrize("size", [(0, 0, 3, 3), (0, 0, 14_400, 14_400), (0, 0, 14_400, 3), (0, 0, 842, 595)])
def test_a_page_of_any_size_is_drawn_within_the_bounds(size):
    [page] = pages_of(pdfs.make_pdf(size=size), [1])

    assert 0 < page.width <= page_pictures.WIDTH
    assert 0 < page.height <= page_pictures.HEIGHT
    assert page.small


def test_a_page_that_is_not_there_is_empty():
    assert [(page.number, page.text, page.picture) for page in pages_of(pdfs.make_pdf(), [1, 2])][1] == (2, "", b"")


def test_pages_can_be_read_without_being_drawn():
    [page] = pages_of(pdfs.make_pdf(), [1], are_drawn=False)

    assert (page.text, page.picture) == ("Vedlegg 1", b"")


def test_what_is_no_pdf_is_refused():
    with pytest.raises(Unreadable):
        pages_of(b"GIF89a", [1, 2])
