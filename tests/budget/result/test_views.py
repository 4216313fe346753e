"""The pages of the operating result, its lines and causes: what they show, and what is told where typing is wrong."""

from decimal import Decimal

import pytest

from budget.keys.models import CostKey
from budget.lines.models import BudgetLine, VarianceCause
from rorikt.audit.models import AuditEntry
from tests.budget import golden
from tests.budget.pages import errors, open_page, send, shown
from tests.factories import close_year, make_cause, make_key, make_line, make_project

pytestmark = pytest.mark.django_db


# What the pages show


def test_the_front_of_the_economy_is_the_newest_year_with_operating_lines(client, council_member):
    client.force_login(council_member)
    make_project(year=2023)
    with_projects_alone = open_page(client, "index").url
    make_line(year=2022)

    assert (with_projects_alone, open_page(client, "index").url) == ("/okonomi/2023/", "/okonomi/2022/")


def test_the_operating_result_shows_thousands_and_on_demand_ore(client, council_member):
    golden.make_year_2023()
    client.force_login(council_member)

    page = shown(open_page(client, "operating-result", 2023))
    assert "tall i hele 1000 kroner" in page
    assert all(text in page for row in golden.PRINTED_LINES.values() for text in row)
    assert all(text in page for text in golden.PRINTED_SUM)
    assert "2,31 % av årsbudsjettet" in page

    exact = shown(open_page(client, "operating-result", 2023, unit="ore"))
    assert "28 790 212,40" in exact
    assert "−1 937 782,94" in exact


def test_an_odd_unit_in_the_address_is_as_none(client, head):
    make_line()
    client.force_login(head)

    assert "tall i hele 1000 kroner" in shown(open_page(client, "operating-result", 2023, unit="<script>"))


def test_every_line_of_the_result_leads_to_its_causes(client, council_member):
    line = make_cause(title="Prisvekst", amount=Decimal(600_000)).line
    client.force_login(council_member)

    assert f'href="{line.get_absolute_url()}"' in shown(open_page(client, "operating-result", 2023))
    page = shown(client.get(line.get_absolute_url()))
    assert "Prisvekst" in page
    assert "600 000,00" in page
    assert "Endre" not in page


def test_the_split_shows_its_key_and_where_it_comes_from(client, council_member):
    golden.make_year_2023()
    client.force_login(council_member)

    page = shown(open_page(client, "operating-result", 2023))

    assert "888 861,04" in page
    assert "Fordelt etter nøkkelen som gjelder 01.01.2023 – 31.12.2023 (Samarbeidsavtalen)." in page
    assert CostKey.objects.get().get_absolute_url() in page


def test_an_underspend_is_called_one(client, head):
    make_key()
    make_line(actual=Decimal(900_000), budgeted=Decimal(1_000_000))
    close_year(2023)
    client.force_login(head)

    page = shown(open_page(client, "operating-result", 2023))

    assert "Fordeling av mindreforbruket" in page
    assert "Merforbruk" not in page


# Forms


def test_a_line_is_added_as_norwegians_type_it(client, head):
    client.force_login(head)
    make_line(year=2023, position=4)

    response = send(
        client,
        "line-new",
        2023,
        title="Inntekter",
        budgeted="−5\u202f238\u00a0000 kr",
        actual="-9 989 096,50",
        position=5,
    )

    assert response.url == "/okonomi/2023/"
    line = BudgetLine.objects.get(title="Inntekter")
    assert (line.year, line.budgeted, line.actual) == (2023, Decimal(-5_238_000), Decimal("-9989096.50"))
    assert AuditEntry.objects.get().by == head
    assert open_page(client, "line-new", 2023).context["form"]["position"].value() == 6


def test_a_line_is_changed_and_shows_what_stood_there(client, head):
    client.force_login(head)
    line = make_line(title="Lønn", budgeted=Decimal("29233000.50"))

    assert 'value="29 233 000,50"' in shown(open_page(client, "line-edit", line.pk))
    response = send(client, "line-edit", line.pk, title="Lønn", budgeted="1", actual="2", position=1)

    assert response.url == line.get_absolute_url()
    line.refresh_from_db()
    assert (line.budgeted, line.actual) == (1, 2)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("tolv", "«tolv» er ikke et tall. Skriv for eksempel 1 937 782,94."),
        ("1.500", "«1.500» kan leses på to måter. Skriv tusener uten punktum, og øre etter komma."),
        ("5 %", "Skriv et beløp i kroner, ikke en prosent."),
        ("", "Feltet er påkrevet."),
    ],
)
def test_a_wrong_amount_is_told_at_the_field_and_the_rest_of_the_form_kept(client, head, typed, message):
    client.force_login(head)

    response = send(client, "line-new", 2023, title="Lønn og pensjon", budgeted=typed, actual="12", position=1)

    assert errors(response) == {"budgeted": [message]}
    page = shown(response)
    assert 'value="Lønn og pensjon"' in page
    assert 'value="12"' in page
    assert not typed or f'value="{typed}"' in page
    assert not BudgetLine.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_title_that_is_taken_is_told_at_the_title(client, head):
    client.force_login(head)
    make_line(title="Lønn")

    response = send(client, "line-new", 2023, title="Lønn", budgeted="1", actual="2", position=1)

    assert errors(response) == {"title": ["Året har allerede en linje med denne tittelen."]}


def test_a_cause_is_added_changed_and_deleted(client, head):
    client.force_login(head)
    line = make_line()

    send(client, "cause-new", line.pk, title="Økt pris", amount="", is_approximate="on", slug="")
    cause = VarianceCause.objects.get()
    assert (cause.line, cause.slug, cause.amount, cause.is_approximate) == (line, "okt-pris", None, True)

    send(client, "cause-edit", cause.pk, title="Økt pris", amount="600 000", slug="okt-pris")
    cause.refresh_from_db()
    assert (cause.amount, cause.is_approximate) == (600_000, False)

    assert "Økt pris" in shown(open_page(client, "cause-delete", cause.pk))
    assert send(client, "cause-delete", cause.pk).url == line.get_absolute_url()
    assert not VarianceCause.objects.exists()


def test_a_slug_that_is_taken_in_the_year_is_told_at_the_slug(client, head):
    client.force_login(head)
    make_cause(slug="pris")

    response = send(client, "cause-new", make_line().pk, title="Pris", slug="pris")

    assert errors(response) == {"slug": ["En annen årsak i 2023 har allerede dette kortnavnet."]}


def test_a_line_is_deleted_only_after_a_question(client, head):
    client.force_login(head)
    line = make_line(title="Lønn")

    page = shown(open_page(client, "line-delete", line.pk))
    assert "Slette «Lønn 2023»?" in page
    assert BudgetLine.objects.count() == 1

    assert send(client, "line-delete", line.pk).url == "/okonomi/2023/"
    assert not BudgetLine.objects.exists()
