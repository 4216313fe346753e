"""The page behind a figure: what it shows to whom, and nothing that the content of the reader does not hold."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from budget.result.views import operating_result
from meetings.documents.content import NumberedSection, Text
from meetings.municipal.division import KEY
from rorikt.figures.values import Cell, Column, Figure, Source, Table
from tests import factories

TOKEN = "merforbruk:mill"
TABLE = Table(
    "driftsresultat", "Driftsresultat 2023", (Column("Type"), Column("Regnskap", "number")), (),
    (Cell("SUM"), Cell("29", "29000.00")), source="/okonomi/2023/",
)  # fmt: skip


def make_report(value="1937782.94", as_of=date(2024, 2, 1), public=True, **overrides):
    document = factories.make_document(kind="activity_report", status="approved", as_of=as_of, **overrides)
    figure = Figure(TOKEN, f"Merforbruk {as_of.year - 1}", Decimal(value), "kr", f"{value} kr", source="/okonomi/2023/")
    said = Text(f'<p data-id="abcdef1">Vi <a class="figure" data-figure="{TOKEN}" href="/x/">x</a>.</p>')
    section = NumberedSection("1", 1, "avsnitt-1", "Økonomi", (said, TABLE))
    key = Source(f"{KEY}2023", 5, "abcdef0123456789", {"shares": factories.KEY_2023})
    content = factories.make_content(figures=(figure,), sections=(section,), sources=(key,), as_of=as_of)
    without = factories.make_content(sections=(NumberedSection("1", 1, "avsnitt-1", "Unntatt"),), as_of=as_of)
    return factories.make_version(document, content=content, public_content=None if public else without.to_json())


def figure_page(client, version, token=TOKEN):
    return client.get(reverse("meetings:version-figure", args=[version.document_id, version.sequence, token]))


def cell_page(client, version, row="sum", column=2):
    address = [version.document_id, version.sequence, "tabell-driftsresultat", row, column]
    return client.get(reverse("meetings:version-cell", args=address))


def test_a_member_reads_what_it_is_how_it_is_counted_and_the_own_share(client, municipalities):
    version = make_report()
    client.force_login(factories.make_user("council_member"))

    page = figure_page(client, version).content.decode()

    for part in (
        "Merforbruk 2023", "1\u00a0937\u00a0782,94\u00a0kr", "240\u00a0091,31\u00a0kr", "12,39\u00a0%", "0,123900",
        "Regnskapet minus budsjettet", f'href="{version.get_absolute_url()}#b-abcdef1"', 'href="/okonomi/2023/"',
        f"{KEY}2023", "abcdef012345", "Radene kan ha flyttet seg siden",
    ):  # fmt: skip
        assert part in page, part


def test_the_page_of_the_paper_leads_there_from_sentences_and_cells(client, council_member):
    version = make_report()
    client.force_login(council_member)

    page = client.get(version.get_absolute_url()).content.decode()

    for name, rest in (("figure", [TOKEN]), ("cell", ["tabell-driftsresultat", "sum", 2])):
        assert f'href="{reverse(f"meetings:version-{name}", args=[version.document_id, 1, *rest])}"' in page
    assert cell_page(client, version).status_code == 200


def test_rows_are_led_to_only_for_those_who_may_open_their_page(client, council_member, monkeypatch):
    version = make_report()
    client.force_login(council_member)
    monkeypatch.setattr(operating_result, "needs", "budget.change_budget")

    page = figure_page(client, version).content.decode()

    assert 'href="/okonomi/2023/"' not in page
    assert "Radene vises bare for dem som arbeider med dem." in page


def test_its_trend_are_the_earlier_reports_of_the_kind_that_the_reader_may_read(client, finance):
    earlier = make_report("1000000.00", date(2022, 2, 1))
    make_report("5555555.55", date(2023, 2, 1), exemption_basis="offl. § 14", public_title="Rapport")
    make_report("7777777.77", date(2025, 2, 1))
    version = make_report()
    client.force_login(finance)

    page = figure_page(client, version).content.decode()

    assert reverse("meetings:version-figure", args=[earlier.document_id, 1, TOKEN]) in page
    shown = [value in page for value in ("1000000.00 kr", "<svg", "5555555.55", "7777777.77")]
    assert shown == [True, True, False, False]


def test_what_a_document_was_made_from_is_part_of_the_trend(client, council_member):
    first = make_report("1000000.00", date(2022, 2, 1))
    first.document.kind = "case_paper"
    first.document.save()
    second = factories.make_version(
        factories.make_document(status="approved", succeeds=first.document), content=make_report().frozen
    )
    client.force_login(council_member)

    assert "1000000.00 kr" in figure_page(client, second).content.decode()


def test_a_figure_that_the_content_does_not_hold_is_not_found(client, council_member):
    version = make_report()
    client.force_login(council_member)

    assert figure_page(client, version, "regnskap-sum").status_code == 404
    assert cell_page(client, version, column=9).status_code == 404


def test_those_who_read_the_public_content_find_nothing_of_what_is_exempt(client, finance, council_member):
    version = make_report(public=False)
    client.force_login(finance)
    assert (figure_page(client, version).status_code, cell_page(client, version).status_code) == (404, 404)

    client.force_login(council_member)
    assert (figure_page(client, version).status_code, cell_page(client, version).status_code) == (200, 200)
    public = reverse("meetings:version-figure", args=[version.document_id, 1, TOKEN])
    assert client.get(f"{public}?utgave=offentlig").status_code == 404


def test_the_trend_shows_of_an_earlier_report_only_what_the_reader_may_read_of_it(client, finance, council_member):
    make_report("5555555.55", date(2023, 2, 1), public=False)
    version = make_report()
    client.force_login(finance)
    assert "5555555.55" not in figure_page(client, version).content.decode()

    client.force_login(council_member)
    assert "5555555.55" in figure_page(client, version).content.decode()


def test_a_draft_is_for_those_who_write(client, council_member, author):
    document = factories.make_document()
    url = reverse("meetings:document-figure", args=[document.pk, TOKEN])
    client.force_login(council_member)
    assert client.get(url).status_code == 404

    client.force_login(author)
    assert client.get(url).status_code == 404  # the draft has no such figure


def test_it_leads_back_to_the_paragraph_that_it_was_followed_from(client, council_member):
    version = make_report()
    client.force_login(council_member)
    url = reverse("meetings:version-figure", args=[version.document_id, 1, TOKEN])

    for followed in ("?fra=abcdef1", "?fra=ukjent", ""):
        assert (
            f'href="{version.get_absolute_url()}#b-abcdef1">Tilbake til 1 Økonomi'
            in client.get(f"{url}{followed}").content.decode()
        )


@pytest.mark.parametrize("count", [1, 5])
def test_the_page_costs_the_same_queries_for_any_trend(client, council_member, count, django_assert_num_queries):
    for year in range(count):
        make_report("1.00", date(2010 + year, 2, 1))
    version = make_report()
    client.force_login(council_member)
    figure_page(client, version)

    with django_assert_num_queries(9):
        figure_page(client, version)
