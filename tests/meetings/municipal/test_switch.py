"""The switch for one municipality: kept per person, their own or a chosen one, and what it does to the pages."""

from decimal import Decimal

import pytest
from django.urls import reverse

from meetings.documents.content import KeyFigure, NumberedSection, Summary, Text
from meetings.municipal import editions
from meetings.municipal.division import KEY
from meetings.municipal.models import MunicipalView
from meetings.papers import printing
from rorikt.figures.values import Figure, Source
from rorikt.people.models import Municipality
from tests import factories
from tests.rorikt.pdf.vera import faults

SWITCH = reverse("meetings:own-municipality")
SHARE = "(for Vestnes 240\u00a0091,31\u00a0kr)"


@pytest.fixture
def version(municipalities):
    return make_report()


def make_report(**overrides):
    figure = Figure("merforbruk:mill", "Merforbruk 2023", Decimal("1937782.94"), "kr", "1,938 mill. kr")
    said = Text('<p data-id="abcdef1">Vi <a class="figure" data-figure="merforbruk:mill" href="/x/">1,938</a>.</p>')
    document = factories.make_document(kind="activity_report", status="approved", **overrides)
    content = factories.make_content(
        figures=(figure,),
        sections=(NumberedSection("1", 1, "avsnitt-1", "Økonomi", (said,)),),
        sources=(Source(f"{KEY}2023", 5, "x", {"shares": factories.KEY_2023}),),
        summary=Summary(key_figures=(KeyFigure("merforbruk:mill", figure, "1,938 mill. kr"),)),
    )
    return factories.make_version(document, content=content)


def page_of(client, version):
    return client.get(version.get_absolute_url()).content.decode()


def switch(client, **typed):
    return client.post(SWITCH, {"back": "/dokumenter/", **typed})


def test_a_member_switches_on_the_share_of_the_own_municipality_and_off_again(client, version):
    client.force_login(factories.make_user("council_member"))
    assert 'aria-pressed="false"' in page_of(client, version)

    answer = switch(client, is_on="on")

    page = page_of(client, version)
    assert (answer.status_code, answer.url) == (302, "/dokumenter/")
    for part in (SHARE, 'aria-pressed="true"', "Nøkkelen for 2023, slik den var da dokumentets tall ble hentet: 12,39"):
        assert part in page
    switch(client)
    assert SHARE not in page_of(client, version)


def test_it_is_kept_for_each_person(client, version):
    mine, theirs = factories.make_user("council_member"), factories.make_user("council_member")
    client.force_login(mine)
    switch(client, is_on="on")

    client.force_login(theirs)

    assert SHARE not in page_of(client, version)
    assert list(MunicipalView.objects.values_list("user", "is_on")) == [(mine.pk, True)]


def test_a_member_is_shown_no_other_municipality_whatever_is_sent(client, version):
    client.force_login(factories.make_user("finance"))

    switch(client, is_on="on", municipality="1506")

    assert SHARE in page_of(client, version)
    assert MunicipalView.objects.get().municipality is None


def test_who_moves_to_another_municipality_is_shown_that_ones(client, version):
    user = factories.make_user("council_member")
    client.force_login(user)
    switch(client, is_on="on")
    user.municipality = Municipality.objects.get(number="1506")
    user.save()

    assert "(for Molde " in page_of(client, version)


def test_one_without_a_municipality_is_asked_which(client, head, version):
    client.force_login(head)
    assert f'href="{SWITCH}?tilbake={version.get_absolute_url()}"' in page_of(client, version).replace("%2F", "/")

    refused = switch(client, is_on="on").content.decode()
    switch(client, is_on="on", municipality="1535")

    assert "Velg hvilken kommune du vil se andelen til." in refused
    assert SHARE in page_of(client, version)
    switch(client)  # the switch of a page sends no municipality
    assert SHARE not in page_of(client, version)
    switch(client, is_on="on")
    assert SHARE in page_of(client, version)


@pytest.mark.parametrize("back", ["https://andre.example/", "//andre.example/", "javascript:alert(1)", ""])
def test_it_leads_back_to_the_page_and_never_away_from_the_site(client, version, back):
    client.force_login(factories.make_user("council_member"))

    assert switch(client, is_on="on", back=back).url == reverse("rorikt:home")


@pytest.mark.parametrize("name", ["document-summary", "version-summary"])
def test_the_key_figures_of_the_summary_have_their_shares(client, version, name):
    client.force_login(factories.make_user("council_member"))
    switch(client, is_on="on")
    address = [version.document_id, *([1] if name.startswith("version") else [])]

    page = client.get(reverse(f"meetings:{name}", args=address)).content.decode()

    assert '<p class="key-figure-note own-share">For Vestnes 240\u00a0091,31\u00a0kr</p>' in page


def test_it_stands_on_the_pages_of_meetings_and_cases(client, municipalities):
    item = factories.make_item()
    client.force_login(factories.make_user("council_member"))

    assert "Vis for Vestnes" in client.get(item.get_absolute_url()).content.decode()
    assert f'href="{SWITCH}?tilbake=' in client.get(item.meeting.get_absolute_url()).content.decode()


def test_a_document_that_shares_nothing_says_so(client, municipalities):
    version = factories.make_version(factories.make_document(status="approved"))
    client.force_login(factories.make_user("council_member"))
    switch(client, is_on="on")

    assert "Andelen til Vestnes kan ikke vises her" in page_of(client, version)


@pytest.mark.parametrize("count", [1, 9])
def test_a_paper_costs_the_same_queries_however_many_figures_it_has(
    client, municipalities, count, django_assert_max_num_queries
):
    figures = [Figure(f"linje-regnskap:{n}", "Linje 2023", Decimal(5), "kr", "5") for n in range(count)]
    said = "".join(f'<p><a class="figure" data-figure="{one.key}" href="/">5</a></p>' for one in figures)
    section = NumberedSection("1", 1, "a", "A", (Text(said),))
    version = factories.make_version(content=factories.make_content(figures=tuple(figures), sections=(section,)))
    client.force_login(factories.make_user("council_member"))
    switch(client, is_on="on")
    page_of(client, version)

    with django_assert_max_num_queries(30) as asked:
        page_of(client, version)

    assert sum("municipalview" in one["sql"] for one in asked.captured_queries) == 1


def test_the_edition_is_another_paper_than_the_approved_one(version):
    paper = printing.paper_of_version(version)
    edition = editions.edition_of(paper, Municipality.objects.get(number="1535"))

    assert edition.key != paper.key
    assert edition.file_name.endswith(" - utgave for Vestnes.pdf")
    assert (SHARE in edition.html, SHARE in paper.html) == (True, False)


def test_the_edition_of_a_draft_is_for_those_who_write(client, council_member, municipalities):
    document = factories.make_document()
    client.force_login(council_member)

    assert client.get(reverse("meetings:document-edition-pdf", args=[document.pk, "1535"])).status_code == 404


@pytest.mark.slow
def test_the_edition_is_archivable_and_accessible(version, tmp_path):
    edition = editions.edition_of(printing.paper_of_version(version), Municipality.objects.get(number="1535"))

    made = {"a": printing.printed(edition).path.read_bytes()}

    assert faults(tmp_path, made) == {"a": []}
