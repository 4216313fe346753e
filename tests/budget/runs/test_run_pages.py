"""The pages of runs: who may what, what they show, and what they answer to a mistake."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from budget.allocations.models import AllocationRun
from budget.allocations.report import approval_of
from budget.lines.models import BudgetLine
from budget.runs import actions
from budget.years.actions import reopen_year
from rorikt.amounts import short_date
from rorikt.jobs.models import Job
from rorikt.pages.caching import NOT_KEPT
from rorikt.printing import print_workers
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


def test_rows_that_moved_are_told_of_on_the_run_and_on_its_invoices(as_head, charged_2024):
    run = make_run()
    urls = [run.get_absolute_url(), reverse("budget:invoice-basis", args=[run.pk, "1535"])]
    told = "er endret siden den ble godkjent (Driftslinjer 2023)"
    before = [told in plain(as_head.get(url)) for url in urls]

    line = BudgetLine.objects.for_year(2023).first()
    line.actual += 1
    line.save()

    assert before == [False, False]
    assert [told in plain(as_head.get(url)) for url in urls] == [True, True]


def test_the_rows_behind_a_run_are_read_on_its_page_and_in_its_workbook(as_head, charged_2024):
    run = make_run()

    page = plain(as_head.get(run.get_absolute_url()))
    book = load_workbook(io.BytesIO(as_head.get(run.get_absolute_url(), {"eksport": "xlsx"}).content))

    assert "<summary>Driftslinjer 2023, slik radene var</summary>" in page
    assert BudgetLine.objects.for_year(2023).first().title in page
    assert "Driftslinjer 2023, slik radene" in book.sheetnames


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


def test_a_pdf_of_money_is_printed_by_a_job_and_kept(
    as_head, charged_2024, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(print_workers, "run", lambda name, function, html: b"%PDF-1.7 " + html.encode())
    run = make_run(Kind.INVESTMENT)
    url = reverse("budget:run-pdf", args=[run.pk])

    with django_capture_on_commit_callbacks(execute=True):
        asked = as_head.get(url)
    file = as_head.get(url)
    file.getvalue()  # read to its end, which closes it

    job = Job.objects.get()
    assert (asked.url, job.result_url) == (job.get_absolute_url(), url)
    assert file["Content-Disposition"].startswith("inline; ")
    assert file["Cache-Control"] == NOT_KEPT
    assert as_head.get(url, headers={"If-None-Match": file["ETag"]}).status_code == 304
    assert as_head.get(url, headers={"Range": "bytes=0-3"}).getvalue() == b"%PDF"


def test_a_pdf_of_money_tells_its_day_who_approved_and_where_the_key_is_from(
    as_head, charged_2024, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(print_workers, "run", lambda name, function, html: html.encode())
    run = make_run(Kind.INVESTMENT, approve=False)
    today = f"Slik tallene var {short_date(timezone.localdate())}"

    def paper(name, *place):
        url = reverse(f"budget:{name}", args=place)
        with django_capture_on_commit_callbacks(execute=True):
            as_head.get(url)
        return as_head.get(url).getvalue().decode()

    draft = paper("run-pdf", run.pk)
    actions.approve_run(run, by=run.created_by, now=timezone.now())
    run.refresh_from_db()
    approval, key = approval_of(run), f"{run.key.period} ({run.key.source})"
    approved, invoice = paper("run-pdf", run.pk), paper("invoice-basis-pdf", run.pk, "1535")
    charges = paper("municipality-charges-pdf", 2024, "1535")

    assert ("UTKAST" in draft, today in draft, "Godkjent" in draft, key in draft) == (True, True, False, True)
    assert ("UTKAST" in approved, today in approved, f"Godkjent {approval}" in approved) == (False, False, True)
    assert ("UTKAST" in invoice, today in invoice, approval in invoice, key in invoice) == (True, True, True, True)
    assert (today in charges, f"Nøkkel: {key}. Godkjent {approval}." in charges) == (True, True)
