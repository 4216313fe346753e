"""The pages of what each municipality pays: who may what, what they show, lead to and cost."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from budget.allocations.models import AllocationRun
from budget.frame.models import FrameChange
from budget.keys.models import CostKey
from rorikt.pdf import typeset
from tests.budget.pages import plain
from tests.factories import make_frame_change, make_run
from tests.rorikt.pdf.vera import faults

pytestmark = pytest.mark.django_db
Kind = AllocationRun.Kind


def sheet(response):
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(response.content)).active.iter_rows()]


PAGES = [("budget:charges", [2024]), ("budget:municipality-charges", [2024, "1535"]), ("budget:key-calculator", [])]


@pytest.mark.parametrize(("name", "arguments"), PAGES)
def test_everyone_with_a_login_reads_the_pages(client, council_member, charged_2024, name, arguments):
    make_run()
    client.force_login(council_member)

    assert client.get(reverse(name, args=arguments)).status_code == 200


@pytest.mark.parametrize(("name", "arguments"), PAGES)
def test_nobody_reads_them_without_a_login(client, charged_2024, name, arguments):
    assert client.get(reverse(name, args=arguments)).status_code == 302


def test_only_the_head_shares_what_comes_every_year(client, finance, charged_2024):
    change = make_frame_change()
    client.force_login(finance)

    for name, arguments in (("frame-change-allocate", [change.pk, 2025]), ("frame-changes-allocate", [2025])):
        assert client.post(reverse(f"budget:{name}", args=arguments), {}).status_code == 403


@pytest.mark.parametrize("rows", [1, 4])
def test_what_a_municipality_pays_costs_the_same_queries_for_any_length(
    as_head, charged_2024, rows, django_assert_num_queries
):
    for n in range(rows):
        make_frame_change()
        make_frame_change(kind=FrameChange.Kind.BASE, year=2025 + n)

    with django_assert_num_queries(35):
        response = as_head.get(reverse("budget:municipality-charges", args=[2024, "1535"]))

    assert len(response.context["charges"]) == rows


def test_every_amount_leads_to_its_run_its_key_and_its_rows(as_head, charged_2024):
    run = make_run()

    page = plain(as_head.get(reverse("budget:municipality-charges", args=[2024, "1535"])))

    for url in (run.get_absolute_url(), run.key.get_absolute_url(), "/okonomi/2023/"):
        assert f'href="{url}"' in page
    assert "240 091,31" in page


def test_what_a_municipality_pays_is_a_workbook_of_exact_numbers(as_head, charged_2024):
    make_run()
    make_run(Kind.INVESTMENT)

    rows = sheet(as_head.get(reverse("budget:municipality-charges", args=[2024, "1535"]), {"eksport": "xlsx"}))

    assert rows[1][:3] == ["Merforbruk 2023", "fordelt", 1937782.94]
    assert [row[-1] for row in rows[1:]] == [240091.31, -237589.69, "–", "–", 2501.62]
    assert [(row[0], row[1]) for row in rows[3:]] == [
        ("Driftsramme 2024", "ikke fastsatt"),
        ("Akonto for investeringer 2024", "ikke fastsatt"),
        ("SUM så langt", None),
    ]


@pytest.mark.slow
def test_runs_charges_and_invoice_bases_are_printed_by_both_standards(
    as_head, charged_2024, tmp_path, django_capture_on_commit_callbacks
):
    run = make_run(Kind.INVESTMENT)
    urls = {
        "run": reverse("budget:run-pdf", args=[run.pk]),
        "charges": reverse("budget:municipality-charges-pdf", args=[2024, "1535"]),
        "invoice": reverse("budget:invoice-basis-pdf", args=[run.pk, "1535"]),
    }

    with django_capture_on_commit_callbacks(execute=True):
        asked = [as_head.get(url) for url in urls.values()]
    made = {name: as_head.get(url).getvalue() for name, url in urls.items()}

    assert [response.status_code for response in asked] == [302, 302, 302]
    assert [typeset.page_count(content) for content in made.values()] == [2, 3, 1]
    assert faults(tmp_path, made) == {name: [] for name in made}


def test_all_that_comes_every_year_is_shared_for_a_later_year_at_once(as_head, charged_2024):
    for title in ("Sikkerhetspartner", "Beredskap"):
        make_frame_change(kind=FrameChange.Kind.YEARLY, title=title, amount=Decimal(1_000_000))
    page = as_head.get(reverse("budget:charges", args=[2025])).content.decode()

    answer = as_head.post(reverse("budget:frame-changes-allocate", args=[2025]))

    assert "Fordel alle for 2025" in page
    drafts = AllocationRun.objects.filter(year=2025, state=AllocationRun.State.DRAFT)
    assert (drafts.count(), sum(run.amount for run in drafts)) == (2, 2_000_000)
    assert as_head.get(answer.url).context["table"].rows.__len__() == 2


def test_a_year_without_a_key_shares_nothing(as_head, charged_2024):
    CostKey.objects.filter(valid_to__isnull=True).update(valid_to=date(2025, 12, 31))
    make_frame_change(kind=FrameChange.Kind.YEARLY, title="Beredskap")

    as_head.post(reverse("budget:frame-changes-allocate", args=[2026]))

    assert not AllocationRun.objects.filter(year=2026).exists()
