"""The pages of runs: who may what, what they show, and what they answer to a mistake."""

import pytest
from django.urls import reverse

from budget.allocations.models import AllocationRun
from budget.years.actions import reopen_year
from tests.budget.pages import plain
from tests.factories import RUN_AT, make_frame_change, make_line, make_run

pytestmark = pytest.mark.django_db
Kind = AllocationRun.Kind


def test_the_head_makes_approves_and_corrects_a_run_by_clicking(as_head, charged_2024):
    form = {"kind": "operating_result", "year": 2023, "charged_year": 2024, "unit": "ore"}

    made = as_head.post(reverse("budget:run-new"), form, follow=True)
    run = AllocationRun.objects.get()
    approved = as_head.post(reverse("budget:run-approve", args=[run.pk]), follow=True)
    unchanged = as_head.post(
        reverse("budget:run-correct", args=[run.pk]), {"charged_year": 2024, "reason": "Prøve"}, follow=True
    )

    assert "Utkast" in plain(made)
    assert "Fordelingen er godkjent" in plain(approved)
    assert "Ingenting er endret" in plain(unchanged)
    assert "888 861,04" in plain(approved)


def test_a_run_of_a_year_that_is_opened_again_says_so_wherever_it_is_read(as_head, charged_2024, head):
    runs = [make_run(), make_run(Kind.INVESTMENT)]
    before = [plain(as_head.get(run.get_absolute_url())) for run in runs]
    reopen_year(2023, reason="Feil år", by=head, now=RUN_AT)

    after = [plain(as_head.get(run.get_absolute_url())) for run in runs]
    result = plain(as_head.get(reverse("budget:operating-result", args=[2023])))
    settled = plain(as_head.get(reverse("budget:settlement", args=[2023])))

    assert all("Regnskapet for 2023 er avsluttet" in page for page in before)
    assert all("Regnskapet for 2023 er åpnet igjen. Fordelingen står som den var." in page for page in after)
    assert "Merforbruk 2023</a> er godkjent og står som den var." in result
    assert "Avregning av investeringer 2023</a> er godkjent og står som den var." in settled


def test_a_new_run_begins_with_a_closed_year_and_names_them(as_head, charged_2024):
    make_line(year=2024)

    form = as_head.get(reverse("budget:run-new")).context["form"]

    assert form["year"].value() == 2023
    assert form.fields["year"].help_text.endswith("fordeles når året er avsluttet: 2023.")


def test_a_contribution_asks_for_what_it_needs_at_the_fields(as_head, charged_2024):
    form = {"kind": "offset", "year": 2024, "charged_year": 2024, "unit": "ore", "contribution": "11 000 000"}

    response = as_head.post(reverse("budget:run-new"), form)

    assert response.context["form"].errors["offsets"] == ["Må fylles ut for et investeringstilskudd."]
    assert "11 000 000" in plain(response)
    assert not AllocationRun.objects.exists()


@pytest.mark.parametrize(("login", "status"), [(True, 200), (False, 302)])
def test_everyone_with_a_login_reads_the_runs_and_nobody_else(client, council_member, charged_2024, login, status):
    make_run()
    if login:
        client.force_login(council_member)

    assert client.get(reverse("budget:runs")).status_code == status


@pytest.mark.parametrize("name", ["run-new", "run-approve", "run-recompute", "run-correct", "run-delete"])
def test_only_the_head_makes_and_changes_runs(client, finance, charged_2024, name):
    arguments = [] if name == "run-new" else [make_run(approve=False).pk]
    client.force_login(finance)

    assert client.post(reverse(f"budget:{name}", args=arguments), {}).status_code == 403


@pytest.mark.parametrize("name", ["run-approve", "run-recompute"])
def test_a_link_alone_approves_nothing(as_head, charged_2024, name):
    run = make_run(approve=False)

    assert as_head.get(reverse(f"budget:{name}", args=[run.pk])).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_runs_costs_the_same_queries_for_any_length(
    as_head, charged_2024, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        make_frame_change()

    with django_assert_max_num_queries(14) as queries:
        response = as_head.get(reverse("budget:runs"))

    assert len(response.context["table"].rows) == rows
    assert len(queries) == 7


def test_the_list_is_filtered_and_an_odd_filter_shows_none(as_head, charged_2024):
    make_run()
    make_run(Kind.INVESTMENT, approve=False)

    url = reverse("budget:runs")
    assert len(as_head.get(url, {"state": "approved"}).context["table"].rows) == 1
    assert len(as_head.get(url, {"kind": "investment"}).context["table"].rows) == 1
    odd = as_head.get(url, {"kind": "x"})
    assert (odd.status_code, len(odd.context["table"].rows)) == (200, 0)
