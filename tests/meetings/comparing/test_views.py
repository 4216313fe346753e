"""The page of what has changed: for whom, between which two, and said without colours."""

from django.urls import reverse

from meetings.documents.content import NumberedSection, Text
from tests import factories


def version(document, text, **overrides):
    section = NumberedSection("1", 1, "avsnitt-1", "Saker", (Text(f"<p>{text}</p>"),))
    return factories.make_version(document, content=factories.make_content(sections=(section,)), **overrides)


def test_the_newest_is_held_against_the_one_before_unless_others_are_asked_for(client, council_member):
    document = factories.make_document(status="approved")
    for text in ("Vi hadde 590 saker.", "Vi hadde 595 saker.", "Vi hadde 612 saker."):
        version(document, text)
    client.force_login(council_member)
    url = reverse("meetings:comparison", args=[document.pk])

    usual, asked = client.get(url).content.decode(), client.get(url, {"fra": "1", "til": "2"}).content.decode()

    assert '[tatt ut: </span>595<span class="ds-sr-only">]</span></del>' in usual
    assert '[satt inn: </span>612<span class="ds-sr-only">]</span></ins>' in usual
    assert ("590" in asked, "612" in asked) == (True, False)


def test_the_draft_is_compared_for_those_who_may_see_it(client, council_member, author):
    document = factories.make_document()
    version(document, "Godkjent.")
    factories.make_section(document=document, title="Saker", body="<p>Hemmelig utkast.</p>")
    url = reverse("meetings:comparison", args=[document.pk])

    client.force_login(author)
    assert "Hemmelig utkast" in client.get(url).content.decode()
    client.force_login(council_member)
    for query in ({}, {"til": "utkast"}, {"fra": "utkast"}):
        assert "Hemmelig" not in client.get(url, query).content.decode()
    assert client.get(reverse("meetings:comparison-pdf", args=[document.pk]), {"til": "utkast"}).status_code == 404


def test_those_who_may_not_see_what_is_exempt_compare_the_public_editions(client, finance):
    document = factories.make_document(status="approved")
    for text in ("a", "b"):
        public = factories.make_content(
            sections=(NumberedSection("1", 1, "avsnitt-1", "Saker", (Text(f"<p>Åpent {text}.</p>"),)),)
        )
        version(document, f"Unntatt {text}.", public_content=public.to_json())
    client.force_login(finance)

    page = client.get(reverse("meetings:comparison", args=[document.pk])).content.decode()

    assert ("Unntatt" in page, "Åpent" in page) == (False, True)


def test_a_version_that_is_not_there_is_refused_in_the_form(client, author):
    document = factories.make_document(status="approved")
    version(document, "a")
    client.force_login(author)

    page = client.get(reverse("meetings:comparison", args=[document.pk]), {"fra": "9"})

    assert page.status_code == 200
    assert "9" in page.content.decode()
