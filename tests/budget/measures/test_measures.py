"""The measures of a year: who may see and change them, what papers say of them, and what they cover."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from budget.measures.models import Measure
from budget.measures.report import coverage_in_words, coverage_table, measures_of, measures_sum, measures_table
from budget.sources import sources
from rorikt.audit import rows
from rorikt.audit.models import AuditEntry
from rorikt.figures.values import NotAvailable
from rorikt.people.models import User
from tests import factories
from tests.budget.rows import cells
from tests.factories import RUN_AT, make_line, make_measure, make_user, state_reach

pytestmark = pytest.mark.django_db
SPACE = "\u00a0"


@pytest.fixture
def line():
    """Ends 420 000 over its budget at the pace of its first four months."""
    line = make_line(year=2024, title="Lisenser", budgeted=Decimal(6_000_000), actual=Decimal(2_140_000))
    state_reach(2024, 4)
    return line


def test_the_effect_of_what_holds_is_summed_and_held_against_the_overspend_to_come(line):
    make_measure(line=line, effect=Decimal(180_000), state="started")
    make_measure(line=line, effect=Decimal(120_000), state="done")
    make_measure(line=line, effect=Decimal(70_000), is_foreseen=True)
    make_measure(line=line, effect=Decimal(999_000), state="dropped")
    make_measure(line=line, effect=Decimal(888_000), state="proposed", decided_by="", decided_on=None)

    found = measures_of(2024)

    assert (found.effect, found.foreseen, found.coverage.effect) == (370_000, 70_000, 300_000)
    assert found.coverage.overspend == 420_000
    words = coverage_in_words(2024, 4)
    assert words.text == f"300{SPACE}000{SPACE}kr av et ventet merforbruk på 420{SPACE}000{SPACE}kr"
    assert measures_sum(2024).value == 370_000


def test_a_paper_shows_what_was_decided_on_its_day(line):
    make_measure(line=line, title="Stillingsstopp", effect=Decimal(100_000), decided_on=date(2024, 5, 2))
    make_measure(line=None, title="Innkjøpsstopp", effect=Decimal(50_000), decided_on=date(2024, 6, 3))
    make_measure(line=line, title="Bare foreslått", state="proposed", decided_by="", decided_on=None)
    make_measure(line=line, title="Ga vi opp", state="dropped", decided_on=date(2024, 5, 1))

    may, june = measures_table(2024, date(2024, 5, 10)), measures_table(2024, date(2024, 6, 30))

    assert {row[0].text for row in may.rows} == {"Stillingsstopp", "Ga vi opp"}
    assert [(row[0].text, row[1].text) for row in june.rows if row[1].text != "Lisenser"] == [
        ("Innkjøpsstopp", "Flere linjer")
    ]
    dropped = next(row for row in june.rows if row[0].text == "Ga vi opp")
    assert (dropped[2].text, june.total[2].text) == ("–", f"150{SPACE}000")


def test_a_year_without_measures_says_so_and_sums_to_nothing(line):
    table = measures_table(2024, date(2024, 5, 10))

    assert (table.rows, table.total, table.note) == ((), (), "Ingen tiltak er besluttet.")
    assert measures_sum(2024).value == 0
    assert coverage_in_words(2024, 4).text.startswith(f"0{SPACE}kr av et ventet merforbruk")


def test_where_no_overspend_is_expected_that_is_said(line):
    line.actual = Decimal(1_000_000)
    line.save()
    make_measure(line=line, effect=Decimal(10_000))

    assert coverage_in_words(2024, 4).text == f"10{SPACE}000{SPACE}kr, uten at merforbruk ventes"


def test_nothing_is_covered_while_the_forecast_is_not_known():
    make_line(year=2024, title="Lisenser")

    with pytest.raises(NotAvailable, match="Prognose for 2024 mangler for Lisenser"):
        coverage_in_words(2024, 4)


def test_each_line_shows_what_is_left_of_its_variance(line):
    make_measure(line=line, effect=Decimal(300_000))
    make_measure(line=None, effect=Decimal(50_000))

    table = coverage_table(2024, 12)

    assert cells(table) == [
        ["Lisenser", "−420 000", "300 000", "−120 000"],
        ["Flere linjer", "0", "50 000", "50 000"],
        ["SUM", "−420 000", "350 000", "−70 000"],
    ]


def test_approved_papers_keep_the_measures_among_their_sources(line):
    assert "Tiltak i driften 2024" not in {source.name for source in sources(2024)}
    make_measure(line=line)

    assert "Tiltak i driften 2024" in {source.name for source in sources(2024)}


@pytest.mark.parametrize(
    "broken",
    [
        {"decided_by": "", "decided_on": None},
        {"decided_by": ""},
        {"decided_on": None},
        {"state": "proposed"},
        {"year": 1999},
    ],
)
def test_the_database_refuses_a_measure_that_nobody_decided(line, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_measure(line=line, **broken)


def test_a_line_with_measures_is_not_deleted_under_them(line):
    make_measure(line=line)

    with pytest.raises(ValidationError):
        rows.delete_row(line, by=make_user(), now=RUN_AT, is_figure=False)


def typed(**overrides):
    return {
        **{"title": "Stillingsstopp", "line": "", "effect": "300 000", "state": "decided", "responsible": "Leder"},
        **{"decided_by": "Leder", "decided_on": "02.05.2024", "deadline_on": "01.09.2024", **overrides},
    }


def test_the_head_stores_changes_and_deletes_a_measure(client, line):
    head = make_user()
    client.force_login(head)

    client.post(reverse("budget:measure-new", args=[2024]), typed(line=line.pk))
    measure = Measure.objects.get()
    assert (measure.year, measure.line, measure.effect) == (2024, line, 300_000)
    client.post(reverse("budget:measure-edit", args=[2024, measure.pk]), typed(line=line.pk, state="done"))
    measure.refresh_from_db()
    assert measure.state == "done"
    answer = client.post(reverse("budget:measure-delete", args=[2024, measure.pk]))

    assert answer.url == reverse("budget:measures", args=[2024])
    told = list(AuditEntry.objects.filter(subject=f"budget.measure:{measure.pk}").values_list("action", flat=True))
    assert sorted(told) == ["endret tiltak", "la til tiltak", "slettet tiltak"]


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"decided_by": ""}, "decided_on", "Oppgi både hvem som besluttet tiltaket, og datoen."),
        (
            {"decided_by": "", "decided_on": ""},
            "decided_on",
            "Oppgi hvem som besluttet tiltaket og når, eller sett det som foreslått.",
        ),
        ({"state": "proposed"}, "state", "Et tiltak som er besluttet, kan ikke stå som foreslått."),
        ({"effect": "5 %"}, "effect", "Skriv et beløp i kroner, ikke en prosent."),
    ],
)
def test_what_is_missing_is_said_at_its_field(client, line, wrong, field, says):
    client.force_login(make_user())

    form = client.post(reverse("budget:measure-new", args=[2024]), typed(**wrong)).context["form"]

    assert form.errors[field] == [says]
    assert not Measure.objects.exists()


def test_a_line_of_another_year_cannot_be_chosen(client, line):
    client.force_login(make_user())
    other = make_line(year=2023, title="Gammel")

    form = client.post(reverse("budget:measure-new", args=[2024]), typed(line=other.pk)).context["form"]

    assert "line" in form.errors


def test_what_is_only_proposed_is_for_those_who_see_drafts(client, line):
    make_measure(line=line, title="Vedtatt tiltak")
    make_measure(line=line, title="Bare foreslått", state="proposed", decided_by="", decided_on=None)
    page = reverse("budget:measures", args=[2024])

    for role, sees in ((User.Role.AUTHOR, True), (User.Role.FINANCE, False), (User.Role.COUNCIL_MEMBER, False)):
        client.force_login(make_user(role))
        html = client.get(page).content.decode()
        assert ("Vedtatt tiltak" in html, "Bare foreslått" in html) == (True, sees)
        file = client.get(page, {"eksport": "csv"}).content.decode()
        assert ("Bare foreslått" in file) is sees
        assert client.get(reverse("budget:measure-new", args=[2024])).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_for_any_length(client, line, count, django_assert_max_num_queries):
    for _ in range(count):
        make_measure(line=line)
    client.force_login(make_user())
    page = reverse("budget:measures", args=[2024])
    client.get(page)

    with django_assert_max_num_queries(27):
        answer = client.get(page)

    assert len(answer.context["table"].rows) == count


def test_the_page_of_an_empty_year_says_what_is_missing(client):
    factories.make_cooperation()
    client.force_login(make_user())

    html = client.get(reverse("budget:measures", args=[2031])).content.decode()

    assert "Ingen tiltak er lagt inn for dette året." in html
    assert "Det finnes ingen driftslinjer for 2031." in html
