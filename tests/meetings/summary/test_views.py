"""The page that is read first: who may read it, what it leads to, and that it is one sheet of paper."""

from dataclasses import replace

import pytest
from django.urls import reverse

from meetings.documents.content import KeyFigure, Moved, NumberedSection, Summary
from meetings.summary.one_page import LONGEST_ASKED, on_paper, shortened, summary_html
from rorikt.figures.values import Figure
from rorikt.pdf import typeset
from tests import factories
from tests.rorikt.pdf.vera import faults

ONE = KeyFigure(
    "apne-totalt", Figure("apne-totalt", "Åpne saker 1. februar 2024", 595, "saker", "595", source="/saker/"),
    "595\u00a0saker", "Ned fra 739\u00a0saker i forrige rapport.", "1 Saker", "avsnitt-1",
)  # fmt: skip
SUMMARY = Summary((ONE,), (Moved("Biler", "4", "5", "1 Saker", "avsnitt-1"),), "«Rapport».", "Rapporten godkjennes.")


@pytest.fixture
def version(db):
    document = factories.make_document(kind="activity_report", status="approved")
    sections = (NumberedSection("1", 1, "avsnitt-1", "Saker", ()),)
    return factories.make_version(document, content=factories.make_content(summary=SUMMARY, sections=sections))


def test_a_reader_sees_the_summary_and_its_ways_into_the_text(client, council_member, version):
    client.force_login(council_member)

    page = client.get(reverse("meetings:document-summary", args=[version.document_id])).content.decode()

    behind = reverse("meetings:version-figure", args=[version.document_id, 1, ONE.token])
    for part in (
        "595\u00a0saker", "Ned fra 739\u00a0saker i forrige rapport.", "Rapporten godkjennes.", "Biler: var 4, er 5",
        f'href="{version.get_absolute_url()}#avsnitt-1"', f'href="{behind}"',
    ):  # fmt: skip
        assert part in page
    assert "Velg nøkkeltall" not in page
    text = client.get(version.document.get_absolute_url()).content.decode()
    assert reverse("meetings:version-summary", args=[version.document_id, 1]) in text


def test_a_draft_is_for_those_who_write(client, council_member, author):
    url = reverse("meetings:document-summary", args=[factories.make_document().pk])

    client.force_login(council_member)
    assert client.get(url).status_code == 404
    client.force_login(author)
    assert "Dette er av et utkast" in client.get(url).content.decode()


def test_minutes_have_no_such_page(client, head):
    client.force_login(head)

    assert (
        client.get(reverse("meetings:document-summary", args=[factories.make_document(kind="minutes").pk])).status_code
        == 404
    )


def test_the_head_chooses_key_figures_by_ticking_them(client, head, municipalities):
    factories.make_line(title="Lønn", actual=2900, budgeted=1000)
    factories.close_year(2023)
    document = factories.make_document(kind="activity_report", accounting_year=2023)
    client.force_login(head)
    url = reverse("meetings:document-key-figures", args=[document.pk])

    assert "Regnskap 2023, sum" in client.get(url).content.decode()
    client.post(url, {"key_figures": ["merforbruk", "regnskap-sum:mill"]})

    document.refresh_from_db()
    assert document.key_figures == ["regnskap-sum:mill", "merforbruk"]  # in the order of the list
    client.post(url, {"csrfmiddlewaretoken": "as a browser sends it"})
    document.refresh_from_db()
    assert document.key_figures is None


def test_more_than_there_is_room_for_is_refused(client, head, municipalities):
    for n in range(9):
        factories.make_line(title=f"Linje {n}", actual=2900, budgeted=1000)
    factories.close_year(2023)
    document = factories.make_document(kind="activity_report", accounting_year=2023)
    client.force_login(head)

    chosen = [f"linje-regnskap:linje-{n}" for n in range(9)]
    page = client.post(reverse("meetings:document-key-figures", args=[document.pk]), {"key_figures": chosen})

    assert "Det er plass til 8 nøkkeltall, og 9 er valgt." in page.content.decode()


def test_a_long_proposal_is_cut_between_words_and_says_so():
    content = factories.make_content(summary=Summary(asked="ord " * 400))

    assert len(shortened("ord " * 400, LONGEST_ASKED)) <= LONGEST_ASKED + 2
    assert on_paper(content).is_cut
    assert not on_paper(factories.make_content(summary=SUMMARY)).is_cut


LONG = "Investeringer i digitalisering av teknisk sektor og oppvekst, regnskap hittil, til og med november 2024 "


def full_summary():
    """As much as a document can bring."""
    amount = "\u2212123\u00a0456\u00a0789,12\u00a0kr"
    shown = KeyFigure(
        "x", Figure("x", LONG * 2, 1, "kr", "1"), amount, f"Forrige rapport: {amount} ({LONG}).", f"1.2.3.4 {LONG}", "a"
    )
    last = f"«{LONG}» med status per 01.02.2024, godkjent 06.02.2024."
    return Summary(
        (shown,) * 8,
        (Moved(LONG * 2, amount, amount, "1.2", "a"),) * 40,
        last,
        "Rådet vedtar det.\n\n" * 60,
        in_short="Kommunene må betale mer, og rådet må si ja eller nei til det.\n\n" * 30,
    )


def summary_of_usual_letters():
    """The most that is printed in them."""
    figure = Figure("x", "Åpne saker i alt, feilmeldinger og bestillinger 1. mai 2024", 1, "kr", "1")
    shown = KeyFigure(
        "x", figure, "595 saker", "Opp fra 123 saker (1. februar 2023) i forrige rapport.", "2.1.2.5 Saker", "a"
    )
    moved = Moved("Nye feilmeldinger i måneden", "123", "345", "1.2", "a")
    return Summary(
        (shown,) * 8,
        (moved,) * 9,
        "«Aktivitetsrapport» med status per 01.02.2024.",
        "Rådet vedtar.\n\nOg dette.\n\nOg dette.",
    )


@pytest.mark.slow
@pytest.mark.parametrize("summary", [full_summary(), summary_of_usual_letters(), SUMMARY, Summary()])
def test_it_is_one_sheet_whatever_it_holds(db, summary):
    content = factories.make_content(
        title="Aktivitetsrapport for det interkommunale samarbeidet " * 3, is_draft=True, summary=summary
    )

    assert typeset.page_count(typeset.render(summary_html(content))) == 1


def test_smaller_letters_are_used_only_where_they_are_needed():
    shown = [factories.make_content(summary=one) for one in (full_summary(), summary_of_usual_letters(), SUMMARY)]

    assert [on_paper(one).is_dense for one in shown] == [True, False, False]


@pytest.mark.slow
def test_the_sheet_is_archivable_and_accessible(db, tmp_path):
    made = {"a": typeset.render(summary_html(factories.make_content(summary=SUMMARY)))}

    assert faults(tmp_path, made) == {"a": []}


IN_SHORT = "Rådet må si ja.\n\nDet koster litt."


def case_with(in_short, **overrides):
    item = factories.make_item(**overrides)
    document = factories.make_document(agenda_item=item, status="approved", in_short=in_short or None)
    summary = replace(SUMMARY, in_short=in_short)
    return factories.make_version(document, content=factories.make_content(summary=summary))


def test_a_paper_begins_with_what_it_says_in_short(client, db, council_member):
    version = case_with(IN_SHORT)
    client.force_login(council_member)

    page = client.get(version.document.get_absolute_url()).content.decode()

    told, text = page.index('id="kort-sagt"'), page.index('class="document"')
    assert told < text
    for part in ("Rådet må si ja.", "Rapporten godkjennes.", "595\u00a0saker", "Biler: var 4, er 5"):
        assert told < page.index(part) < text, part
    assert reverse("meetings:version-summary", args=[version.document_id, 1]) in page
    assert reverse("meetings:document-in-short", args=[version.document_id]) not in page


@pytest.mark.parametrize(("in_short", "is_told"), [(IN_SHORT, True), ("", False)])
def test_a_case_tells_it_too_where_somebody_wrote_it(client, db, council_member, in_short, is_told):
    version = case_with(in_short)
    client.force_login(council_member)

    page = client.get(version.document.agenda_item.get_absolute_url()).content.decode()

    assert ("Rådet må si ja." in page) == is_told
    assert ('id="kort-sagt"' in page) == is_told


def test_a_closed_case_tells_nothing_of_it(client, db):
    version = case_with(IN_SHORT, exemption_basis="offentleglova § 23", public_title="Avtale")
    client.force_login(factories.make_user("finance"))

    page = client.get(version.document.agenda_item.get_absolute_url()).content.decode()

    assert "Rådet må si ja." not in page


def test_who_writes_gets_hints_and_is_not_stopped(client, author):
    document = factories.make_document()
    client.force_login(author)
    text = "Kostnadsfordelingsnøklene forutsetter harmonisering av tjenestenivåene.\r\n\r\n\r\n  Det koster 17,5 kr. "

    answer = client.post(reverse("meetings:document-in-short", args=[document.pk]), {"in_short": text})

    document.refresh_from_db()
    assert document.in_short == (
        "Kostnadsfordelingsnøklene forutsetter harmonisering av tjenestenivåene.\n\nDet koster 17,5 kr."
    )
    page = client.get(answer["Location"]).content.decode()
    assert "Teksten er tung å lese" in page
    assert "Tallet 17,5 står ikke i dokumentet." in page


def test_a_text_of_a_megabyte_is_refused_with_a_sentence(client, author):
    document = factories.make_document()
    client.force_login(author)

    page = client.post(reverse("meetings:document-in-short", args=[document.pk]), {"in_short": "å" * 1_000_000})

    document.refresh_from_db()
    assert document.in_short is None
    assert "2000 eller færre tegn" in page.content.decode()


def test_a_reader_writes_no_plain_words(client, db):
    version = case_with(IN_SHORT)
    client.force_login(factories.make_user("council_member"))

    answer = client.post(reverse("meetings:document-in-short", args=[version.document_id]), {"in_short": "Nei."})

    assert answer.status_code == 403
