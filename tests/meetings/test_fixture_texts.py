"""The fixtures of the first meeting: that they load in order, and that their texts are whole."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.core.management import call_command

from budget.estimates.models import CostEstimate, CostEstimateLine, PriceTier
from budget.keys.models import CostKey, CostKeyShare
from budget.lines.models import BudgetLine, VarianceCause
from budget.projects.models import InvestmentProject, PaymentOnAccount
from budget.services.counts_report import count_figure
from budget.services.models import Service
from meetings.agenda.models import AgendaItem, Meeting
from meetings.council.models import CouncilMember
from meetings.definitions.models import Definition
from meetings.documents.models import Document, Section
from meetings.documents.numbering import number_sections, section_number
from meetings.own.models import ManualFigure, ManualTable
from meetings.papers.compose import compose
from meetings.registers.models import Register, RegisterCell, RegisterColumn, RegisterRow
from meetings.tokens import tokens
from rorikt.people.models import Municipality, User
from rorikt.texts import richtext
from tests.factories import make_user

PEOPLE = [
    User.Role.HEAD,
    User.Role.AUTHOR,
    User.Role.AUTHOR,
    User.Role.FINANCE,
    User.Role.COUNCIL_MEMBER,
    User.Role.ADMINISTRATOR,
    User.Role.AUTHOR,
    User.Role.COUNCIL_MEMBER,
]


@pytest.fixture
def people(db):
    """The demo people 1 to 8, as the fixtures know them."""
    call_command("loaddata", "municipalities", verbosity=0)
    for pk, role in enumerate(PEOPLE, start=1):
        make_user(pk=pk, role=role)


@pytest.fixture
def year_2023(people):
    call_command("loaddata", "reference", "year_2023", verbosity=0)


def in_thousands(amount):
    return int((amount / 1000).quantize(Decimal(1), ROUND_HALF_UP))


def test_the_cost_keys_sum_to_one_hundred(year_2023):
    assert [sum(key.percentages().values()) for key in CostKey.objects.all()] == [Decimal("100.00")] * 2


def test_the_operating_lines_round_to_the_printed_thousands(year_2023):
    rows = [
        (line.title, *map(in_thousands, (line.actual, line.budgeted, line.budgeted - line.actual)))
        for line in BudgetLine.objects.for_year(2023)
    ]

    assert rows == [
        ("Lønn", 28_790, 29_233, 443),
        ("Drift av stab og lokaler", 3_213, 3_021, -192),
        ("Kjøp/leasing", 477, 321, -156),
        ("Konsulenter", 3_001, 715, -2_286),
        ("Lisens, vedlikehold og support", 55_995, 51_176, -4_819),
        ("Samband og tele", 4_316, 4_638, 322),
        ("Inntekter", -9_989, -5_238, 4_751),
    ]


def test_the_printed_sums_are_taken_before_rounding(year_2023):
    result = BudgetLine.objects.for_year(2023).result()

    assert [in_thousands(amount) for amount in (result.actual, result.budgeted, result.variance)] == [
        85_804,  # the printed rows add up to 85 803
        83_866,
        -1_938,  # and to −1 937
    ]
    assert result.overspend == Decimal("1937782.94")


def test_the_investments_round_to_the_printed_thousands(year_2023):
    projects = InvestmentProject.objects.for_year(2023)
    result = projects.result()

    rows = [tuple(map(in_thousands, (row.actual, row.budgeted, row.variance))) for row in projects]
    assert rows == [
        (0, 100, 100),
        (0, 800, 800),
        (0, 600, 600),
        (5_782, 4_500, -1_282),
        (948, 1_400, 452),
        (0, 900, 900),
        (1_108, 900, -208),
        (0, 500, 500),
        (1_921, 1_000, -921),
        (0, 1_800, 1_800),
        (1_188, 500, -688),
        (0, 1_000, 1_000),
        (173, 500, 327),
    ]
    assert [in_thousands(sum_) for sum_ in (result.actual, result.budgeted, result.variance)] == [11_120, 14_500, 3_380]
    assert result.actual_excl_vat == Decimal("9696616.33")


def test_no_project_has_more_vat_than_the_highest_rate(year_2023):
    # Half an øre, since the tax of one invoice is rounded.
    assert not [row for row in InvestmentProject.objects.all() if row.vat > row.actual_excl_vat / 4 + Decimal("0.005")]


def test_the_named_causes_and_the_payments_on_account_are_the_stated_ones(year_2023):
    assert dict(VarianceCause.objects.values_list("slug", "amount")) == {
        "skoleavtalen": Decimal(1_200_000),
        "ekstralisenser": Decimal(1_400_000),
        "prisvekst": None,
        "identitetslosning": Decimal(600_000),
        "lokaler-hustadvika": Decimal(350_000),
    }
    assert dict(PaymentOnAccount.objects.values_list("municipality", "amount")) == {
        "1506": Decimal("5315000.00"),
        "1535": Decimal("1439000.45"),
        "1539": Decimal("1433999.98"),
        "1547": Decimal("972000.35"),
        "1579": Decimal("2441000.00"),
    }


def test_the_estimate_of_the_security_partner_counts_servers(year_2023):
    estimate = CostEstimate.objects.get(slug="sikkerhetspartner")

    assert (estimate.unit_count, estimate.unit_name, estimate.tiers.count()) == (397, "servere", 7)
    assert [(line.year, line.title) for line in estimate.lines.all()] == [
        (2024, "Etableringskostnad SOC+"),
        (2024, "SOC+"),
        (2024, "Konsulenttimer"),
        (2025, "SOC+"),
        (2025, "Konsulenttimer"),
    ]


@pytest.fixture
def meeting_2024_m1(year_2023):
    call_command("loaddata", "services", "meeting_2024_m1", verbosity=0)


REPORT, CASE_PAPER = 1, 2


def outline(document):
    """Every section as it is printed: number and title."""
    sections = Section.objects.filter(document=document)
    return [f"{section_number(number)} {section.title}" for number, section in number_sections(sections)]


def test_the_meeting_has_its_five_cases(meeting_2024_m1):
    assert [(item.number, item.title, item.kind) for item in AgendaItem.objects.all()] == [
        ("2024/M1-001", "Godkjenning av innkalling og saksliste", "approval"),
        ("2024/M1-002", "Godkjenning av møtereferat", "approval"),
        ("2024/M1-003", "Økonomi- og aktivitetsrapport", "report"),
        ("2024/M1-004", "Anskaffelse av sikkerhetspartner", "decision"),
        ("2024/M1-005", "Orienteringssaker", "briefing"),
    ]


def test_the_report_has_the_whole_outline(meeting_2024_m1):
    printed = outline(REPORT)

    assert [line for line in printed if line.partition(" ")[0].count(".") < 2] == [
        "1 Økonomi",
        "1.1 Driftsresultat",
        "1.2 Investeringskostnader",
        "2 Aktiviteter",
        "2.1 Kundeservice",
        "2.2 Oppvekst og utdanning",
        "2.3 Helse og velferd",
        "2.4 Teknisk",
        "2.5 Dokumentasjonsforvaltning",
        "2.6 Informasjonssikkerhet",
        "2.7 Microsoft 365",
        "2.8 Lønn og personal",
        "2.9 Økonomi og administrasjon",
        "2.10 Portal og innbyggerdialog",
        "2.11 Driftstekniske aktiviteter",
        "3 Definisjoner og begreper",
    ]
    assert [line.partition(" ")[0] for line in printed if line.startswith("2.1.2.")] == [
        f"2.1.2.{position}" for position in range(1, 8)
    ]
    assert len(printed) == 64


def test_the_case_paper_has_the_nine_headings(meeting_2024_m1):
    printed = outline(CASE_PAPER)

    assert [line for line in printed if "." not in line.partition(" ")[0]] == [
        "1 Leder ROR-IKT sitt forslag til enighet",
        "2 Innledning",
        "3 Sikkerhetspartner",
        "4 Omfang/innhold av avtalen",
        "5 Etableringsfasen",
        "6 Kostnader 2024",
        "7 Kostnader 2025",
        "8 Anbefaling",
        "9 Definisjoner",
    ]
    assert len(printed) == 23


def test_the_documents_explain_their_terms(meeting_2024_m1):
    terms = {document.pk: [one.term for one in compose(document).terms] for document in Document.objects.all()}

    assert terms[CASE_PAPER] == ["DigiMR", "IRT", "SOAR", "SOC"]
    assert len(terms[REPORT]) == 29  # and those that stand in registers alone


def test_every_token_of_the_texts_is_known(meeting_2024_m1):
    texts = list(Section.objects.values_list("body", flat=True))
    found = [token for text in texts for token in tokens.find(text)]

    for token in found:
        tokens.resolve(token)  # raises for one that is not
    assert len(found) > 100


def test_a_token_of_a_table_stands_alone_in_its_paragraph(meeting_2024_m1):
    misplaced = [
        token
        for section in Section.objects.all()
        for element in richtext.elements(section.body)
        for token in tokens.find(element.text_content())
        if tokens.resolve(token)[0].is_block and tokens.alone(element) != token
    ]

    assert misplaced == []


def test_every_own_figure_and_table_is_used_by_its_document(meeting_2024_m1):
    used = {
        (document, token)
        for document, body in Section.objects.values_list("document", "body")
        for token in tokens.find(body)
    }
    own = {(figure.document_id, f"tall:{figure.slug}") for figure in ManualFigure.objects.all()}
    own |= {(table.document_id, f"tabell:egen:{table.slug}") for table in ManualTable.objects.all()}

    assert own - used == set()
    assert {(document, token) for document, token in used if token.startswith(("tall:", "tabell:egen:"))} == own


def test_the_texts_are_kept_as_they_are_by_the_cleaning_of_the_editor(meeting_2024_m1):
    for body in Section.objects.exclude(body="").values_list("body", flat=True):
        assert richtext.clean(body) == body.strip()


def test_every_section_is_ready_and_has_somebody_responsible(meeting_2024_m1):
    assert not Section.objects.exclude(state=Section.State.READY, responsible__isnull=False).exists()


def test_the_counts_of_visma_bi_add_up(meeting_2024_m1):
    service = Service.objects.get(slug="visma-bi")

    assert [count_figure(service, day).value for day in (date(2023, 6, 30), date(2023, 12, 31))] == [
        231,
        285,
    ]  # printed: 267


def test_all_rows_of_the_fixtures_would_pass_their_forms(meeting_2024_m1):
    for model in (
        Municipality,
        CostKey,
        CostKeyShare,
        BudgetLine,
        VarianceCause,
        InvestmentProject,
        PaymentOnAccount,
        CostEstimate,
        CostEstimateLine,
        PriceTier,
        CouncilMember,
        Meeting,
        AgendaItem,
        Definition,
        Register,
        RegisterColumn,
        RegisterRow,
        RegisterCell,
        Document,
        Section,
        ManualFigure,
        ManualTable,
    ):
        for row in model.objects.all():
            row.full_clean()
