"""The real packet's chapters 2.2 to 2.11 are rows: what the demo holds, and what its approved report prints of them."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from meetings.demo import APPROVED_AT
from meetings.documents.models import Document
from meetings.papers.compose import compose
from meetings.registers.models import Register, RegisterRow
from meetings.registers.sheet import begun, lines_of
from meetings.registers.standard import Standard
from rorikt.audit.models import AuditEntry
from tests import golden

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_loaded")]
REPORTS = Document.objects.filter(kind=Document.Kind.ACTIVITY_REPORT)


@pytest.fixture(scope="module")
def report(demo_loaded):
    return REPORTS.get(succeeds=None).versions.get().content


@pytest.fixture(scope="module")
def draft(demo_loaded):
    """The next report, with its tables as they are by now."""
    return compose(REPORTS.get(succeeds__isnull=False))


def lines(standard):
    register = begun(standard)
    return {line.row.title: line for line in lines_of(register, RegisterRow.objects.filter(register=register))}


def tables(content, start):
    return [
        block["table"]
        for section in content["sections"]
        for block in section["blocks"]
        if block["type"] == "table" and block["table"]["key"].startswith(start)
    ]


def printed(content, slug, *labels):
    """The rows of every table of a register in the report: what stands under `labels`, by what heads each."""
    found = {}
    for table in tables(content, f"tabell:register:{slug}"):
        heads = [column["label"] for column in table["columns"]]
        for row in table["rows"]:
            texts = dict(zip(heads, (cell["text"].replace("\u00a0", " ") for cell in row), strict=True))
            found[row[0]["text"]] = tuple("" if texts[label] == "–" else texts[label] for label in labels)
    return found


def of(told, rows):
    return {name: rows[name] for name in told}


# What stands in the registers


def test_the_agreements_end_when_the_packet_says():
    found = lines(Standard.AGREEMENTS)

    told = {name: tuple(line.text(key) for key in ("leverandor", "gjelder", "til")) for name, line in found.items()}
    assert of(golden.AGREEMENTS, told) == golden.AGREEMENTS
    assert [line["til"].day for line in found.values() if line["til"].day] == [date(2024, 6, 30), date(2024, 9, 3)]


def test_a_cost_or_a_day_that_the_packet_does_not_tell_is_left_empty():
    agreements, incidents = lines(Standard.AGREEMENTS), lines(Standard.INCIDENTS)

    assert [name for name, line in agreements.items() if line["kostnad"]] == ["Sikkerhetspartner med overvåking (SOC+)"]
    assert [line for line in incidents.values() if line["fra"] or line["til"]] == []
    assert [line for line in lines(Standard.CLAIMS).values() if line["reist"] or line["bilag"]] == []


def test_the_claim_is_of_one_million_four_hundred_thousand():
    [claim] = lines(Standard.CLAIMS).values()

    assert claim["belop"].number == Decimal(golden.CLAIM[1])


def test_the_two_incidents_are_rows():
    found = lines(Standard.INCIDENTS)

    assert {name: (line.text("gjelder"), line.text("losning")) for name, line in found.items()} == golden.INCIDENTS


def test_the_milestones_have_the_days_of_the_packet():
    """As they were when the report was approved; two have been reached since."""
    since = {
        "Heldagssamling i Molde om styringsmodellen": "16.02.2024",
        "Migrasjonshelsetjenesten begynner med Pasientsky": "14.02.2024",
    }
    found = {
        name: tuple(line.text(key) for key in ("plan", "na", "nadd"))
        for name, line in lines(Standard.MILESTONES).items()
    }

    for name, (plan, now, reached) in golden.MILESTONES.items():
        assert found[name] == (plan, now, since.get(name, reached))
    assert {name for name, days in found.items() if any(days)} == golden.MILESTONES.keys() | since.keys()


def test_the_risk_analysis_and_the_decisions_of_the_groups_are_rows():
    risks = {
        name: tuple(line.text(key) for key in ("type", "system", "resultat"))
        for name, line in lines(Standard.RISKS).items()
    }
    decisions = Counter(line.text("fagomrade") for line in lines(Standard.GROUP_DECISIONS).values())

    assert risks == golden.RISKS
    assert decisions == golden.GROUP_DECISIONS


def test_only_the_members_of_the_groups_are_unknown():
    """The packet names nobody that may stand here."""
    assert [standard for standard in Standard if not lines(standard)] == [Standard.GROUP_MEMBERS]


# What the approved report prints


def test_the_report_prints_the_agreements(report):
    assert of(
        golden.AGREEMENTS,
        printed(report, "avtaler", "Leverandør", "Kommuner", "Til"),
    ) == golden.AGREEMENTS  # fmt: skip
    [ending] = tables(report, "tabell:avtaler-utloper")
    assert {row[0]["text"]: row[2]["text"] for row in ending["rows"]} == golden.AGREEMENTS_ENDING


def test_the_report_prints_how_far_each_municipality_is(report):
    municipalities = ("Molde", "Vestnes", "Rauma", "Aukra", "Hustadvika")
    found = printed(report, "utrulling", *municipalities)
    states = {name: tuple(text.partition(" (")[0] for text in row) for name, row in found.items()}

    assert of(golden.ROLLOUTS, states) == golden.ROLLOUTS
    assert set(found["Helseplattformen"]) == {f"I drift ({golden.LIVE_WITH_THE_HEALTH_PLATFORM})"}


def test_the_report_prints_the_claim_and_the_incidents(report):
    [claim] = printed(report, "krav", "Leverandør", "Beløp", "Status").values()

    assert (claim[0], int(claim[1].replace(" ", "")), claim[2]) == golden.CLAIM
    assert printed(report, "driftshendelser", "Kommuner", "Hvordan det ble løst") == golden.INCIDENTS


def test_the_report_prints_what_is_to_come_and_not_what_is_done(report):
    found = printed(report, "milepaeler", "Plan", "Ventes nå")

    coming = {name: days[:2] for name, days in golden.MILESTONES.items() if not days[2]}
    assert of(coming, found) == coming
    assert [name for name, days in golden.MILESTONES.items() if days[2] and name in found] == []


def test_the_report_prints_every_project_and_decision_in_its_chapter(report):
    projects = printed(report, "prosjekter", "Status")
    decisions = printed(report, "faggruppevedtak", "Faggruppe")

    assert {name: state for name, (state,) in projects.items() if state in {"Forsinket", "Stanset"}} == (
        golden.PROJECTS_NOT_ON_PLAN
    )
    assert len(decisions) == sum(golden.GROUP_DECISIONS.values())


def test_the_report_prints_the_register_that_nobody_had_thought_of(report):
    register = Register.objects.get(standard="")

    assert register.slug == "integrasjoner"
    assert {name: state for name, (state,) in printed(report, "integrasjoner", "Tilstand").items()}.items() >= (
        golden.INTEGRATIONS.items()
    )


# The next report


def marks(draft, slug):
    """What is marked in the tables of a register: the row, what stood there, and what does now."""
    found = []
    for section in draft.sections:
        for block in section.blocks:
            if getattr(block, "key", "").startswith(f"tabell:register:{slug}"):
                found += [
                    (row[0].text, cell.was, cell.text) for row in block.rows for cell in row if cell.change == "changed"
                ]
    return [one for one in found if one[1]]


def test_the_next_report_marks_what_has_changed_since_the_first(draft):
    assert marks(draft, "utrulling") == [
        ("Visma Flyt Sikker Sak", "Ikke besluttet", "Planlagt"),
        ("Skolenes nettbrett i felles Intune", "Pågår", "I drift"),
        ("Pasientsky for migrasjonshelsetjenesten", "Planlagt", "I drift (14.02.2024)"),
    ]
    assert marks(draft, "avtaler") == [("Sikkerhetspartner med overvåking (SOC+)", "Forhandles", "Gjelder")]
    assert marks(draft, "faggruppevedtak") == [
        ("Arbeide fram en standard for audiovisuelt utstyr", "Følges opp", "Skal til rådet")
    ]


def test_the_first_report_says_what_it_said_before_the_changes(report):
    assert printed(report, "utrulling", "Hustadvika")["Skolenes nettbrett i felles Intune"] == ("Pågår",)
    assert printed(report, "byggprosjekter", "Kommune") == {}  # it has a table of its own


def test_every_change_of_the_spring_is_in_the_trail_on_its_day():
    entries = AuditEntry.objects.filter(action__endswith="rad i register", at__gt=APPROVED_AT)

    assert Counter(entry.action for entry in entries) == {
        "endret rad i register": 10,
        "la til rad i register": 1,
        "tok bort rad i register": 1,
    }
