"""What holds for the pages of several rooms: an empty year, what they cost, who may open them, another cooperation."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budget.estimates.models import PriceTier
from budget.keys.models import CostKey
from budget.lines.models import BudgetLine, VarianceCause
from budget.projects.models import InvestmentProject
from rorikt.audit.models import AuditEntry
from rorikt.people.models import Municipality, User
from tests.budget.pages import open_page, send, shown
from tests.factories import (
    KEY_2023,
    make_cause,
    make_estimate,
    make_estimate_line,
    make_key,
    make_line,
    make_project,
    make_tier,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_an_empty_year_is_a_kind_page_that_leads_the_head_on(client, head, author):
    client.force_login(head)
    assert "/okonomi/2031/linjer/ny/" in shown(open_page(client, "operating-result", 2031))
    assert "/okonomi/2031/investeringer/nytt/" in shown(open_page(client, "investments", 2031))
    assert "investeringsprosjekter for 2031" not in shown(open_page(client, "investments", 2031))
    assert "Regnskapet for 2031 er ikke avsluttet: det er ikke ført noe regnskap." in shown(
        open_page(client, "settlement", 2031)
    )

    client.force_login(author)
    page = shown(open_page(client, "operating-result", 2031))
    assert "/okonomi/2031/linjer/ny/" not in page
    assert "IKT-lederen legger dem inn" in page


@pytest.mark.parametrize(
    ("name", "arguments", "make"),
    [
        ("operating-result", [2023], lambda: make_cause(line=make_line())),
        ("investments", [2023], make_project),
        ("cost-keys", [], lambda: make_key(valid_from=date(2001 + CostKey.objects.count(), 1, 1))),
        ("cost-estimates", [], make_estimate),
    ],
)
def test_every_list_costs_the_same_queries_for_any_length(
    client, head, name, arguments, make, django_assert_num_queries
):
    make_key()
    make()
    client.force_login(head)
    open_page(client, name, *arguments)
    with CaptureQueriesContext(connection) as one_row:
        open_page(client, name, *arguments)
    for _ in range(3):
        make()

    with django_assert_num_queries(len(one_row)):
        response = open_page(client, name, *arguments)

    assert len(response.context["table"].rows) >= 4


@pytest.mark.parametrize("kind", ["line", "estimate"])
def test_the_page_of_a_row_costs_the_same_queries_for_any_number_of_parts(
    client, head, kind, django_assert_num_queries
):
    make_key(valid_from=date(2023, 1, 1))
    owner = make_line() if kind == "line" else make_estimate()

    def make_part():
        if kind == "line":
            make_cause(line=owner)
        else:
            make_estimate_line(estimate=owner, year=2024)
            make_tier(estimate=owner, up_to=400 + owner.tiers.count())

    make_part()
    client.force_login(head)
    client.get(owner.get_absolute_url())
    with CaptureQueriesContext(connection) as one_part:
        client.get(owner.get_absolute_url())
    for _ in range(3):
        make_part()

    with django_assert_num_queries(len(one_part)):
        shown(client.get(owner.get_absolute_url()))


def pages_for_all():
    line, project, key, estimate = make_line(), make_project(), make_key(), make_estimate()
    return [
        reverse("budget:index"),
        *(reverse(f"budget:{name}", args=[2023]) for name in ("operating-result", "investments", "settlement")),
        line.get_absolute_url(),
        project.get_absolute_url(),
        reverse("budget:cost-keys"),
        key.get_absolute_url(),
        reverse("budget:cost-estimates"),
        estimate.get_absolute_url(),
    ]


def pages_for_the_head():
    cause, project, key = make_cause(), make_project(), make_key(valid_from=date(2030, 1, 1))
    line, tier = make_estimate_line(), make_tier()
    changed = {
        "line": cause.line.pk,
        "cause": cause.pk,
        "project": project.pk,
        "cost-key": key.pk,
        "cost-estimate": line.estimate.slug,
        "estimate-line": line.pk,
        "tier": tier.pk,
    }
    return [
        *(reverse(f"budget:{name}-{verb}", args=[of]) for name, of in changed.items() for verb in ("edit", "delete")),
        *(reverse(f"budget:{name}-new", args=[2023]) for name in ("line", "project")),
        reverse("budget:cause-new", args=[cause.line.pk]),
        *(reverse(f"budget:{name}-new") for name in ("cost-key", "cost-estimate")),
        *(reverse(f"budget:{name}-new", args=[line.estimate.slug]) for name in ("estimate-line", "tier")),
    ]


@pytest.mark.parametrize("role", list(User.Role))
def test_everyone_in_the_cooperation_may_read_and_only_the_head_may_change(client, role):
    client.force_login(make_user(role=role))
    expected = 200 if role == User.Role.HEAD else 403

    assert {client.get(url, follow=True).status_code for url in pages_for_all()} == {200}
    for url in pages_for_the_head():
        assert (url, client.get(url).status_code) == (url, expected)


@pytest.mark.parametrize("role", [role for role in User.Role if role != User.Role.HEAD])
def test_who_may_not_change_changes_nothing_by_sending_the_form(client, role):
    client.force_login(make_user(role=role))
    urls = pages_for_the_head()
    counts = [kind.objects.count() for kind in (BudgetLine, VarianceCause, InvestmentProject, CostKey, PriceTier)]

    assert {client.post(url, {"title": "Lønn", "budgeted": "1"}).status_code for url in urls} == {403}
    assert counts == [
        kind.objects.count() for kind in (BudgetLine, VarianceCause, InvestmentProject, CostKey, PriceTier)
    ]
    assert not AuditEntry.objects.exists()


def test_the_public_is_sent_to_the_log_in(client):
    for url in [*pages_for_all(), *pages_for_the_head(), reverse("budget:payments", args=[2023])]:
        assert client.get(url).url.startswith("/konto/login/")


def test_a_cooperation_of_three_other_municipalities_works(client, head):
    """Nothing about the cooperation of the reference packet stands in code."""
    Municipality.objects.all().delete()
    for number, name in {"3301": "Drammen", "3303": "Kongsberg", "3312": "Lier"}.items():
        Municipality.objects.create(number=number, name=name)
    client.force_login(head)

    send(
        client,
        "cost-key-new",
        valid_from="2025-01-01",
        source="Avtalen",
        share_3301="33,34",
        share_3303="33,33",
        share_3312="33,33",
    )
    send(client, "line-new", 2025, title="Drift", budgeted="100", actual="100,02", position="1")
    send(client, "project-new", 2025, title="Nett", budgeted="100", actual_excl_vat="10", vat="0", position="1")
    send(client, "payments", 2025, payment_3301="5", payment_3303="5", payment_3312="5")
    assert "Regnskapet for 2025 er ikke avsluttet" in shown(open_page(client, "operating-result", 2025))
    send(client, "accounting-year-close", 2025, closed_on="31.01.2026")

    page = shown(open_page(client, "operating-result", 2025))
    assert all(name in page for name in ("Drammen", "Kongsberg", "Lier"))
    assert not any(name in page for name in ("Molde", "ROR-IKT"))
    settlement = shown(open_page(client, "settlement", 2025))
    assert all(text in settlement for text in ("3,34", "3,33", "1,66", "15,00", "10,00", "5,00"))
    assert KEY_2023.keys().isdisjoint(CostKey.objects.get().percentages())
