import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from meetings.documents.content import ExplainedTerm, Text, content_from_json
from meetings.own.models import ManualFigure, ManualTable
from meetings.papers import compose
from meetings.papers.checks import text_problems
from meetings.tokens import tokens
from rorikt.figures.values import Table
from tests import factories


def overspent(**overrides):
    """A document about a year that overspent by 1 937 782,94."""
    factories.make_line(title="Lønn", actual=Decimal("28789912.40"), budgeted=Decimal("29233104.00"))
    factories.make_line(title="Konsulenter", actual=Decimal("3001000.00"), budgeted=Decimal("620025.46"))
    factories.close_year(2023)
    return factories.make_document(accounting_year=2023, **overrides)


def blocks(document, body):
    return compose.section_blocks(body, tokens.Binder(document))


def test_a_token_in_a_sentence_becomes_a_figure_that_links_to_its_rows(db):
    document = overspent()

    [block] = blocks(document, "<p>Avviket ble [[merforbruk:ore]], altså <em>[[merforbruk:mill]]</em>.</p>")

    exact = '<a class="figure" data-figure="merforbruk:ore" href="/okonomi/2023/">1\u00a0937\u00a0782,94\u00a0kr</a>'
    round = '<a class="figure" data-figure="merforbruk:mill" href="/okonomi/2023/">1,938\u00a0mill.\u00a0kr</a>'
    assert block == Text(f"<p>Avviket ble {exact}, altså <em>{round}</em>.</p>")


def test_tokens_side_by_side_and_after_a_tag_keep_their_order(db):
    document = factories.make_document()
    for name, value in [("a", 1), ("b", 2), ("c", 3)]:
        ManualFigure.objects.create(document=document, slug=name, label=name, value=value, origin="telt")

    [block] = blocks(document, "<p>x [[tall:a]][[tall:b]] <strong>y</strong> z [[tall:c]] slutt</p>")

    assert "".join(piece for piece in _words(block.html)) == "x 12 y z 3 slutt"


def _words(html):
    from lxml import html as parser

    return parser.fragment_fromstring(html).itertext()


def test_a_token_alone_in_a_paragraph_becomes_a_table_between_the_texts(db):
    document = overspent()

    found = blocks(document, "<p>Før</p><p>[[tabell:driftsresultat]]</p><p>Etter</p><ul><li>En</li></ul>")

    assert [type(block) for block in found] == [Text, Table, Text]
    assert [row[0].text for row in found[1].rows] == ["Lønn", "Konsulenter"]
    assert found[2].html == "<p>Etter</p><ul><li>En</li></ul>"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<p>Se [[merforbrk]].</p>", "[[merforbrk]] finnes ikke. Rett skrivemåten, eller velg en kode fra listen."),
        ("<p>[[Merforbruk]]</p>", "[[Merforbruk]] er ikke en gyldig kode. Velg en kode fra listen."),
        ("<p>[[]]</p>", "[[]] er ikke en gyldig kode. Velg en kode fra listen."),
        (
            "<p>[[linje-avvik]]</p>",
            "[[linje-avvik]] har feil antall ledd. Skriv den som [[linje-avvik:LINJE:SKRIVEMÅTE]].",
        ),
        (
            "<p>Se [[tabell:driftsresultat]] her.</p>",
            "[[tabell:driftsresultat]] er en tabell eller et diagram og må stå alene i et avsnitt.",
        ),
        (
            "<p>[[merforbruk:tonn]]</p>",
            "[[merforbruk:tonn]] kan ikke settes inn: «tonn» er ikke en skrivemåte. Velg kroner, ore, tusen, mill.",
        ),
        ("<p>[[trinn]]</p>", "[[trinn]] kan ikke settes inn: velg et kostnadsoverslag for dokumentet."),
        (
            "<p>[[definisjoner]]</p>",
            "[[definisjoner]] kan ikke settes inn: ingen begreper er forklart ennå. Legg dem inn under Definisjoner.",
        ),
        (
            "<p>Det ble [[merfor<strong>bruk</strong>]] i år.</p>",
            "«Det ble [[merforbruk]] i år.» har en kode som er brutt. Skriv den i ett, uten formatering: [[kode]].",
        ),
        (
            "<p>Avvik [[merforbruk</p>",
            "«Avvik [[merforbruk» har en kode som er brutt. Skriv den i ett, uten formatering: [[kode]].",
        ),
        ("<p>[[tall:x]]</p>", "[[tall:x]] kan ikke settes inn: dokumentet har ikke noe eget tall med kortnavnet x."),
    ],
)
def test_what_cannot_be_bound_is_an_error_that_says_what_to_do(db, body, message):
    document = overspent()

    assert text_problems(body, document) == [message]


def test_a_manual_table_sums_its_number_columns(db):
    document = factories.make_document()
    ManualTable.objects.create(
        document=document,
        slug="visma-bi",
        title="Brukere av Visma BI",
        columns=[{"label": "Kunde", "kind": "text"}, {"label": "Desember 2023", "kind": "number"}],
        rows=[["Kunde", count] for count in ("34", "29", "29", "164", "4", "23", "2")],
    )

    [block] = blocks(document, "<p>[[tabell:egen:visma-bi]]</p>")
    [sentence] = blocks(document, "<p>[[tabellsum:visma-bi:2]]</p>")

    # The packet printed 267 below this column, which adds up to 285.
    assert [cell.text for cell in block.total] == ["Sum", "285"]
    assert ">285<" in sentence.html


LIST = "<p>[[definisjoner]]</p>"


def listed(document):
    """The terms that its last section lists."""
    [block] = compose.compose(document).sections[-1].blocks
    return [item.term for item in block.items]


def test_a_document_lists_the_terms_that_it_uses_in_norwegian_order(db):
    for term in ["Årshjul", "API", "Økonomi", "Ubrukt", "avtale"]:
        factories.make_definition(term=term)
    document = factories.make_document()
    factories.make_section(document=document, title="Økonomi", body="<p>Avtale om <strong>API</strong>.</p>")
    factories.make_section(document=document, title="I årshjul", body=LIST)

    assert listed(document) == ["API", "avtale", "Økonomi", "Årshjul"]
    assert [one.term for one in compose.compose(document).terms] == ["API", "avtale", "Økonomi", "Årshjul"]


def test_a_term_in_the_labels_of_a_table_and_in_another_form_is_used(db):
    factories.make_definition(term="SLA", other_forms="tjenestenivåavtaler")
    for term in ["VPN", "SOC", "ERP", "Ubrukt"]:
        factories.make_definition(term=term)
    document = factories.make_document()
    ManualTable.objects.create(
        document=document,
        slug="t",
        title="Tjenestenivåavtaler",
        columns=[{"label": "Bruk av VPN", "kind": "text"}, {"label": "Antall", "kind": "number"}],
        rows=[["Senter (SOC)", "1"]],
        note="Uten ERP.",
    )
    factories.make_section(document=document, body="<p>[[tabell:egen:t]]</p>")
    factories.make_section(document=document, body=LIST)

    assert listed(document) == ["ERP", "SLA", "SOC", "VPN"]


def test_the_terms_that_an_explanation_uses_are_explained_too(db):
    factories.make_definition(term="Intune", meaning="Se også MDM.")
    factories.make_definition(term="MDM", meaning="Styring. Se Intune.")
    factories.make_definition(term="Mobil", meaning="Telefon.")
    document = factories.make_document()
    factories.make_section(document=document, body="<p>Vi bruker Intune.</p>")
    factories.make_section(document=document, body=LIST)

    assert listed(document) == ["Intune", "MDM"]


def test_a_list_of_no_terms_is_an_error_that_says_what_to_do(db):
    factories.make_definition(term="SLA")
    document = factories.make_document()
    factories.make_section(document=document, title="Om SLAM", body=LIST)

    says = "teksten bruker ingen av begrepene under Definisjoner. Legg til de som trengs, eller slett avsnittet."
    assert list(compose.compose(document).errors) == [
        f"Avsnitt 1 Om SLAM: [[definisjoner]] kan ikke settes inn: {says}"
    ]


def test_a_document_without_the_list_has_its_terms_all_the_same(db):
    factories.make_definition(term="SLA", meaning="Avtalt frist.", other_forms="frist\nfrister", is_name=True)
    document = factories.make_document()
    factories.make_section(document=document, body="<p>SLA</p>")

    content = compose.compose(document)

    assert content.terms == (ExplainedTerm("SLA", "Avtalt frist.", ("frist", "frister"), is_name=True),)
    assert content_from_json(json.loads(json.dumps(content.to_json()))) == content


def test_a_part_that_is_withheld_uses_no_terms(db):
    factories.make_definition(term="SLA")
    document = factories.make_document()
    secret = factories.make_section(document=document, title="Om SLA", body="<p>SLA</p>")

    assert compose.compose(document, withheld={secret.pk: ("Unntatt sak", "")}).terms == ()


def test_the_page_of_one_section_lists_what_the_whole_document_uses(db):
    for term in ["SLA", "Ubrukt"]:
        factories.make_definition(term=term)
    document = factories.make_document()
    factories.make_section(document=document, body="<p>SLA</p>")

    [block] = compose.blocks_of(LIST, document)

    assert [item.term for item in block.items] == ["SLA"]


def test_content_says_what_every_sentence_figure_is_and_what_rows_stand_behind(db, municipalities):
    factories.make_cooperation()
    document = overspent()
    factories.make_section(document=document, title="Resultat", body="<p>Merforbruket ble [[merforbruk:mill]].</p>")

    content = compose.compose(document)

    assert [(figure.key, figure.value) for figure in content.figures] == [("merforbruk:mill", Decimal("1937782.94"))]
    assert content.sections[0].number == "1"
    assert content.sources[0].name == "Driftslinjer 2023"
    assert content.sources[0].rows == 2
    assert content.is_draft


def test_a_draft_control_header_says_so_and_an_approved_one_says_by_whom(db):
    document = factories.make_document(title="Anskaffelse")
    approval = compose.Approval("06.02.2024", date(2024, 2, 6), "Leder")

    assert compose.compose(document).control == (
        ("Tittel", "Anskaffelse"),
        ("Versjon", "Utkast"),
        ("Status", "Utkast"),
        ("Godkjent dato", "–"),
        ("Godkjent av", "–"),
        ("Dok. ansvarlig", "ROR-IKT"),
    )
    assert compose.compose(document, approval).control[1:5] == (
        ("Versjon", "06.02.2024"),
        ("Status", "Godkjent"),
        ("Godkjent dato", "06.02.2024"),
        ("Godkjent av", "Leder"),
    )


@pytest.mark.parametrize(
    ("period", "body", "source"),
    [
        ({}, "<p>[[apne-totalt]]</p>", "Saker januar 2024"),
        ({}, "<p>[[nye-feilmeldinger:2023-11]] og [[apne-totalt:2023-12-24]]</p>", "Saker november–desember 2023"),
        (
            {"period_from": date(2024, 1, 1), "period_to": date(2024, 1, 1)},
            "<p>[[sla-prosent:lav:2023-12]]</p>",
            "Saker desember 2023–januar 2024",
        ),
    ],
)
def test_the_tickets_behind_a_document_are_of_its_period_and_of_the_months_it_names(db, period, body, source):
    factories.make_cooperation()
    factories.make_calendar()
    factories.make_policies()
    for day in (datetime(2023, 11, 1, 9, tzinfo=UTC), datetime(2023, 12, 1, 9, tzinfo=UTC)):
        factories.make_measured_ticket(priority="low", created_at=day, resolved_at=day)
    document = factories.make_document(as_of=date(2024, 1, 31), **period)
    factories.make_section(document=document, body=body)

    content = compose.compose(document)

    assert [found.name for found in content.sources] == [source]


def test_the_accounts_of_a_year_are_read_once_however_many_figures_rest_on_them(db, django_assert_max_num_queries):
    document = overspent()
    codes = ["merforbruk", "regnskap-sum", "budsjett-sum", "linje-avvik:lonn", "linje-regnskap:lonn", "resultat"]
    bodies = [f"<p>{' '.join(f'[[{code}:{form}]]' for code in codes)}</p>" for form in ("kroner", "ore")]
    for number, body in enumerate(bodies):
        factories.make_section(document=document, title=f"A{number}", body=body)

    with django_assert_max_num_queries(22):
        content = compose.compose(document, with_sources=False)

    assert len(content.figures) == 12
