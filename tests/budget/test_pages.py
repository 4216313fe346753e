"""The pages: what they show, who may open them, what bad input gets, and how many queries they cost."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budget.estimates.models import CostEstimate, CostEstimateLine, PriceTier
from budget.keys.models import CostKey
from budget.lines.models import BudgetLine, VarianceCause
from budget.projects.models import InvestmentProject, PaymentOnAccount
from rorikt.audit.models import AuditEntry
from rorikt.people.models import Municipality, User
from tests.budget import golden
from tests.factories import (
    KEY_2023,
    KEY_2024,
    close_year,
    make_cause,
    make_estimate,
    make_estimate_line,
    make_key,
    make_line,
    make_municipalities,
    make_payment,
    make_project,
    make_tier,
    make_user,
)

pytestmark = pytest.mark.django_db


def shown(response):
    """The page as a person reads it: one kind of space."""
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")


def open_page(client, name, *arguments, **query):
    return client.get(reverse(f"budget:{name}", args=arguments), query)


def send(client, name, *arguments, **typed):
    return client.post(reverse(f"budget:{name}", args=arguments), typed)


def errors(response):
    """Field to its messages, of a form that was shown again."""
    assert response.status_code == 200
    form = response.context["form"]
    return {field: [text.replace("\u00a0", " ") for text in texts] for field, texts in form.errors.items()}


def shares(percentages):
    return {f"share_{number}": percent.replace(".", ",") for number, percent in percentages.items()}


# What the pages show


def test_the_front_of_the_economy_is_the_newest_year_with_operating_lines(client, council_member):
    client.force_login(council_member)
    make_project(year=2023)
    with_projects_alone = open_page(client, "index").url
    make_line(year=2022)

    assert (with_projects_alone, open_page(client, "index").url) == ("/okonomi/2023/", "/okonomi/2022/")


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


@pytest.mark.parametrize("year", ["1999", "2101", "20231", "99999999999"])
def test_a_year_that_cannot_be_is_a_page_not_found(client, head, year):
    client.force_login(head)

    assert client.get(f"/okonomi/{year}/").status_code == 404


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


def test_the_investments_lead_to_each_project_and_to_the_settlement(client, council_member):
    golden.make_year_2023()
    client.force_login(council_member)

    page = shown(open_page(client, "investments", 2023))
    assert all(text in page for text in golden.PRINTED_PROJECT_SUM)
    assert reverse("budget:settlement", args=[2023]) in page
    project = InvestmentProject.objects.get(title="Helseplattformen")
    assert "603 796,90" in shown(client.get(project.get_absolute_url()))


def test_the_settlement_is_the_printed_one(client, council_member):
    golden.make_year_2023()
    client.force_login(council_member)

    page = shown(open_page(client, "settlement", 2023))

    assert all(text in page for text in ("867 162,09", "11 601 000,78", "9 696 616,33", "1 904 384,45"))


def test_a_key_shows_its_shares_and_a_fault_if_it_has_one(client, council_member):
    key = make_key({"1506": "50.00", "1535": "49.99"})
    client.force_login(council_member)

    page = shown(client.get(key.get_absolute_url()))

    assert "49,99 %" in page
    assert "det mangler 0,01 prosentpoeng" in page


def test_an_estimate_shows_sums_split_and_the_tier_that_holds(client, council_member):
    estimate = golden.make_security_partner()
    client.force_login(council_member)

    page = shown(client.get(estimate.get_absolute_url()))

    assert all(text in page for text in ("Sum 2024", "Sum 2025", "1 864 000", "1 664 000", "877 944", "gjelder nå"))
    assert page.count("gjelder nå") == 1
    assert "397 servere, telt 01.02.2024." in page


def test_an_estimate_beyond_its_price_list_says_so(client, head):
    estimate = make_estimate(unit_count=501)
    make_estimate_line(estimate=estimate, amount=None, months=12)
    make_tier(estimate=estimate, up_to=500)
    client.force_login(head)

    assert "Legg inn et høyere trinn." in shown(client.get(estimate.get_absolute_url()))


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


# Who may do what


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


@pytest.mark.parametrize("role", [User.Role.AUTHOR, User.Role.COUNCIL_MEMBER, User.Role.ADMINISTRATOR])
def test_payments_are_closed_to_those_who_keep_no_accounts(client, role):
    client.force_login(make_user(role=role))

    assert open_page(client, "payments", 2023).status_code == 403
    assert send(client, "payments", 2023, payment_1535="1").status_code == 403
    assert "Før akonto" not in shown(open_page(client, "settlement", 2023))


def test_a_finance_person_sees_and_sends_the_payment_of_their_own_municipality_only(client, finance):
    make_payment(municipality_id="1506", amount=Decimal(7))
    client.force_login(finance)

    page = shown(open_page(client, "payments", 2023))
    assert "Vestnes" in page
    assert "Molde" not in page

    response = send(client, "payments", 2023, payment_1535="1 439 000,45", payment_1506="1")
    assert response.url == "/okonomi/2023/oppgjor/"
    assert dict(PaymentOnAccount.objects.values_list("municipality", "amount")) == {
        "1506": Decimal(7),
        "1535": Decimal("1439000.45"),
    }


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
        ("1.500", "«1.500» kan leses på to måter. Skriv tusen uten punktum, og øre etter komma."),
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


def test_a_project_is_added_and_deleted(client, head):
    client.force_login(head)

    send(
        client, "project-new", 2023, title="Nettverk", budgeted="500 000", actual_excl_vat="800", vat="200", position=1
    )
    project = InvestmentProject.objects.get()
    assert (project.year, project.actual, project.variance) == (2023, 1000, 499_000)

    assert send(client, "project-delete", project.pk).url == "/okonomi/2023/investeringer/"
    assert not InvestmentProject.objects.exists()


def test_a_line_is_deleted_only_after_a_question(client, head):
    client.force_login(head)
    line = make_line(title="Lønn")

    page = shown(open_page(client, "line-delete", line.pk))
    assert "Slette «Lønn 2023»?" in page
    assert BudgetLine.objects.count() == 1

    assert send(client, "line-delete", line.pk).url == "/okonomi/2023/"
    assert not BudgetLine.objects.exists()


def test_a_key_is_stored_from_what_was_typed(client, head):
    client.force_login(head)
    make_key()

    response = send(client, "cost-key-new", valid_from="2024-01-01", source="Vedtak 2023/7", **shares(KEY_2024))

    assert response.url == "/okonomi/nokler/"
    new, old = CostKey.objects.all()
    assert (new.percentages()["1506"], new.valid_to, old.valid_to) == (Decimal("47.10"), None, date(2023, 12, 31))


def test_a_key_of_99_99_is_told_at_the_shares_with_what_is_missing(client, head):
    client.force_login(head)
    make_municipalities()

    typed = {**shares(KEY_2024), "share_1579": "19,71"}
    response = send(client, "cost-key-new", valid_from="2024-01-01", source="Vedtak", **typed)

    assert errors(response) == {
        "share_1506": ["Andelene er til sammen 99,99 %; det mangler 0,01 prosentpoeng. De skal være nøyaktig 100,00 %."]
    }
    page = shown(response)
    assert 'value="19,71"' in page
    assert 'value="2024-01-01"' in page
    assert 'value="Vedtak"' in page
    assert not CostKey.objects.exists()


def test_a_share_below_zero_is_told_at_that_share(client, head):
    client.force_login(head)
    make_municipalities()

    typed = {**shares(KEY_2024), "share_1547": "−8,09", "share_1535": "mye"}
    response = send(client, "cost-key-new", valid_from="2024-01-01", source="Vedtak", **typed)

    assert errors(response) == {
        "share_1535": ["«mye» er ikke et tall. Skriv for eksempel 1 937 782,94."],
        "share_1547": ["En andel kan ikke være under 0 prosent."],
    }
    assert 'value="−8,09"' in shown(response)
    assert not CostKey.objects.exists()


def test_a_key_that_overlaps_is_told_at_the_date(client, head):
    client.force_login(head)
    make_key(valid_to=date(2024, 6, 30))

    response = send(client, "cost-key-new", valid_from="2024-01-01", source="Vedtak", **shares(KEY_2024))

    assert errors(response) == {"valid_from": ["Perioden overlapper nøkkelen som gjelder 01.01.2023 – 30.06.2024."]}
    assert CostKey.objects.count() == 1


def test_a_key_that_ends_before_it_begins_is_told_at_the_end(client, head):
    client.force_login(head)
    make_municipalities()

    typed = {"valid_from": "2024-01-01", "valid_to": "2023-12-31", "source": "Vedtak", **shares(KEY_2024)}
    response = send(client, "cost-key-new", **typed)

    assert errors(response) == {"valid_to": ["Nøkkelen kan ikke slutte å gjelde før den begynner."]}


def test_a_key_is_corrected_and_deleted(client, head):
    client.force_login(head)
    key = make_key()

    page = shown(open_page(client, "cost-key-edit", key.pk))
    assert 'value="45,87"' in page
    send(client, "cost-key-edit", key.pk, source="Rettet", **shares(KEY_2024))
    assert CostKey.objects.get().percentages() == {number: Decimal(percent) for number, percent in KEY_2024.items()}

    assert send(client, "cost-key-delete", key.pk).url == "/okonomi/nokler/"
    assert not CostKey.objects.exists()


def test_an_older_key_is_not_deleted_and_the_page_says_why(client, head):
    client.force_login(head)
    old = make_key(valid_to=date(2023, 12, 31))
    make_key(KEY_2024, valid_from=date(2024, 1, 1))

    assert "Bare den nyeste fordelingsnøkkelen kan slettes." in shown(send(client, "cost-key-delete", old.pk))
    assert CostKey.objects.count() == 2


def test_payments_are_told_at_the_municipality_and_nothing_is_stored(client, head):
    client.force_login(head)
    make_municipalities()

    response = send(client, "payments", 2023, payment_1506="5 315 000", payment_1535="−1", payment_1539="x")

    assert errors(response) == {
        "payment_1535": ["En akontobetaling kan ikke være under null."],
        "payment_1539": ["«x» er ikke et tall. Skriv for eksempel 1 937 782,94."],
    }
    assert 'value="5 315 000"' in shown(response)
    assert not PaymentOnAccount.objects.exists()


def test_an_empty_payment_is_unknown_and_a_zero_is_zero(client, head):
    client.force_login(head)
    make_municipalities()

    send(client, "payments", 2023, payment_1506="0", payment_1535="")

    assert list(PaymentOnAccount.objects.values_list("municipality", "amount")) == [("1506", 0)]


def test_an_estimate_is_built_by_hand(client, head):
    client.force_login(head)
    make_key(valid_from=date(2024, 1, 1))

    send(
        client,
        "cost-estimate-new",
        title="Ny brannmur",
        case_number="ingen sak",
        unit_name="brukere",
        unit_count="90",
        counted_on="2024-02-01",
    )
    estimate = CostEstimate.objects.get()
    assert (estimate.slug, estimate.unit_count) == ("ny-brannmur", 90)
    send(client, "tier-new", estimate.slug, up_to="100", monthly_price="1 000")
    send(client, "estimate-line-new", estimate.slug, year=2024, title="Drift", amount="", months="12", position=1)
    send(client, "estimate-line-new", estimate.slug, year=2024, title="Oppstart", amount="500", months="", position=2)

    page = shown(client.get(estimate.get_absolute_url()))
    assert "12 500" in page
    assert "gjelder nå" in page

    tier, line = PriceTier.objects.get(), CostEstimateLine.objects.get(title="Oppstart")
    send(client, "tier-edit", tier.pk, up_to="100", monthly_price="2 000")
    send(client, "estimate-line-edit", line.pk, year=2024, title="Oppstart", amount="600", months="", position=2)
    assert "24 600" in shown(client.get(estimate.get_absolute_url()))

    send(client, "estimate-line-delete", line.pk)
    send(client, "tier-delete", tier.pk)
    assert (estimate.lines.count(), estimate.tiers.count()) == (1, 0)
    assert send(client, "cost-estimate-delete", estimate.slug).url == "/okonomi/kostnadsoverslag/"


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"amount": "1", "months": "12"}, "amount", "Oppgi enten et beløp eller et antall måneder etter prislisten."),
        ({}, "amount", "Oppgi enten et beløp eller et antall måneder etter prislisten."),
        ({"amount": "1", "title": "Timer"}, "title", "Året har allerede en linje med denne tittelen."),
        ({"amount": "1", "year": "1999"}, "year", "Året må være mellom 2000 og 2100."),
    ],
)
def test_a_wrong_cost_is_told_at_its_field(client, head, typed, field, message):
    client.force_login(head)
    estimate = make_estimate()
    make_estimate_line(estimate=estimate, title="Timer", year=2024)

    response = send(
        client, "estimate-line-new", estimate.slug, **{"year": "2024", "title": "Ny", "position": "1", **typed}
    )

    assert errors(response) == {field: [message]}
    assert estimate.lines.count() == 1


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"up_to": "400", "monthly_price": "1"}, "up_to", "Prislisten har allerede et trinn med denne grensen."),
        ({"up_to": "500", "monthly_price": "−1"}, "monthly_price", "En pris kan ikke være under null."),
    ],
)
def test_a_wrong_tier_is_told_at_its_field(client, head, typed, field, message):
    client.force_login(head)
    estimate = make_tier(up_to=400).estimate

    assert errors(send(client, "tier-new", estimate.slug, **typed)) == {field: [message]}
    assert estimate.tiers.count() == 1


def test_a_count_without_its_date_is_told_at_the_date(client, head):
    client.force_login(head)

    response = send(
        client, "cost-estimate-new", title="Ny", case_number="ingen sak", slug="", unit_count="3", counted_on=""
    )

    assert errors(response) == {"counted_on": ["Oppgi både antall og datoen det ble telt."]}


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


def test_the_projects_are_listed_by_status_with_the_sum_of_those_shown(client, council_member):
    make_project(year=2023, title="A", status="completed", budgeted=Decimal(1000))
    make_project(year=2023, title="B", budgeted=Decimal(2000))
    client.force_login(council_member)

    def titles(**query):
        table = client.get(reverse("budget:investments", args=[2023]), query).context["table"]
        return [row.record.title for row in table.rows]

    assert sorted(titles(status="completed")) == ["A"]
    assert sorted(titles(status="tull")) == sorted(titles()) == ["A", "B"]
    exported = client.get(reverse("budget:investments", args=[2023]), {"status": "completed", "eksport": "csv"})
    assert "2000" not in exported.content.decode()
