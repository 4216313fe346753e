"""The pages of runs, frames, keys and invoices: who may what, what they show, and what they answer to a mistake."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import etree
from openpyxl import load_workbook

from budget.allocations.models import AllocationRun
from budget.allocations.report import approval_of
from budget.frame.models import FrameChange
from budget.keys.models import CostKey, InhabitantCount, KeyCalculation
from budget.lines.models import BudgetLine
from budget.runs import actions
from budget.years.actions import reopen_year
from rorikt.amounts import short_date
from rorikt.audit.models import AuditEntry
from rorikt.jobs.models import Job
from rorikt.pages.caching import NOT_KEPT
from rorikt.pdf import typeset
from rorikt.people.models import Cooperation, Municipality
from rorikt.printing import print_workers
from tests.budget import golden
from tests.factories import (
    KEY_2024,
    RUN_AT,
    make_cooperation,
    make_frame_change,
    make_key,
    make_line,
    make_municipalities,
    make_run,
)
from tests.rorikt.pdf.vera import faults

pytestmark = pytest.mark.django_db
Kind = AllocationRun.Kind


@pytest.fixture
def year_2023(db):
    golden.make_year_2023()
    make_key(KEY_2024, valid_from=date(2024, 1, 1))
    make_cooperation(bank_account="99991000018")
    for municipality, number in zip(make_municipalities(), ("310000108", "310000175", "310000248"), strict=False):
        municipality.organisation_number = number
        municipality.save()


@pytest.fixture
def as_head(client, head):
    client.force_login(head)
    return client


def plain(response):
    return response.content.decode().replace("\u00a0", " ")


def sheet(response):
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(response.content)).active.iter_rows()]


def test_the_head_makes_approves_and_corrects_a_run_by_clicking(as_head, year_2023):
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


def test_a_run_of_a_year_that_is_opened_again_says_so_wherever_it_is_read(as_head, year_2023, head):
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


def test_rows_that_moved_are_told_of_on_the_run_and_on_its_invoices(as_head, year_2023):
    run = make_run()
    urls = [run.get_absolute_url(), reverse("budget:invoice-basis", args=[run.pk, "1535"])]
    told = "er endret siden den ble godkjent (Driftslinjer 2023)"
    before = [told in plain(as_head.get(url)) for url in urls]

    line = BudgetLine.objects.for_year(2023).first()
    line.actual += 1
    line.save()

    assert before == [False, False]
    assert [told in plain(as_head.get(url)) for url in urls] == [True, True]


def test_the_rows_behind_a_run_are_read_on_its_page_and_in_its_workbook(as_head, year_2023):
    run = make_run()

    page = plain(as_head.get(run.get_absolute_url()))
    book = load_workbook(io.BytesIO(as_head.get(run.get_absolute_url(), {"eksport": "xlsx"}).content))

    assert "<summary>Driftslinjer 2023, slik radene var</summary>" in page
    assert BudgetLine.objects.for_year(2023).first().title in page
    assert "Driftslinjer 2023, slik radene" in book.sheetnames


def test_a_new_run_begins_with_a_closed_year_and_names_them(as_head, year_2023):
    make_line(year=2024)

    form = as_head.get(reverse("budget:run-new")).context["form"]

    assert form["year"].value() == 2023
    assert form.fields["year"].help_text.endswith("fordeles når året er avsluttet: 2023.")


def test_a_contribution_asks_for_what_it_needs_at_the_fields(as_head, year_2023):
    form = {"kind": "offset", "year": 2024, "charged_year": 2024, "unit": "ore", "contribution": "11 000 000"}

    response = as_head.post(reverse("budget:run-new"), form)

    assert response.context["form"].errors["offsets"] == ["Må fylles ut for et investeringstilskudd."]
    assert "11 000 000" in plain(response)
    assert not AllocationRun.objects.exists()


PAGES = [
    ("budget:runs", []),
    ("budget:charges", [2024]),
    ("budget:municipality-charges", [2024, "1535"]),
    ("budget:frame", [2024]),
    ("budget:cost-keys", []),
    ("budget:key-calculator", []),
    ("budget:inhabitants", []),
]


@pytest.mark.parametrize(("name", "arguments"), PAGES)
def test_everyone_with_a_login_reads_the_pages(client, council_member, year_2023, name, arguments):
    make_run()
    client.force_login(council_member)

    assert client.get(reverse(name, args=arguments)).status_code == 200


@pytest.mark.parametrize(("name", "arguments"), PAGES)
def test_nobody_reads_them_without_a_login(client, year_2023, name, arguments):
    assert client.get(reverse(name, args=arguments)).status_code == 302


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("budget:run-new", []),
        ("budget:run-approve", ["run"]),
        ("budget:run-recompute", ["run"]),
        ("budget:run-correct", ["run"]),
        ("budget:run-delete", ["run"]),
        ("budget:frame-change-new", [2024]),
        ("budget:frame-decision-new", ["change"]),
        ("budget:estimate-decide", ["sikkerhetspartner"]),
        ("budget:inhabitants-new", []),
        ("budget:frame-change-allocate", ["change", 2025]),
        ("budget:frame-changes-allocate", [2025]),
    ],
)
def test_only_the_head_changes_the_money(client, finance, year_2023, name, arguments):
    run, change = make_run(approve=False), make_frame_change()
    client.force_login(finance)

    url = reverse(name, args=[{"run": run.pk, "change": change.pk}.get(one, one) for one in arguments])

    assert client.post(url, {}).status_code == 403


@pytest.mark.parametrize("name", ["run-approve", "run-recompute"])
def test_a_link_alone_approves_nothing(as_head, year_2023, name):
    run = make_run(approve=False)

    assert as_head.get(reverse(f"budget:{name}", args=[run.pk])).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_runs_costs_the_same_queries_for_any_length(
    as_head, year_2023, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        make_frame_change()

    with django_assert_max_num_queries(14) as queries:
        response = as_head.get(reverse("budget:runs"))

    assert len(response.context["table"].rows) == rows
    assert len(queries) == 7


@pytest.mark.parametrize("rows", [1, 4])
def test_what_a_municipality_pays_costs_the_same_queries_for_any_length(
    as_head, year_2023, rows, django_assert_num_queries
):
    for n in range(rows):
        make_frame_change()
        make_frame_change(kind=FrameChange.Kind.BASE, year=2025 + n)

    with django_assert_num_queries(20):
        response = as_head.get(reverse("budget:municipality-charges", args=[2024, "1535"]))

    assert len(response.context["charges"]) == rows


def test_the_list_is_filtered_and_an_odd_filter_shows_none(as_head, year_2023):
    make_run()
    make_run(Kind.INVESTMENT, approve=False)

    url = reverse("budget:runs")
    assert len(as_head.get(url, {"state": "approved"}).context["table"].rows) == 1
    assert len(as_head.get(url, {"kind": "investment"}).context["table"].rows) == 1
    odd = as_head.get(url, {"kind": "x"})
    assert (odd.status_code, len(odd.context["table"].rows)) == (200, 0)


def test_every_amount_leads_to_its_run_its_key_and_its_rows(as_head, year_2023):
    run = make_run()

    page = plain(as_head.get(reverse("budget:municipality-charges", args=[2024, "1535"])))

    for url in (run.get_absolute_url(), run.key.get_absolute_url(), "/okonomi/2023/"):
        assert f'href="{url}"' in page
    assert "240 091,31" in page


def test_what_a_municipality_pays_is_a_workbook_of_exact_numbers(as_head, year_2023):
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


def test_a_pdf_of_money_is_printed_by_a_job_and_kept(
    as_head, year_2023, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(print_workers, "run", lambda name, function, html: b"%PDF-1.7 " + html.encode())
    run = make_run(Kind.INVESTMENT)
    url = reverse("budget:run-pdf", args=[run.pk])

    with django_capture_on_commit_callbacks(execute=True):
        asked = as_head.get(url)
    file = as_head.get(url)
    file.close()

    job = Job.objects.get()
    assert (asked.url, job.result_url) == (job.get_absolute_url(), url)
    assert file["Content-Disposition"].startswith("inline; ")
    assert file["Cache-Control"] == NOT_KEPT
    assert as_head.get(url, headers={"If-None-Match": file["ETag"]}).status_code == 304
    assert as_head.get(url, headers={"Range": "bytes=0-3"}).getvalue() == b"%PDF"


def test_a_pdf_of_money_tells_its_day_who_approved_and_where_the_key_is_from(
    as_head, year_2023, monkeypatch, django_capture_on_commit_callbacks
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


@pytest.mark.slow
def test_runs_charges_and_invoice_bases_are_printed_by_both_standards(
    as_head, year_2023, tmp_path, django_capture_on_commit_callbacks
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
    assert [typeset.page_count(content) for content in made.values()] == [1, 1, 1]
    assert faults(tmp_path, made) == {name: [] for name in made}


def test_the_council_s_decision_is_put_in_the_frame_from_the_estimate(as_head, year_2023):
    CostKey.objects.filter(valid_from=date(2024, 1, 1)).delete()
    golden.make_security_partner().__class__.objects.update(slug="sikkerhetspartner")
    url = reverse("budget:estimate-decide", args=["sikkerhetspartner"])

    shown = as_head.get(url, {"sak": "2024/M1-004"})
    empty = as_head.post(url, {"decision": "Vedtatt", "decided_on": "2024-02-14"})
    done = as_head.post(
        url,
        {
            "changes": ["2024-one_off"],
            "decision": "Rådet vedtok avtalen",
            "decided_on": "2024-02-14",
            "case_number": "2024/M1-004",
        },
        follow=True,
    )

    assert shown.context["form"].initial["case_number"] == "2024/M1-004"
    assert empty.context["form"].errors["changes"] == ["Velg minst ett år."]
    assert FrameChange.objects.get().amount == 1_864_000
    assert 'href="/moter/2024/M1/4/"' in plain(done)
    assert "1 864 000,00" in plain(as_head.get(reverse("budget:frame", args=[2024])))


def test_a_draft_invoice_is_an_xml_file_whose_vat_a_person_chose(as_head, year_2023):
    run = make_run()
    url = reverse("budget:invoice-basis", args=[run.pk, "1535"])
    dates = {"issued_on": "2024-02-20", "due_on": "2024-03-21", "buyer_reference": "IKT", "reason": ""}

    unchosen = as_head.post(url, dates)
    reasonless = as_head.post(url, {**dates, "category": "E"})
    late = as_head.post(url, {**dates, "category": "S", "due_on": "2024-01-01"})
    made = as_head.post(url, {**dates, "category": "S"})

    assert "trygt standardvalg" in unchosen.context["form"].errors["category"][0]
    assert list(reasonless.context["form"].errors) == ["reason"]
    assert list(late.context["form"].errors) == ["due_on"]
    assert made["Content-Disposition"] == 'attachment; filename="UTKAST faktura Merforbruk 2023 Vestnes.xml"'
    root = etree.fromstring(made.content)
    assert root.findtext(".//{*}PayableAmount") == "300114.14"
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.detail["vat"], entry.detail["total"]) == ("laget fakturautkast", "S", "300114.14")


def test_a_draft_without_organisation_numbers_says_what_is_missing(as_head, year_2023):
    Municipality.objects.update(organisation_number="")
    run = make_run()
    form = {"category": "S", "issued_on": "2024-02-20", "due_on": "2024-03-21", "buyer_reference": "IKT"}

    response = as_head.post(reverse("budget:invoice-basis", args=[run.pk, "1535"]), form)

    assert len(response.context["form"].non_field_errors()) == 2
    assert not AuditEntry.objects.filter(action="laget fakturautkast").exists()


def test_finance_reads_the_basis_but_makes_no_draft(client, finance, year_2023):
    run = make_run()
    client.force_login(finance)
    url = reverse("budget:invoice-basis", args=[run.pk, "1535"])

    response = client.post(url, {"category": "S"})

    assert (response.status_code, response.context["form"]) == (200, None)


def test_a_draft_run_and_an_offset_settlement_have_no_invoice(as_head, year_2023):
    draft = make_run(approve=False)
    settlement = make_run(Kind.INVESTMENT)
    make_run(Kind.OFFSET, year=2024, contribution=Decimal(11_000_000), offsets=settlement)

    pages = [plain(as_head.get(reverse("budget:invoice-basis", args=[run.pk, "1535"]))) for run in (draft, settlement)]

    assert "må godkjennes" in pages[0]
    assert "Dette gjøres opp i «Investeringstilskudd 2024»" in pages[1]


def test_the_cooperation_sells_where_it_is_a_legal_person(as_head, year_2023):
    Cooperation.objects.update(organisation_number="310000310", seller_name="Samarbeidet")
    run = make_run()

    assert "Samarbeidet, org.nr. 310000310" in plain(
        as_head.get(reverse("budget:invoice-basis", args=[run.pk, "1535"]))
    )


def test_the_office_municipality_is_not_invoiced_by_itself(as_head, year_2023):
    run = make_run()

    pages = [plain(as_head.get(reverse("budget:invoice-basis", args=[run.pk, number]))) for number in ("1506", "1535")]

    assert ["til intern føring" in page for page in pages] == [True, False]


def test_the_calculator_proposes_a_key_and_says_what_it_would_have_meant(as_head, year_2023):
    inhabitants = dict(zip(KEY_2024, (32816, 7147, 7299, 3678, 13437), strict=True))
    for number, count in inhabitants.items():
        InhabitantCount.objects.create(municipality_id=number, counted_on=date(2024, 1, 1), count=count)
    asked = {"year": 2023, "equal_percent": "30", "inhabitants_percent": "70", "counted_on": "2024-01-01"}

    response = as_head.get(reverse("budget:key-calculator"), asked)

    shares = [Decimal(row[-1].value) for row in response.context["weights"].rows]
    assert sum(shares) == 100
    compared = response.context["compared"].table
    before, after, difference = (
        [Decimal(row[column].value) for row in [*compared.rows, compared.total]] for column in (3, 4, 5)
    )
    assert difference[-1] == 0 == sum(difference[:-1])
    assert before[-1] == after[-1] == Decimal(83_866_000) + golden.OVERSPEND + golden.EXPENSES_EXCL_VAT
    assert [late - early for early, late in zip(before, after, strict=True)] == difference
    new = as_head.get(response.context["use_url"])
    assert [Decimal(value) for name, value in new.context["form"].initial.items() if name.startswith("share")] == shares


def test_a_key_made_of_a_proposal_keeps_its_weights(as_head, year_2023):
    asked = "year=2023&users_percent=100&users_1506=1&users_1535=1&users_1539=1&users_1547=1&users_1579=1"
    shares = {f"share_{number}": "20,00" for number in KEY_2024}

    as_head.post(
        f"{reverse('budget:cost-key-new')}?{asked}", {"valid_from": "2025-01-01", "source": "Vedtak", **shares}
    )

    key = CostKey.objects.get(valid_from=date(2025, 1, 1))
    assert KeyCalculation.objects.get(key=key).components[0]["title"] == "Brukere"
    assert "Slik er andelene regnet ut" in plain(as_head.get(key.get_absolute_url()))


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"equal_percent": "30"}, "equal_percent"),
        ({"inhabitants_percent": "100"}, "counted_on"),
        ({"users_percent": "100"}, "users_1506"),
        ({"equal_percent": "abc"}, "equal_percent"),
    ],
)
def test_the_calculator_says_what_is_wrong_at_the_field(as_head, year_2023, asked, field):
    response = as_head.get(reverse("budget:key-calculator"), {"year": 2023, **asked})

    assert field in response.context["form"].errors
    assert "weights" not in response.context


def test_a_key_in_use_is_renewed_by_the_form(as_head, year_2023):
    key = make_run().key
    shares = {f"share_{number}": percent.replace(".", ",") for number, percent in KEY_2024.items()}

    form = as_head.get(reverse("budget:cost-key-edit", args=[key.pk]))
    as_head.post(
        reverse("budget:cost-key-edit", args=[key.pk]), {"source": "Nytt", "case_number": "2024/M2-001", **shares}
    )

    assert "Ny versjon av nøkkelen" in plain(form)
    newer = CostKey.objects.get(version=2)
    assert (newer.valid_from, newer.case_number) == (key.valid_from, "2024/M2-001")
    assert "erstattet av en nyere versjon" in plain(as_head.get(key.get_absolute_url()))


def test_all_that_comes_every_year_is_shared_for_a_later_year_at_once(as_head, year_2023):
    for title in ("Sikkerhetspartner", "Beredskap"):
        make_frame_change(kind=FrameChange.Kind.YEARLY, title=title, amount=Decimal(1_000_000))
    page = as_head.get(reverse("budget:charges", args=[2025])).content.decode()

    answer = as_head.post(reverse("budget:frame-changes-allocate", args=[2025]))

    assert "Fordel alle for 2025" in page
    drafts = AllocationRun.objects.filter(year=2025, state=AllocationRun.State.DRAFT)
    assert (drafts.count(), sum(run.amount for run in drafts)) == (2, 2_000_000)
    assert as_head.get(answer.url).context["table"].rows.__len__() == 2


def test_a_year_without_a_key_shares_nothing(as_head, year_2023):
    CostKey.objects.filter(valid_to__isnull=True).update(valid_to=date(2025, 12, 31))
    make_frame_change(kind=FrameChange.Kind.YEARLY, title="Beredskap")

    as_head.post(reverse("budget:frame-changes-allocate", args=[2026]))

    assert not AllocationRun.objects.filter(year=2026).exists()
