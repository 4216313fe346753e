"""Rooms above add pieces to a page of a room below, by the place they stand in."""

from rorikt.pages import beside
from rorikt.pages.beside import Piece, pieces_of


def test_pieces_stand_in_their_places_in_the_order_in_which_rooms_have_registered(rf, monkeypatch):
    def first(request, subject):
        return [Piece("below", "one.html", {"about": subject}), Piece("notice", "two.html")]

    def second(request, subject):
        yield Piece("below", "three.html")

    monkeypatch.setitem(beside.adding, "a page", [first, second])

    found = pieces_of("a page", rf.get("/"), "what it is about")

    assert {place: [piece.template for piece in pieces] for place, pieces in found.items()} == {
        "below": ["one.html", "three.html"],
        "notice": ["two.html"],
    }
    assert found["below"][0].context == {"about": "what it is about"}


def test_a_page_that_nobody_adds_to_has_no_pieces(rf):
    assert pieces_of("another page", rf.get("/"), None) == {}
