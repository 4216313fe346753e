"""What other rooms let search find."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from meetings.search import offering, storing
from meetings.search.models import Reach
from meetings.search.offering import Offered, OwnHit, Register
from meetings.search.searching import search
from rorikt.words.marking import excerpt
from tests import factories

pytestmark = pytest.mark.django_db
TODAY, SINCE = date(2024, 3, 1), datetime(2024, 2, 1, tzinfo=UTC)


@pytest.fixture
def offer(monkeypatch):
    """Let a register have these rows, in the place of all others."""

    def put(*rows, state="1"):
        monkeypatch.setattr(offering, "offering", [Register("tjenester", lambda: state, lambda: rows)])
        storing.keep_in_step()

    return put


def row(name, text, **overrides):
    return Offered(name=name, title="Tjeneste", text=text, url="/okonomi/", since=SINCE, **overrides)


def counts(typed, *users):
    return [search(user, typed, today=TODAY).count for user in users]


def test_a_register_is_found_by_those_whom_it_reaches(offer, author, council_member, finance):
    offer(
        row("a", "Skylagring for alle."),
        row("b", "Lønnskjøring for noen.", reach=Reach.EXEMPT),
        row("c", "Nettbrett på vei.", reach=Reach.DRAFT),
    )

    assert counts("skylagring", author, council_member, finance) == [1, 1, 1]
    assert counts("lønnskjøring", author, council_member, finance) == [1, 1, 0]
    assert counts("nettbrett", author, council_member, finance) == [1, 0, 0]


def test_a_row_is_closed_with_its_case(offer, council_member, finance):
    item = factories.make_item()
    offer(row("a", "Skylagring.", case=item.pk))
    assert counts("skylagring", council_member, finance) == [1, 1]

    item.exemption_basis, item.public_title = "offentleglova § 23", "Et valg"
    item.save()

    assert counts("skylagring", council_member, finance) == [1, 0]


def test_a_register_is_read_again_when_its_state_is_another_and_forgotten_with_its_room(offer, finance, monkeypatch):
    offer(row("a", "Skylagring."))
    offer(row("a", "Nettbrett."), state="1")
    assert counts("skylagring", finance) == [1]

    offer(row("a", "Nettbrett."), state="2")
    assert (counts("skylagring", finance), counts("nettbrett", finance)) == ([0], [1])

    monkeypatch.setattr(offering, "offering", [])
    storing.keep_in_step()
    assert counts("nettbrett", finance) == [0]


def test_what_is_somebodys_own_is_found_by_that_person_alone_and_never_indexed(
    client, council_member, finance, monkeypatch
):
    def notes_of(user, query):
        text = "Spør om kvitravn."
        terms = {term for wanted in query.wanted for term in wanted.any_terms}
        pieces = excerpt(text, terms)
        if user == council_member and any(piece.is_marked for piece in pieces):
            yield OwnHit("Notat", "/notater/1/", pieces)

    monkeypatch.setattr(offering, "own", [notes_of])
    pages = []
    for user in (council_member, finance):
        client.force_login(user)
        pages.append(client.get(reverse("meetings:search"), {"q": "kvitravn"}).content.decode())

    assert "<mark>kvitravn</mark>" in pages[0]
    assert "/notater/1/" not in pages[1]
