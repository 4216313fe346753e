"""The report of a period: made, checked, approved and followed by the next one, and never of more than is known."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from budget.forecasts.actions import set_forecast
from budget.lines.forecast import Method
from budget.lines.models import BudgetLine
from budget.years.models import AccountingYear
from meetings.approving.approval import approve_document
from meetings.carrying.starting import next_document, succeed_document, usual_deadlines
from meetings.documents.models import Document, Section
from meetings.documents.writing import proposed_period_report, start_document
from meetings.objections.standing import waive
from meetings.papers import compose
from meetings.papers.checks import findings_of
from meetings.papers.period_checks import period_findings
from meetings.tertials.tertials import next_period, period_name, tertial_reached
from rorikt.figures.values import Table
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 5, 10, 9, tzinfo=UTC)
AS_OF = date(2024, 5, 10)
# Month by month to April; the budgets are even.
BOOKED = {
    "Lønn": (30_000_000, [2_500_000, 2_500_000, 2_500_000, 2_490_000]),
    "Lisenser": (6_000_000, [500_000, 500_000, 500_000, 900_000]),
    "Konsulenter": (1_200_000, [100_000, 100_000, 100_000, 100_000]),
}


@pytest.fixture
def lines(municipalities):
    """2024 with accounts to April that somebody has confirmed. Licences are 400 000 over the budget of these months."""
    factories.make_cooperation()
    factories.make_key(factories.KEY_2024, valid_from=date(2024, 1, 1))
    for title, (budgeted, months) in BOOKED.items():
        line = factories.make_line(year=2024, title=title, budgeted=Decimal(budgeted), actual=Decimal(sum(months)))
        for month, amount in enumerate(months, start=1):
            factories.make_total(line=line, month=month, amount=Decimal(amount))
    factories.make_project(
        year=2024, title="Nett", budgeted=Decimal(900_000), actual_excl_vat=Decimal(100_000), forecast=Decimal(850_000)
    )
    factories.state_reach(2024, 4)
    return {line.title: line for line in BudgetLine.objects.for_year(2024)}


def make_report(**overrides):
    return Document(
        **{
            **{"kind": Document.Kind.PERIOD_REPORT, "title": "Tertialrapport 1. tertial 2024"},
            **{"document_owner": "IKT", "as_of": AS_OF, "accounting_year": 2024},
            **{"period_from": date(2024, 1, 1), "period_to": date(2024, 4, 1)},
            **{"threshold_amount": Decimal(100_000), "threshold_percent": Decimal(5), "threshold_is_either": False},
            **overrides,
        }
    )


@pytest.fixture
def report(lines, head):
    """With the standard outline, and something said in the section that it leaves empty."""
    document = start_document(make_report(), by=head, now=NOW)
    document.sections.filter(body="", children=None).update(body="<p>Rådet tar rapporten til orientering.</p>")
    return document


def found(document, check):
    return [one for one in period_findings(document) if one.check == check]


def tables_of(content):
    return {one.key: one for section in content.sections for one in section.blocks if isinstance(one, Table)}


def printed(row):
    return [cell.text.replace("\u00a0", " ") for cell in row]


# What it shows


def test_it_holds_the_result_the_deviations_the_measures_and_the_investments(report, lines):
    factories.make_measure(line=lines["Lisenser"], title="Si opp", effect=Decimal(300_000))

    content = compose.compose(report)

    tables = tables_of(content)
    assert list(tables) == [
        *("resultat-og-prognose", "avvik", "tiltak", "investeringer-disposisjon", "tabell:oppfolging")
    ]
    result = tables["resultat-og-prognose"]
    assert result.caption == "Resultat og prognose hittil, til og med april 2024"
    assert [printed(row) for row in (*result.rows, result.total)] == [
        ["Lønn", "10 000", "9 990", "10", "30 000", "29 970", "30"],
        ["Lisenser", "2 000", "2 400", "−400", "6 000", "7 200", "−1 200"],
        ["Konsulenter", "400", "400", "0", "1 200", "1 200", "0"],
        ["SUM", "12 400", "12 790", "−390", "37 200", "38 370", "−1 170"],
    ]
    assert [printed(row) for row in tables["avvik"].rows] == [["Lisenser", "−400", "−1 200", "−400", "Ikke forklart."]]
    assert [printed(row) for row in tables["investeringer-disposisjon"].rows] == [
        ["Nett", "900", "900", "100", "0", "800", "850"]
    ]
    texts = {figure.key: figure.text.replace("\u00a0", " ") for figure in content.figures}
    assert texts["avvik-hittil"] == "et merforbruk på 390 000 kr hittil, til og med april 2024"
    assert texts["avvik-ventet"] == "et merforbruk på 1 170 000 kr"
    assert texts["tiltak-dekning"] == "300 000 kr av et ventet merforbruk på 1 170 000 kr"
    assert dict(content.control)["Tittel"] == "Tertialrapport 1. tertial 2024"
    assert content.summary.asked == "Rådet tar rapporten til orientering."


def test_it_stops_at_its_period_though_the_accounts_have_come_further(report, lines):
    factories.make_total(line=lines["Lisenser"], month=5, amount=Decimal(5_000_000))
    lines["Lisenser"].actual += 5_000_000
    lines["Lisenser"].save()
    factories.state_reach(2024, 5)
    report.as_of = date(2024, 6, 3)

    content = compose.compose(report)

    assert printed(tables_of(content)["resultat-og-prognose"].rows[1])[:4] == ["Lisenser", "2 000", "2 400", "−400"]
    assert "til og med april 2024" in next(one.text for one in content.figures if one.key == "avvik-hittil")
    assert not found(report, "reach")


def test_that_nothing_is_over_the_threshold_is_an_answer(report):
    report.threshold_amount = Decimal(5_000_000)

    table = tables_of(compose.compose(report))["avvik"]

    assert (table.rows, table.note) == ((), "Ingen avvik er over terskelen.")
    assert not found(report, "deviation")


def test_a_budget_that_was_changed_in_an_exempt_case_is_closed_in_the_table(report, lines):
    item = factories.make_item(exemption_basis="offentleglova § 23", public_title="Anskaffelse")
    project = factories.make_project(year=2024, title="Sikring", budgeted=Decimal(500_000))
    factories.make_revision(project=project, amount=Decimal(123_000), case=item.reference, decided_on=AS_OF)

    table = tables_of(compose.compose(report))["investeringer-disposisjon"]

    assert printed(table.rows[1]) == ["Sikring", "500", "unntatt", "0", "0", "unntatt", "–"]
    assert printed(table.total) == ["SUM", "1 400", "unntatt", "100", "0", "unntatt", "–"]


def test_a_closed_year_is_held_against_its_budget_once(lines, head):
    for line in lines.values():
        for month in range(5, 13):
            factories.make_total(line=line, month=month, amount=Decimal(1_000))
        line.actual += 8_000
        line.save()
    factories.close_year(2024)
    document = start_document(make_report(period_to=date(2024, 12, 1), as_of=date(2025, 2, 3)), by=head, now=NOW)

    content = compose.compose(document)

    table = tables_of(content)["resultat-og-prognose"]
    assert table.caption == "Resultat 2024"
    assert [one.label for one in table.columns] == ["Type utgift", "Regnskap", "Årsbudsjett", "Avvik"]
    assert "ventes" not in "".join(getattr(one, "html", "") for one in content.sections[0].blocks)


# What it has to explain


def test_a_deviation_over_the_threshold_stops_the_approval_until_it_is_explained(report, lines, head):
    [finding] = found(report, "deviation")

    assert finding.says.replace("\u00a0", " ") == (
        "Lisenser har et merforbruk på 400 000 kr så langt uten forklaring. Avvik over 100 000 kr og over 5 % skal "
        "forklares: skriv årsaken og forklaringen på linjen."
    )
    assert finding.mended_on == f"{lines['Lisenser'].get_absolute_url()}#arsaker"
    with pytest.raises(ValidationError, match="Lisenser har et merforbruk"):
        approve_document(report, by=head, now=NOW)

    factories.make_cause(line=lines["Lisenser"], title="Ny avtale", text="Dyrere fra april.", amount=Decimal(400_000))
    assert not found(report, "deviation")
    version = approve_document(report, by=head, now=NOW)

    assert "Ny avtale (ca. 400 000 kr): Dyrere fra april." in str(version.content).replace("\\xa0", " ")
    lines["Lisenser"].causes.all().delete()
    assert "Dyrere fra april." in str(version.frozen)  # and so it stays


def test_a_cause_without_words_explains_nothing(report, lines):
    factories.make_cause(line=lines["Lisenser"], title="Ny avtale", text=" ", amount=Decimal(400_000))

    assert len(found(report, "deviation")) == 1


def test_what_is_only_expected_may_be_explained_by_the_reason_of_the_forecast(report, lines, head):
    foreseen = {"method": Method.BY_HAND, "text": "Innleie fra juli.", "by": head, "now": NOW}
    set_forecast(lines["Konsulenter"], amount=Decimal(1_900_000), **foreseen)
    set_forecast(lines["Lisenser"], amount=Decimal(7_000_000), **foreseen)

    assert [one.quote for one in found(report, "deviation")] == ["Lisenser"]  # which has happened already
    [row, _] = tables_of(compose.compose(report))["avvik"].rows[::-1]
    assert printed(row) == ["Konsulenter", "0", "−700", "−700", "Prognosen: Innleie fra juli."]


def test_it_may_stand_with_a_reason_until_the_amount_is_another(report, lines, head):
    def stopping():
        return [one for one in findings_of(report) if one.check == "deviation"]

    [finding] = stopping()
    waive(report, finding, "Forklart muntlig i møtet.", by=head, now=NOW)
    assert stopping()[0].fingerprint in set(report.waivers.values_list("fingerprint", flat=True))

    factories.make_total(line=lines["Lisenser"], month=4, amount=Decimal(50_000))
    lines["Lisenser"].actual += 50_000
    lines["Lisenser"].save()

    assert stopping()[0].fingerprint not in set(report.waivers.values_list("fingerprint", flat=True))


@pytest.mark.parametrize(
    ("amount", "says"),
    [
        (900_000, "Årsakene på Lisenser forklarer et merforbruk på 900 000 kr, mer enn avviket"),
        (200_000, "Årsakene på Lisenser forklarer et merforbruk på 200 000 kr, bare en del av avviket"),
        (400_000, ""),
    ],
)
def test_causes_that_do_not_add_up_are_told_of_and_stop_nothing(report, lines, amount, says):
    factories.make_cause(line=lines["Lisenser"], text="Dyrere fra april.", amount=Decimal(amount))

    told = found(report, "explained")

    assert [one.says.replace("\u00a0", " ").partition(":")[0] for one in told] == ([says] if says else [])
    assert not any(one.stops for one in told)


# How far the accounts reach


def test_accounts_that_stop_before_the_period_does_are_told_of(report):
    factories.state_reach(2024, 3)

    [finding] = found(report, "reach")

    assert finding.says.startswith("Regnskapet for 2024 går til og med mars, men rapporten gjelder til og med april.")
    assert finding.mended_on == reverse("budget:accounting-year", args=[2024])


def test_a_day_before_the_period_is_over_is_told_of(report):
    report.as_of = date(2024, 4, 29)

    [finding] = found(report, "reach")

    assert finding.says.startswith("Rapporten gjelder til og med april 2024, men per 29.04.2024 var ikke april over.")


def test_a_month_that_nobody_has_confirmed_is_told_of(report):
    AccountingYear.objects.filter(year=2024).delete()

    [finding] = found(report, "reach")

    assert "ingen har bekreftet at måneden er ført ferdig" in finding.says


def test_a_period_outside_its_year_and_a_missing_threshold_are_told_of(report):
    assert not found(report, "setup")
    report.period_to = date(2023, 12, 1)
    assert len(found(report, "setup")) == 1
    report.period_to, report.threshold_amount, report.threshold_percent = date(2024, 4, 1), None, None
    assert len(found(report, "setup")) == 1


def test_a_document_of_another_kind_is_not_asked(lines):
    assert list(period_findings(factories.make_document(accounting_year=2024, period_to=None))) == []


# How it is made, and followed by the next one


def typed(**overrides):
    return {
        **{"title": "", "document_owner": "IKT", "accounting_year": "2024", "period": "4", "last_month": ""},
        **{"as_of": "10.05.2024", "threshold_amount": "100 000", "threshold_percent": "5", **overrides},
    }


def test_a_new_one_is_proposed_of_the_newest_year_and_made_with_its_outline(client, head, lines):
    client.force_login(head)
    page = reverse("meetings:period-report-new")

    form = client.get(page).context["form"]
    assert (form["accounting_year"].value(), form["period"].value()) == (2024, "4")
    answer = client.post(page, typed())

    document = Document.objects.get()
    assert answer.url == reverse("meetings:document-outline", args=[document.pk])
    assert (document.kind, document.title) == ("period_report", "Tertialrapport 1. tertial 2024")
    assert (document.period_from, document.period_to) == (date(2024, 1, 1), date(2024, 4, 1))
    assert document.threshold.told.replace("\u00a0", " ") == "over 100 000 kr og over 5 %"
    assert Section.objects.filter(document=document, title="Avvik som skal forklares").exists()


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"period": "annen"}, "last_month", "Velg den siste måneden rapporten gjelder."),
        (
            {"threshold_amount": "", "threshold_percent": ""},
            "threshold_amount",
            "Oppgi en grense i kroner, i prosent eller begge deler.",
        ),
        ({"accounting_year": "1024"}, "accounting_year", "Året må være mellom 2000 og 2100."),
        ({"as_of": "10.05.2099"}, "as_of", "Datoen kan ikke være fram i tid: tallene finnes ikke ennå."),
        ({"threshold_percent": "101"}, "threshold_percent", "En andel kan ikke være over 100 prosent."),
    ],
)
def test_what_is_missing_is_said_at_its_field(client, head, lines, wrong, field, says):
    client.force_login(head)

    form = client.post(reverse("meetings:period-report-new"), typed(**wrong)).context["form"]

    assert form.errors[field] == [says]
    assert not Document.objects.exists()


def test_it_may_end_with_another_month(client, head, lines):
    client.force_login(head)

    client.post(reverse("meetings:period-report-new"), typed(period="annen", last_month="3"))

    document = Document.objects.get()
    assert (document.title, document.period_to) == ("Tertialrapport januar–mars 2024", date(2024, 3, 1))
    form = client.get(reverse("meetings:document-edit", args=[document.pk])).context["form"]
    assert (form["period"].value(), form["last_month"].value()) == ("annen", 3)


@pytest.mark.parametrize(
    ("title", "stored"),
    [("Tertialrapport 1. tertial 2024", "Tertialrapport 2. tertial 2024"), ("Vår rapport", "Vår rapport")],
)
def test_a_title_that_was_made_of_the_period_follows_it(client, head, lines, title, stored):
    document = make_report(title=title)
    document.save()
    client.force_login(head)

    client.post(reverse("meetings:document-edit", args=[document.pk]), typed(title=title, period="8"))

    document.refresh_from_db()
    assert (document.title, document.period_to) == (stored, date(2024, 8, 1))


def test_the_general_form_does_not_make_one(client, head):
    client.force_login(head)

    form = client.get(reverse("meetings:document-new")).context["form"]

    assert "period_report" not in dict(form.fields["kind"].choices)


def test_the_next_one_is_of_the_next_tertial_with_what_renews_itself(client, head, report):
    report.sections.filter(title="Forslag til vedtak").update(is_standing=True)
    client.force_login(head)
    page = reverse("meetings:document-succeed", args=[report.pk])

    form = client.get(page).context["form"]
    assert (form["title"].value(), form["period"].value()) == ("Tertialrapport 2. tertial 2024", "8")
    client.post(page, typed(title="Tertialrapport 2. tertial 2024", period="8", as_of="05.09.2024"))

    following = Document.objects.get(succeeds=report)
    assert (following.kind, following.period_to) == ("period_report", date(2024, 8, 1))
    assert following.threshold == report.threshold
    bodies = {one.title: one.body for one in following.sections.all()}
    assert "[[tabell:avvik]]" in bodies["Avvik som skal forklares"]
    assert {one.carried for one in following.sections.exclude(body="")} == {"standing"}
    assert "april" in found(following, "reach")[0].says


def test_after_the_third_tertial_comes_the_first_of_the_next_year(head, lines):
    last = make_report(period_to=date(2024, 12, 1), as_of=date(2025, 2, 3))
    last.save()

    document = next_document(last, None, date(2025, 5, 12))
    succeed_document(document, last, usual_deadlines(last, document, date(2025, 5, 12)), by=head, now=NOW)

    assert (document.title, document.accounting_year) == ("Tertialrapport 1. tertial 2025", 2025)
    assert (document.period_from, document.period_to) == (date(2025, 1, 1), date(2025, 4, 1))
    assert document.as_of == date(2025, 5, 12)


@pytest.mark.parametrize(
    ("period", "following"),
    [((2024, 4), (2024, 8)), ((2024, 8), (2024, 12)), ((2024, 12), (2025, 4)), ((2024, 5), (2024, 8))],
)
def test_the_period_after_ends_with_the_next_tertial(period, following):
    assert next_period(*period) == following


@pytest.mark.parametrize(
    ("month", "name"),
    [(4, "1. tertial 2024"), (12, "3. tertial 2024"), (5, "januar–mai 2024"), (1, "januar 2024")],
)
def test_a_period_is_called_by_its_tertial_or_its_months(month, name):
    assert period_name(2024, month) == name


@pytest.mark.parametrize(("reached", "tertial"), [(None, 4), (3, 4), (4, 4), (7, 4), (8, 8), (11, 8), (12, 12)])
def test_the_tertial_that_is_proposed_is_the_last_whole_one(reached, tertial):
    assert tertial_reached(reached) == tertial


def test_an_installation_without_accounts_is_proposed_this_year(db):
    proposed = proposed_period_report(AS_OF)

    assert (proposed.accounting_year, proposed.period_to) == (2024, date(2024, 4, 1))


def test_it_is_held_against_the_last_approved_report_of_its_kind(report, lines, head):
    factories.make_cause(line=lines["Lisenser"], text="Dyrere fra april.", amount=Decimal(400_000))
    approve_document(report, by=head, now=NOW)
    after = make_report(as_of=date(2024, 9, 5), period_to=date(2024, 8, 1))
    after.save()
    factories.make_section(document=after, body="<p>Driften viser [[avvik-hittil]].</p>")

    summary = compose.compose(after).summary

    assert summary.last.startswith("Holdt mot «Tertialrapport 1. tertial 2024» med status per 10.05.2024")


def test_what_is_found_leads_to_the_page_where_it_is_mended(report, lines, head, client):
    """A line that nobody has explained, one that is explained too much, and accounts that do not reach the period."""
    report.period_to = date(2024, 8, 1)
    report.save()
    client.force_login(head)

    findings = list(period_findings(report))
    factories.make_cause(line=lines["Lisenser"], amount=Decimal(900_000), text="Nye lisenser.")
    findings += period_findings(report)

    assert {one.check for one in findings} == {"reach", "deviation", "explained"}
    for one in findings:
        assert one.mended_on, one
        assert client.get(one.mended_on.partition("#")[0]).status_code == 200, one
