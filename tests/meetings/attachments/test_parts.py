"""The parts a packet is sewn of: in the order of their pages, each under a key of its own, and named where broken."""

import pytest
from django.core.exceptions import ValidationError

from meetings.attachments.parts import PacketPart, count_pages, flat, keys_of
from tests.pdfs import make_pdf

CHILD = PacketPart("b", "Vedlegg", make_pdf(pages=2))
PARTS = [PacketPart("a", "Sak", make_pdf(), (CHILD, PacketPart("c", "Kart", b""))), PacketPart("d", "Neste", b"")]


def test_what_stands_under_a_part_comes_after_it_and_before_the_next():
    assert [part.key for part in flat(PARTS)] == ["a", "b", "c", "d"]
    assert keys_of(PARTS) == ["a", "b", "c", "d"]


def test_one_key_for_two_parts_is_a_fault_of_ours_wherever_they_stand():
    with pytest.raises(ValueError, match="keys of parts are not unique"):
        keys_of([*PARTS, PacketPart("b", "Igjen", b"")])


def test_pages_are_counted_of_bytes_and_of_files_and_not_of_what_stands_under(tmp_path):
    kept = tmp_path / "kart.pdf"
    kept.write_bytes(make_pdf(pages=3))

    assert count_pages([PARTS[0], CHILD, PacketPart("k", "Kart", kept)]) == [1, 2, 3]
    assert count_pages([]) == []


@pytest.mark.parametrize("kept", ["broken", "gone"])
def test_a_part_that_cannot_be_opened_is_named(tmp_path, kept):
    path = tmp_path / "kart.pdf"
    if kept == "broken":
        path.write_bytes(b"tekst")

    with pytest.raises(ValidationError, match="«Kart» kan ikke åpnes som PDF"):
        count_pages([CHILD, PacketPart("k", "Kart", path)])
