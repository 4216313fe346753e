"""One exempt object of each kind, a secret word in each of its texts, and every address as every role.

Whoever may not read the case finds the word nowhere: in no page, header, file, or page of a job, and the amounts only
where they are their own municipality's. That the word is there to be found is shown by those who may read it.
"""

import hashlib
import io
import re
import shutil
import subprocess
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.urls import NoReverseMatch, resolve, reverse

from budget.allocations.models import AllocationRun
from budget.balances.actions import issue_balances
from budget.compensation.models import VatClaim
from budget.estimates.actions import store_estimate
from budget.estimates.models import CostEstimate, CostEstimateLine, DeclinedEstimate
from budget.frame.actions import (
    Decision,
    add_change,
    decide_estimate,
    decline_estimate,
    estimated_changes,
    replace_change,
)
from budget.frame.models import FrameChange
from budget.investments.actions import carry_over, revise
from budget.investments.models import BudgetRevision, CarryOver
from budget.invoices.models import InvoiceLine
from budget.keys.actions import store_cost_key
from budget.keys.models import CostKey
from budget.memberships.models import Membership
from budget.officers.making import closed_to
from budget.officers.models import PeriodFile
from budget.outlook.actions import issue_outlook
from budget.participation.actions import store_membership
from budget.payments.actions import store_payment
from budget.payments.models import ReceivedPayment
from budget.plan.actions import adopt_plan
from budget.plan.models import FinancialPlan
from budget.posting.models import PostingRule
from budget.projects.models import InvestmentProject
from budget.runs.actions import share_changes
from budget.year_budget.actions import adopt_budget, regulate, reverse_regulation
from budget.year_budget.models import BudgetAdoption, BudgetRegulation
from meetings.agenda.actions import delete_item
from meetings.agenda.models import AgendaItem, Meeting
from meetings.attachment_pages.making import picture_path
from meetings.attachments.models import Attachment
from meetings.confirming import approving
from meetings.council.models import CouncilMember
from meetings.documents.content import NumberedSection, Text
from meetings.documents.models import Document, DocumentVersion, Section
from meetings.issuing.models import IssuedPacket
from meetings.minutes import making
from meetings.minutes.models import MinutesComment
from meetings.notes.models import Words
from meetings.own.models import ManualFigure, ManualTable
from meetings.proceedings.models import Attendance
from meetings.register_imports.models import RegisterImport
from meetings.registers.models import Register, RegisterCell, RegisterRow
from meetings.registers.standard import Standard
from meetings.revisions.saving import as_it_stands
from meetings.suggestions.actions import keep_facts
from meetings.suggestions.models import CaseSuggestion
from meetings.telling.addresses import path_of as path_of_calendar
from meetings.telling.models import CalendarAddress
from rorikt.amounts import NO_BREAK_SPACE, kroner
from rorikt.audit import rows
from rorikt.figures.values import Cell, Column, Figure, Table
from rorikt.jobs.models import Job
from rorikt.people.models import Municipality, User
from tests import factories, pdfs
from tests.factories import KEY_2024, RUN_AT
from tests.test_access import addresses
from tests.transactions import rolled_back

pytestmark = pytest.mark.django_db

SECRET = "kvitravn"
PUBLIC = "Anskaffelse av tjenester"
WHOLE = Decimal(7_654_300)
SECRET_FILE, OPEN_FILE = "attachments/secret.pdf", "attachments/open.pdf"
VESTNES, MOLDE, RAUMA = "1535", "1506", "1539"
# Text that tells nothing: what is chosen from a list, what the public may read, and what the machine writes.
TELLS_NOTHING = {
    "*": {"exemption_basis", "public_title", "sha256", "safe_sha256", "content_hash", "key"},
    "AgendaItem": {"kind"},
    "Document": {"kind", "status", "key_figures"},
    "DocumentVersion": {"public_content"},
    "Section": {"state"},
    "ManualFigure": {"unit"},
    "ManualTable": set(),
    "Attachment": {"kind", "file", "safe_file", "accessibility", "treatment"},
    "AttachmentPage": {"picture_sha256"},
    "CostEstimate": set(),
    "CostEstimateLine": set(),
    "FrameChange": {"kind"},
    "AllocationRun": {"kind", "unit", "state", "reason"},
    "BudgetRevision": set(),
    "BudgetAdoption": set(),
    "BudgetRegulation": set(),
    "CarryOver": set(),
    "Membership": set(),
    "FinancialPlan": set(),
    "CostKey": set(),
    "Invoice": {"number"},
    "InvoiceLine": set(),
    "DeclinedEstimate": set(),
    "Job": {"kind", "state", "error", "request_id"},
    "Treatment": {"closed_basis"},
    "Action": set(),
    "MunicipalityAct": set(),
    "Comment": {"block"},
    "SectionRevision": {"facts"},
    "Waiver": {"fingerprint"},
    "ProposedEdit": {"state"},
    "Question": {"anchor", "asked_as"},  # the place, and who asked
    "Register": {"slug"},
    "RegisterColumn": set(),
    "RegisterState": set(),
    "RegisterRow": set(),
    "RegisterCell": {"part"},
    "RegisterImport": {"made"},
}


def said(what):
    """The word in a text of its own."""
    return f"{SECRET} {what}"


def png_with(text):
    """One grey pixel, and a text in the file."""

    def chunk(kind, data):
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    header = (1).to_bytes(4) + (1).to_bytes(4) + bytes([8, 0, 0, 0, 0])
    chunks = [(b"IHDR", header), (b"tEXt", b"Comment\0" + text.encode()), (b"IDAT", zlib.compress(b"\0\x80"))]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*one) for one in [*chunks, (b"IEND", b"")])


@dataclass
class Exempt:
    """What is made of the exempt case, by the prefix of the addresses that show it."""

    objects: list
    addresses: dict


@pytest.fixture(scope="module")
def exempt(django_db_setup, django_db_blocker):
    """Made once, and rolled back after the last test."""
    with django_db_blocker.unblock(), rolled_back():
        yield make_exempt()


def make_exempt():
    head = User.objects.filter(role=User.Role.HEAD).first() or factories.make_user()
    by = {"by": head, "now": RUN_AT}
    if not CostKey.objects.exists():
        factories.make_key(KEY_2024, valid_from=date(2023, 1, 1))
        factories.make_cooperation()
    base = Decision("Rådets vedtak om rammen", date(2023, 12, 1))
    add_change(
        kind=FrameChange.Kind.BASE, year=2024, title="Driftsramme", amount=Decimal(10_000_000), decision=base, **by
    )
    meeting = factories.make_meeting(year=2024, sequence=7, held_on=date(2024, 6, 12))
    closed = {"exemption_basis": "offentleglova § 23", "public_title": PUBLIC, "exempt_until_event": said("hendelse")}
    texts = {"title": said("sak"), "summary": f"<p>{said('omtale')}</p>", "stage_note": said("tilbake"), **closed}
    item, waiting = factories.make_item(meeting=meeting, **texts), factories.make_waiting(**texts)
    other = factories.make_item(meeting=meeting, title="En åpen sak")

    estimate = CostEstimate(title=said("overslag"), unit_name=said("ting")[:30], case=item.reference)
    store_estimate(estimate, **by)
    line = CostEstimateLine(estimate=estimate, year=2024, title=said("linje"), amount=WHOLE, is_yearly=True)
    rows.store_row(line, **by)
    decision = Decision(said("vedtak"), date(2024, 6, 12), item.reference)
    (change,) = decide_estimate(estimate, estimated_changes(estimate), decision=decision, **by)
    newer = replace_change(
        change,
        amount=WHOLE + 100,
        decision=Decision(said("nytt vedtak"), date(2024, 7, 1), other.reference),
        **by,
    )
    (draft,) = share_changes([newer], year=2025, **by)
    declined = CostEstimate(title=said("avslått"), unit_name=said("enhet"), case=item.reference)
    store_estimate(declined, **by)
    decline_estimate(declined, decision=decision, **by)

    invoices = make_invoices_of(change.run, head)
    told = {"source": "Svar fra Skatteetaten", "stated_at": RUN_AT, "stated_by": head}
    claim = VatClaim.objects.create(year=2024, claimant="municipalities", **told)
    project = factories.make_project(year=2024, title="Et prosjekt", budgeted=Decimal(5_000_000))
    decided = {
        "decision": said("vedtak"),
        "reason": said("grunn"),
        "case": item.reference,
        "decided_on": date(2024, 6, 12),
    }
    revision = revise(project, amount=Decimal(1_234_500), **decided, **by)
    carried = carry_over(project, target=None, amount=Decimal(700), **decided, **by)
    late = {"by": head, "now": datetime(2024, 7, 2, 12, tzinfo=UTC)}
    budgeted = factories.make_line(year=2024, title="Tjenester", budgeted=Decimal(1_000))
    adopted = adopt_budget(2024, decision=Decision(said("budsjettvedtak"), date(2024, 6, 1), item.reference), **late)
    own = {"decision": decision, "reason": said("begrunnelse"), **late}
    regulation = regulate(2024, {budgeted: WHOLE}, frame_change=change, **own)
    taken_back = reverse_regulation(regulation, **own)
    regulate(2024, {budgeted: WHOLE}, frame_change=change, **own)
    membership = Membership.objects.filter(municipality=MOLDE).first()
    if membership is None:  # it is made once, also where the case is made again beside an earlier one
        membership = Membership(municipality_id=MOLDE, first_on=date(2000, 1, 1), case=item.reference)
        store_membership(membership, **by)
    tier = factories.make_tier(estimate=estimate)
    plan = factories.make_plan(title=said("plan"), base_year=2023)
    planned = factories.make_plan_change(line=factories.make_plan_line(plan=plan, title=said("planlinje")))
    adopt_plan(plan, decision=said("plan vedtatt"), case=item.reference, on=date(2024, 6, 12), **by)
    key = store_cost_key(
        {number: Decimal(percent) for number, percent in KEY_2024.items()},
        valid_from=date(2031, 1, 1),
        source=said("kilde"),
        case=item.reference,
        **by,
    )

    words = {"title": said("framlegg"), "file_title": said("fil"), "document_owner": said("eier")}
    document = factories.make_document(
        agenda_item=item, cost_estimate=estimate, in_short=said("kort"), **words, **closed
    )
    picture = factories.make_picture(data=png_with(SECRET), uploaded_by=head)
    shown_picture = f'<figure><img data-picture="{picture.sha256}" alt="{said("bilde")}"></figure>'
    body = f"<p>{said('tekst')}</p>{shown_picture}"
    section = factories.make_section(document=document, title=said("avsnitt"), body=body)
    revision_of_section = as_it_stands(section, RUN_AT)
    remark = factories.make_comment(section=section, quote=said("sted"), text=said("kommentar"), made_by=head)
    refused = {"state": "refused", "answer": said("svar"), "decided_at": RUN_AT, "decided_by": head}
    suggested = f"<p>{said('forslag')}</p>"
    edit = factories.make_edit(section=section, body=suggested, reason=said("grunn"), made_by=head, **refused)
    asked = {"item": item, "document": document, "about": said("sted"), "text": said("spørsmål"), "is_shared": True}
    answered = {"answer": said("svar"), "answered_at": RUN_AT, "answered_by": head}
    question = factories.make_question(asked_by=head, **asked, **answered)
    note = make_notes_of(item, document)
    waiver = factories.make_waiver(document=document, says=said("funn"), reason=said("grunn"), waived_by=head)
    figure = ManualFigure.objects.create(
        document=document, slug=SECRET, label=said("tall"), value=1, origin=said("opphav")
    )
    table = ManualTable.objects.create(
        document=document,
        slug=SECRET,
        title=said("tabell"),
        columns=[{"label": said("kolonne"), "kind": "text"}],
        rows=[[said("celle")]],
        note=said("merknad"),
    )
    version = factories.make_version(document, approved_by=head, content=make_frozen(document))
    packet = {"key": f"sak-{item.sequence}-dokument-1", "title": said("pakke"), "content": version.content_hash}
    IssuedPacket.objects.create(
        meeting=meeting, audience="full", sequence=1, file=SECRET_FILE, pages=["1"], page_count=1, issued_by=head,
        manifest=[{**packet, "labels": ["1"], "facts": {said("fakta"): ""}}], changes=[said("endring")],
        issued_at=RUN_AT,
    )  # fmt: skip
    # An exempt paper and an exempt attachment of a case that is open to all, and a paper that shows a closed estimate.
    shown = factories.make_document(agenda_item=other, **words, **closed)
    factories.make_version(shown, approved_by=head, content=make_frozen(shown))
    quoting = factories.make_document(agenda_item=other, title=said("siterer"), cost_estimate=estimate)
    factories.make_version(quoting, approved_by=head)
    minutes, comment = make_minutes_of(meeting, head)
    files = {"file": SECRET_FILE, "safe_file": SECRET_FILE, "safe_sha256": "1" * 64, "uploaded_by": head}
    told = {"title": said("vedlegg"), "fault": said("feil"), "exempt_until_event": said("hendelse")}
    attachment = factories.make_attachment(agenda_item=item, **told, **files)
    apart = factories.make_attachment(agenda_item=other, title=said("for seg"), **closed, **files)
    page = factories.make_attachment_page(attachment, text=said("side"))  # and of the other, whose file is the same
    sha256 = hashlib.sha256(pdfs.make_pdf()).hexdigest()
    factories.make_attachment(agenda_item=other, title="Åpent vedlegg", file=OPEN_FILE, sha256=sha256, uploaded_by=head)
    treatment, chair = item.treatment, comment.seat
    # Its title is told by the public one of its case also to those who are asked what to make of it.
    factories.make_action(item=item, title=said("for sent"), created_by=head)
    lapsed = {"state": "lapsed", "lapse_reason": said("bortfalt"), "ended_on": date(2024, 7, 1)}
    action = factories.make_action(
        item=item, title=said("tiltak"), body=said("organ"), notes=said("følges opp"), created_by=head, **lapsed
    )
    act = factories.make_act(item=item, municipality=Municipality.objects.get(pk=MOLDE), reference=said("referanse"))
    keep_facts(date(2024, 8, 1), now=RUN_AT)
    job = Job.objects.create(kind="x", key="secret", title=said("jobb"), stage=said("trinn"), requested_by=head)
    job.result_url = f"/{SECRET}/"
    job.arguments = {"x": SECRET}
    job.save()

    posting = PostingRule.objects.create(
        kind="case_cost", subject=change.run.subject, year=2024, art="270", function="120"
    )
    part = change.run.parts.get(municipality=VESTNES)
    payment = ReceivedPayment(
        municipality_id=VESTNES, year=2024, part=part, paid_on=date(2024, 1, 2), amount=Decimal(1)
    )
    store_payment(payment, **by)
    issue_outlook(2025, **by)
    balances = issue_balances(2024, as_of=date(2024, 2, 1), **by)
    balances.sort(key=lambda one: one.municipality_id != VESTNES)

    kept = PeriodFile.objects.create(
        user=head, municipality_id=VESTNES, year=2024, first=1, last=12, file=SECRET_FILE, made_at=RUN_AT,
        closed=closed_to(head),
    )  # fmt: skip
    calendar = CalendarAddress.objects.create(user=head, made_at=RUN_AT)
    registers = make_registers(item, head)
    told = make_register_rows_of(item)
    of_case, run = (item.reference_id,), (change.run.pk,)
    cell = (f"tabell-egen-{SECRET}", "1", 2)
    return Exempt(
        objects=[
            item, document, section, figure, table, version, attachment, estimate, line, change, newer, change.run,
            newer.run, draft, declined.declined, adopted, regulation, taken_back, revision, carried, membership, plan,
            key, job, treatment, action, act, page, revision_of_section, remark, waiver, edit, question,
            *invoices, *InvoiceLine.objects.filter(invoice__in=invoices), *registers,
            *invoices, *InvoiceLine.objects.filter(invoice__in=invoices),
            *told.values(), *RegisterCell.objects.filter(row__in=told.values()).exclude(text=""),
        ],
        addresses={
            "rorikt:job": [(job.pk,)],
            "budget:frame-change-new": [(2024,)],
            "budget:frame-decision-new": [(newer.pk,)],
            "budget:frame-change-allocate": [(newer.pk, 2025)],
            "budget:frame-changes-allocate": [(2025,)],
            "budget:project-new": [(2024,)],
            "budget:revision-new": [(project.pk,)],
            "budget:carry-over-new": [(project.pk,)],
            "budget:memberships": [(membership.pk,)],
            "budget:tier": [(tier.pk,)],
            "budget:tier-new": [(estimate.slug,)],
            "budget:estimate-line-new": [(estimate.slug,)],
            "budget:plan-line-new": [(plan.pk,)],
            "budget:plan-change-new": [(plan.pk,)],
            "budget:plan-line": [(planned.line.pk,)],
            "budget:plan-change": [(planned.pk,)],
            "meetings:agenda-item-new": [(2024, 7)],
            "meetings:agenda-take": [(2024, 7)],
            "meetings:agenda-order": [(2024, 7)],
            "meetings:attachment-new": [of_case],
            "meetings:manual-table-new": [(document.pk,)],
            "meetings:manual-figure-new": [(document.pk,)],
            "budget:project": [(project.pk,), (carried.to_project_id,)],
            "budget:revision": [(revision.pk,)],
            "budget:carry-over": [(carried.pk,)],
            "budget:cost-key": [(key.pk,)],
            "budget:cost-estimate": [(estimate.slug,), (declined.slug,)],
            "budget:exempt-cost-estimate": [(estimate.pk,)],
            "budget:estimate-decide": [(estimate.slug,)],
            "budget:estimate-decline": [(declined.slug,)],
            "budget:estimate-reopen": [(declined.slug,)],
            "budget:estimate-line": [(line.pk,)],
            "budget:plan": [(plan.pk,)],
            "budget:run": [run, (newer.run.pk,), (draft.pk,)],
            "budget:invoice": [(*run, VESTNES), (*run, MOLDE), (newer.run.pk, VESTNES)],
            "budget:joint-invoice": [(invoice.pk,) for invoice in invoices],
            "budget:joint-invoice-new": [(2024, RAUMA)],
            "budget:compensation": [(2024,)],
            "budget:municipality-compensation": [(2024, VESTNES), (2024, MOLDE)],
            "budget:vat-claim": [(claim.pk,)],
            "budget:vat-claim-new": [(2024,)],
            "budget:frame-change": [(change.pk,), (newer.pk,)],
            "budget:frame": [(2024,), (2025,)],
            "budget:year-budget": [(2024,)],
            "budget:budget-adopt": [(2024,)],
            "budget:budget-adoption-withdraw": [(2024,)],
            "budget:budget-regulation-new": [(2024,)],
            "budget:budget-regulation": [(regulation.pk,), (taken_back.pk,)],
            "budget:reconciliation": [(2024,), (2025,)],
            "budget:investments": [(2024,), (2025,)],
            "budget:settlement": [(2024,)],
            "budget:accounting-year": [(2024,)],
            "budget:charges": [(2024,), (2025,)],
            "budget:new-year": [(2024,), (2025,)],
            "budget:municipality-charges": [(2024, VESTNES), (2024, MOLDE), (2025, RAUMA)],
            "budget:municipality-charge": [(2024, VESTNES, *run), (2024, MOLDE, *run), (2024, VESTNES, newer.run.pk)],
            "budget:instalments": [(2024,)],
            "budget:instalments-set": [(2024, "frame")],
            "budget:on-account-plan": [(2024,)],
            "budget:posting": [(posting.pk,)],
            "budget:officers-": [(VESTNES,)],
            "budget:officer-file": [(kept.pk,)],
            "budget:officer-file-new": [(VESTNES,)],
            "meetings:calendar": [(path_of_calendar(calendar).rpartition("/")[2].removesuffix(".ics"),)],
            "budget:received": [(2024,)],
            "budget:received-new": [(2024, VESTNES)],
            "budget:received-edit": [(payment.pk,)],
            "budget:received-delete": [(payment.pk,)],
            "budget:outlook": [(2024,), (2025,)],
            "budget:municipality-outlook": [(2024, VESTNES), (2025, VESTNES), (2025, MOLDE)],
            "budget:balances": [(2024,)],
            "budget:balance": [(one.pk,) for one in balances],
            "budget:balance-": [(one.pk,) for one in balances],
            "meetings:meeting": [(2024, 7)],
            "meetings:meeting-attendance": [(2024, 7), (2024, 7, chair.pk)],
            "meetings:case": [(2024, 7, item.sequence)],
            "meetings:case-part": [(2024, 7, item.sequence, "decision")],
            "meetings:case-vote": [(2024, 7, item.sequence), (2024, 7, item.sequence, chair.pk)],
            "meetings:case-absence": [(2024, 7, item.sequence), (2024, 7, item.sequence, 1)],
            "meetings:case-proposal": [(2024, 7, item.sequence), (2024, 7, item.sequence, 1)],
            "meetings:numbered-item": [(2024, 7, item.sequence)],
            "meetings:below-numbered-item": [(2024, 7, item.sequence, "pakke/")],
            "meetings:action": [(action.pk,)],
            "meetings:action-new": [(item.pk,)],
            "meetings:acts-ask": [(item.pk,)],
            "meetings:act-edit": [(act.pk,)],
            "meetings:suggestion": [(CaseSuggestion.objects.filter(kind="action").first().pk,)],
            "meetings:notice": [(2024, 7)],
            "meetings:absences": [(2024, 7)],
            "meetings:packet": [(2024, 7)],
            "meetings:parcel": [(2024, 7)],
            "meetings:packet-page": [(2024, 7, "1"), (2024, 7, "2")],
            "meetings:agenda-item": [of_case, (other.reference_id,), (waiting.reference_id,)],
            "meetings:attachment": [(attachment.pk,), (apart.pk,)],
            "meetings:attachment-picture": [(attachment.pk, 1), (apart.pk, 1)],
            "meetings:document": [(document.pk,), (shown.pk,), (quoting.pk,), (minutes.pk,)],
            "meetings:version": [(document.pk, 1), (shown.pk, 1), (quoting.pk, 1), (minutes.pk, 1)],
            "meetings:minutes": [(2024, 7)],
            "meetings:minutes-approve": [of_case],
            "meetings:minutes-comment-answer": [(comment.pk,)],
            "meetings:extract": [of_case, (other.reference_id,)],
            "meetings:extract-for": [(*of_case, VESTNES)],
            "meetings:manual-table": [(document.pk, SECRET)],
            "meetings:manual-figure": [(document.pk, SECRET)],
            "meetings:section": [(section.pk,), (section.pk, 1)],
            "meetings:comment": [(remark.pk,)],
            "meetings:proposed-edit": [(edit.pk,)],
            "meetings:note": [(note.pk,)],
            "meetings:notes-export": [("json",), ("html",)],
            "meetings:question": [(question.pk,)],
            "meetings:document-for": [(document.pk, VESTNES), (shown.pk, MOLDE), (quoting.pk, VESTNES)],
            "meetings:version-for": [(document.pk, 1, VESTNES), (shown.pk, 1, MOLDE), (quoting.pk, 1, VESTNES)],
            "meetings:document-edition-pdf": [(document.pk, VESTNES), (shown.pk, MOLDE), (quoting.pk, VESTNES)],
            "meetings:version-edition-pdf": [(document.pk, 1, VESTNES), (shown.pk, 1, MOLDE), (quoting.pk, 1, MOLDE)],
            "meetings:document-figure": [(document.pk, f"tall:{SECRET}"), (shown.pk, f"tall:{SECRET}")],
            "meetings:version-figure": [(document.pk, 1, f"tall:{SECRET}"), (shown.pk, 1, f"tall:{SECRET}")],
            "meetings:document-cell": [(document.pk, *cell), (shown.pk, *cell)],
            "meetings:version-cell": [(document.pk, 1, *cell), (shown.pk, 1, *cell)],
            "meetings:comparison": [(document.pk,), (shown.pk,), (quoting.pk,)],
            "meetings:finding-waive": [(document.pk, "0" * 64)],
            "meetings:waiver-withdraw": [(document.pk, waiver.pk)],
            "meetings:picture": [(document.pk, picture.sha256)],
            **addresses_of(registers),
            "meetings:rollouts-of": [(VESTNES,), (MOLDE,)],
            "meetings:expert-group": [(told[Standard.GROUPS].uuid,)],
            "meetings:group-decision": [(told[Standard.GROUP_DECISIONS].uuid,)],
            "meetings:risk": [(told[Standard.RISKS].uuid,)],
            "meetings:project": [(told[Standard.PROJECTS].uuid,)],
            "meetings:building-project": [(told[Standard.BUILDING_PROJECTS].uuid,)],
        },
    )  # fmt: skip


def make_registers(item, head):
    """One that is exempt, and one that all read, with a row that is exempt by itself and one by its case."""
    closed, opened = (factories.make_register(readers="members", title=title) for title in (said("register"), "Åpent"))
    Register.objects.filter(pk=closed.pk).update(exemption_basis="offentleglova § 23", lead=said("om"))
    state = factories.make_register_state(
        column=factories.make_register_column(register=closed, title=said("kolonne"), kind="state"),
        label=said("status"),
    )
    rows = [
        factories.make_register_row(register, by=head, **{register.columns.first().key.replace("-", "_"): said("rad")})
        for register in (closed, opened, opened)
    ]
    RegisterRow.objects.filter(pk=rows[1].pk).update(exemption_basis="offentleglova § 23")
    RegisterRow.objects.filter(pk=rows[2].pk).update(case=item.reference)
    file = factories.make_imported_file(
        kind=f"register_rows:{opened.pk}", original_name=said("fil"), file=SECRET_FILE, uploaded_by=head,
        summary={"new": 1, "shown": [[2, said("rad"), "Ny", said("innhold")]]}, row_count=1,
    )  # fmt: skip
    done = RegisterImport.objects.create(
        imported=file, changed=[["", 1, "", said("før"), said("etter")]], kept=[[said("rad"), "Navn", said("nå")]]
    )
    closed.refresh_from_db()
    return [closed, state.column, state, *rows, rows[1].cells.get(), done]


def addresses_of(registers):
    closed, column, state, *rows, cell, done = registers
    slugs = [(closed.slug,), (rows[1].register.slug,)]
    columns = [(column.pk,), (cell.column_id,)]
    return {
        "meetings:register": slugs,
        "meetings:register-row": [(row.uuid,) for row in rows],
        "meetings:register-row-new": slugs,
        "meetings:register-column": columns,
        "meetings:register-column-new": slugs,
        "meetings:register-state": [(state.pk,)],
        "meetings:register-state-new": columns,
        "meetings:register-import": [(done.imported_id,)],
        "meetings:register-import-new": slugs,
        "meetings:register-imports": slugs,
    }


def make_register_rows_of(item):
    """A row of the case in each register that has a page of its own, whatever the register tells its readers."""
    typed = {
        Standard.ROLLOUTS: {"tiltak": said("tiltaket"), "kommentar": {VESTNES: said("om tiltaket")}},
        Standard.BUILDING_PROJECTS: {"tittel": said("bygget"), "kommentar": said("om bygget")},
        Standard.GROUPS: {"faggruppe": said("gruppen")},
        Standard.GROUP_MEMBERS: {"navn": said("navnet"), "faggruppe": said("gruppen")},
        Standard.GROUP_MEETINGS: {"tema": said("temaet"), "faggruppe": said("gruppen")},
        Standard.GROUP_DECISIONS: {
            "vedtak": said("i gruppen"),
            "faggruppe": said("gruppen"),
            "status": "Skal til rådet",
        },
        Standard.RISKS: {"tittel": said("analysen")},
        Standard.RISK_MEASURES: {"tiltak": said("mot risiko"), "analyse": said("analysen")},
        Standard.PROJECTS: {"prosjekt": said("prosjektet i registeret")},
        Standard.MILESTONES: {"milepael": said("milepælen"), "prosjekt": said("prosjektet i registeret")},
    }
    return {
        standard: factories.make_register_row(
            factories.make_register(standard, readers="members"), case=item.reference, **boxes
        )
        for standard, boxes in typed.items()
    }


def make_frozen(document):
    """With a figure and a table of its own."""
    table = Table(
        f"egen:{SECRET}", said("tabell"), (Column("x"), Column("y", "number")), ((Cell(said("celle")), Cell("1", "1")),)
    )
    text = Text(f'<p><span class="figure" data-figure="tall:{SECRET}">1</span></p>')
    return factories.make_content(
        kind=document.kind,
        title=document.title,
        file_title=document.printed_file_title,
        figures=(Figure(f"tall:{SECRET}", said("tall"), 1, "", "1"),),
        sections=(NumberedSection("1", 1, "avsnitt-1", said("avsnitt"), (text, table)),),
    )


def make_notes_of(item, document):
    """Shared by a member of the council with finance of the same municipality, who may not read the case."""
    member = factories.make_user(User.Role.COUNCIL_MEMBER, municipality=Municipality.objects.get(pk=VESTNES))
    words = Words(text=said("notat"), quote=said("sitat"), was=said("sto"), title=said("tittel"), heading=said("del"))
    for of in ({"item": item}, {"document": document}, {"meeting": item.meeting, "page": "7"}):
        note = factories.make_note(author=member, words=words, shared_with_id=VESTNES, **of)
    return note


def make_invoices_of(run, head):
    """One that is sent and one that was withdrawn, as they were made before the case was closed."""
    names = ("title", "buyer_reference", "order_reference", "contract_reference", "terms", "text", "no_credited_reason")
    words = {name: said("faktura") for name in (*names, "content")}
    line = {"name": said("linje"), "description": said("hvorfor"), "reason": said("uten mva.")}
    sent = {"number": "F-1", "sent_on": date(2024, 8, 1), "recorded_at": RUN_AT, "recorded_by": head}
    withdrawn = {"withdrawn_at": RUN_AT, "withdrawn_by": head, "withdrawal_reason": said("trukket")}
    return [
        factories.make_invoice(run.parts.get(municipality=number), made_by=head, line=line, **words, **state)
        for number, state in ((VESTNES, sent), (MOLDE, withdrawn))
    ]


def make_minutes_of(meeting, head):
    """Confirmed, with a comment on them. The leader of the council is the head, who thus met, as did all who sit."""
    chair = factories.make_council_member(name="Leder av rådet", function="chair", user=head)
    Meeting.objects.filter(pk=meeting.pk).update(place="Rådhuset", opened_at=RUN_AT)
    for seat in CouncilMember.objects.seated_on(meeting.held_on).filter(function__in=CouncilMember.VOTING):
        Attendance.objects.create(meeting=meeting, seat=seat, state="present")
    for item in meeting.agenda.all():
        decision, notes = (said("vedtatt"), said("protokoll")) if item.is_exempt else ("Saken tas til orientering.", "")
        factories.decide(item, decision, notes=notes, voting="unanimous", settled_by=head)
    Meeting.objects.filter(pk=meeting.pk).update(closed_at=RUN_AT)
    meeting.refresh_from_db()
    minutes = making.make_minutes(meeting, by=head, now=RUN_AT)
    comment = MinutesComment.objects.create(
        minutes=minutes.life, seat=chair, text=said("merknad"), made_at=RUN_AT, made_by=head,
        outcome="noted", answer=said("svar"), answered_at=RUN_AT, answered_by=head,
    )  # fmt: skip
    approving.confirm(minutes, name="Leder av rådet", by=head, now=RUN_AT)
    return minutes, comment


@pytest.fixture(autouse=True)
def files(data_folder):
    default_storage.save(SECRET_FILE, ContentFile(pdfs.make_pdf(text=SECRET)))
    default_storage.save(OPEN_FILE, ContentFile(pdfs.make_pdf()))
    for suffix in ("", ".small"):
        default_storage.save(picture_path("1" * 64, 1, suffix), ContentFile(SECRET.encode()))


@pytest.fixture
def head(exempt):
    return User.objects.filter(role=User.Role.HEAD).first()


@pytest.fixture
def finance(exempt):
    """Of two municipalities that pay, neither of which has read the case."""
    return [
        factories.make_user(User.Role.FINANCE, municipality=Municipality.objects.get(pk=number))
        for number in (VESTNES, RAUMA)
    ]


# What is issued to a municipality is in words that it may read, whoever opens it.
ISSUED = {"budget:municipality-outlook-pdf", "budget:balance-pdf"}
PRINTED = {
    "budget:run-pdf", "budget:municipality-charges-pdf", "budget:invoice-basis-pdf", "budget:joint-invoice-pdf",
    "budget:municipality-compensation-pdf", *ISSUED,
}  # fmt: skip
# Addresses of one thing that has no case: lines and accounts of the year, inhabitants, tickets, terms and projects.
OF_NO_CASE = (
    "support:", "budget:operating-result", "budget:line", "budget:cause", "budget:forecast", "budget:distribution",
    "budget:account-", "budget:budget-file", "budget:entries", "budget:voucher", "budget:payments",
    "budget:inhabitants", "budget:purposes-", "meetings:definition",
    "budget:measure",
    "budget:service", "budget:price-list", "budget:participant", "budget:customer-", "budget:count-import",
    "budget:what-if-",
    "budget:payment-import", "budget:instalment-", "budget:inhabitants", "budget:purposes-", "budget:measure",
    "meetings:definition",
    "meetings:issued-packet", "meetings:notice-log", "meetings:notice-send-rest",
    "meetings:delivery", "meetings:absence-", "meetings:cycle-", "meetings:meeting-plan-", "meetings:seat-",
    # How people log in, and who is asked to.
    "rorikt:security", "rorikt:second-factor", "rorikt:session", "rorikt:log-ins", "rorikt:sign-on",
    "rorikt:invitation",
    "meetings:saved-search",  # what search finds, and what tells of it: tests/meetings/search/test_secrets.py
)  # fmt: skip


@pytest.fixture
def pages(exempt):
    """Every address that could tell of the case: those of what is exempt, and those that list things.

    What is printed while the person waits is read in a test of its own.
    """
    return [path for path in pages_of(exempt) if resolve(path).view_name not in PRINTED]


def pages_of(exempt):
    found = [path for name in addresses() if not name.startswith("support:") and (path := path_of(name, ()))]
    return [*found, *(path for name, given in every(exempt) if (path := path_of(name, given)))]


def path_of(name, given):
    """Empty where the arguments are those of another address with the same beginning."""
    try:
        return reverse(name, args=given)
    except NoReverseMatch:
        return ""


def every(exempt):
    for name in addresses():
        prefix = max((one for one in exempt.addresses if name.startswith(one)), key=len, default="")
        for given in exempt.addresses.get(prefix, []):
            yield name, given


def crawl(client, pages, *, exports=("csv", "xlsx", "pdf"), follow=0):
    """What each address answers this person, and each file its page offers: path to all that can be read in it.

    `follow` is how many links to the same kind of page are followed from the pages that are given.
    """
    answers, followed = {}, Counter()

    def ask(path):
        if path in answers:
            return
        answer = client.get(path)
        answers[path] = read = readable(answer)
        if answer.status_code == 302 and answer["Location"].startswith("/jobber/"):
            ask(answer["Location"])
        # Tickets have no case and are 30 000 rows in a file: once is enough, and not once for each way to narrow them.
        is_narrowed_tickets = path.startswith("/brukerstotte/") and "?" in path
        if "eksport=" not in path and not is_narrowed_tickets and re.search(r"[?&]eksport=xlsx", read):
            for kind in exports:
                ask(f"{path}{'&' if '?' in path else '?'}eksport={kind}")
        if path in given and answer.status_code == 200:
            links.extend(unescape(link) for link in re.findall(r'href="(/[^"#]*)', read))

    given, links = set(pages), []
    for path in pages:
        ask(path)
    for link in dict.fromkeys(links):
        bare, _, query = link.partition("?")
        if "eksport=" in query or bare.startswith(("/konto/", "/admin/", "/static/")):
            continue
        kind = (resolve(bare).view_name, *sorted(part.partition("=")[0] for part in query.split("&")))
        followed[kind] += 1
        if followed[kind] <= follow:
            ask(link)
    return answers


def readable(answer):
    """All text of an answer: its headers, and its body whatever kind of file it is."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = " ".join(f"{name}: {unquote(value)}" for name, value in answer.headers.items())
    return f"{answer.status_code} {headers}\n{text_of(body)}".replace("\u00a0", " ").replace("\u202f", " ")


def text_of(body):
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return " ".join(f"{name} {text_of(archive.read(name))}" for name in archive.namelist())
    if body.startswith(b"%PDF"):
        return text_of_pdf(body)
    return unescape(body.decode("utf-8", "replace"))


def text_of_pdf(body):
    """Its words, its metadata and its outline."""
    import pikepdf

    with pikepdf.open(io.BytesIO(body)) as pdf:
        plain = io.BytesIO()
        pdf.save(plain, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
        told = [str(pdf.docinfo), *(str(one.title) for one in _flat(pdf.open_outline().root))]
    words = subprocess.run(["pdftotext", "-", "-"], input=body, capture_output=True, check=True).stdout.decode()
    return " ".join([words, *told, plain.getvalue().decode("latin-1")])


def _flat(items):
    for item in items:
        yield item
        yield from _flat(item.children)


def kept_html():
    """What waits to be printed of tables: as good as the file."""
    return {path.name: path.read_text() for path in Path(default_storage.path("")).rglob("*.html")}


def with_word(answers, word=SECRET):
    return sorted(path for path, text in answers.items() if word.lower() in text.lower())


def test_each_text_of_each_kind_has_the_word(exempt):
    """So that a new text field is closed too: it is said here that it tells nothing, or it is filled above."""
    kinds = {type(one).__name__ for one in exempt.objects}
    plain = (models.CharField, models.TextField, models.JSONField, models.FileField)

    assert kinds == set(TELLS_NOTHING) - {"*"}
    for kind in kinds:
        told = " ".join(
            f"{field.name}={getattr(one, field.attname)}"
            for one in exempt.objects
            if type(one).__name__ == kind
            for field in one._meta.concrete_fields
            if isinstance(field, plain) and SECRET in str(getattr(one, field.attname))
        )
        model = next(type(one) for one in exempt.objects if type(one).__name__ == kind)
        wanted = {
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, plain) and not field.choices and field.name not in TELLS_NOTHING["*"]
        } - TELLS_NOTHING[kind]
        assert {name for name in wanted if f"{name}=" not in told} == set(), kind


def test_whoever_names_a_case_is_among_the_kinds():
    named = {
        model.__name__
        for model in (*models_of("budget"), *models_of("meetings"), *models_of("support"), *models_of("rorikt"))
        if any(field.name == "case" for field in model._meta.concrete_fields)
    }

    assert named <= set(TELLS_NOTHING)
    assert {AgendaItem, Document, DocumentVersion, Section, Attachment} <= set(models_of("meetings"))
    assert {
        AllocationRun, BudgetAdoption, BudgetRegulation, BudgetRevision, CarryOver, CostKey, DeclinedEstimate,
        FinancialPlan, FrameChange,
        InvestmentProject,
    } <= set(models_of("budget"))  # fmt: skip
    assert named == {
        "AllocationRun", "BudgetAdoption", "BudgetRegulation", "BudgetRevision", "CarryOver", "CostEstimate", "CostKey",
        "DeclinedEstimate", "FinancialPlan", "FrameChange", "Membership", "RegisterRow",
    }  # fmt: skip


def models_of(label):
    from django.apps import apps

    return list(apps.get_app_config(label).get_models())


# Where those who may read the case must find the word, so that the crawl is known to look where it stands.
WHERE_IT_STANDS = [
    "rorikt:job", "budget:project", "budget:cost-key", "budget:cost-keys", "budget:cost-estimate",
    "budget:cost-estimates", "budget:plan", "budget:plans", "budget:run", "budget:runs", "budget:invoice-basis",
    "budget:frame-change", "budget:frame", "budget:year-budget", "budget:budget-regulation", "budget:charges",
    "budget:municipality-charges", "meetings:meeting",
    "budget:joint-invoice",
    "budget:frame-change", "budget:frame", "budget:charges", "budget:municipality-charges", "meetings:meeting",
    "meetings:agenda-item", "meetings:attachment", "meetings:attachment-file", "meetings:document",
    "meetings:documents", "meetings:version", "meetings:version-figure",
    "meetings:version-cell", "meetings:decisions", "meetings:actions", "meetings:action",
    "meetings:registers", "meetings:register", "meetings:register-row", "meetings:register-row-edit",
    "meetings:register-settings", "meetings:register-column", "meetings:register-import",
    "meetings:rollouts", "meetings:rollouts-of", "meetings:expert-groups", "meetings:expert-group", "meetings:risks",
    "meetings:risk", "meetings:projects", "meetings:project", "meetings:building-projects",
    "meetings:building-project",
]  # fmt: skip


def test_every_address_is_asked_or_is_said_to_have_no_case(pages):
    asked = {resolve(path).view_name for path in pages}

    assert {name for name in addresses() if name not in asked and not name.startswith(OF_NO_CASE)} == PRINTED


def test_the_word_is_there_for_those_who_may_read_it(client, head, pages):
    client.force_login(head)

    found = {path.partition("?")[0] for path in with_word(crawl(client, pages, exports=["pdf"]))}

    assert {resolve(path).view_name for path in found} >= set(WHERE_IT_STANDS)
    assert SECRET in " ".join(kept_html().values())


def assert_closed(answers, person):
    """In every page, in every file, in all that waits to be printed, and in the pages of the jobs."""
    seen = {**answers, **kept_html()}
    assert with_word(seen) == []
    for amount in (WHOLE, WHOLE + 100, Decimal(1_234_500)):
        for form in (f"{amount:,.2f}".replace(",", " ").replace(".", ","), f"{amount:.2f}", f"{amount:.0f}"):
            assert with_word(seen, form) == [], form
    # What each municipality pays of it is theirs to see, and nobody else's.
    for part in AllocationRun.objects.get(amount=WHOLE).parts.all():
        printed = kroner(part.amount).replace(NO_BREAK_SPACE, " ")
        assert bool(with_word(answers, printed)) == (part.municipality_id == person.municipality_id), printed
    assert len(with_word(answers, PUBLIC)) > 15


def test_finance_finds_the_word_nowhere_and_amounts_only_of_its_own(client, finance, pages):
    client.force_login(finance[0])

    assert_closed(crawl(client, pages), finance[0])


@pytest.mark.parametrize("role", ["head", "council_member"])
def test_whoever_asks_for_what_is_open_alone_finds_the_word_nowhere(client, exempt, pages, role):
    """So may what they get lie in a browser without a network."""
    reader = factories.make_user(role)
    client.force_login(reader)
    client.defaults["HTTP_X_ONLY_OPEN"] = "1"

    answers = crawl(client, pages, exports=["csv"])

    # An address that has the word in it is told again to who asked for it.
    assert_closed({path: text.replace(path, "") if SECRET in path else text for path, text in answers.items()}, reader)


@pytest.mark.parametrize("role", ["author", "council_member", "administrator"])
def test_those_who_prepare_and_those_who_decide_read_the_case(client, exempt, role):
    client.force_login(factories.make_user(role))

    for name in ("budget:frame-change", "budget:run", "budget:cost-estimate", "meetings:agenda-item"):
        assert SECRET in readable(client.get(reverse(name, args=exempt.addresses[name][0]))), name


def test_nobody_finds_the_word_without_a_log_in(client, pages):
    answers = {path: readable(client.get(path)) for path in pages if SECRET not in path}

    assert with_word(answers) == []


def test_open_amounts_are_shown_with_the_public_title(client, finance, exempt):
    AgendaItem.objects.exclude(exemption_basis="").update(amounts_are_open=True)
    client.force_login(finance[0])

    for name in ("budget:frame", "budget:frame-change", "budget:run", "budget:exempt-cost-estimate"):
        page = readable(client.get(reverse(name, args=exempt.addresses[name][0])))
        assert "7 654 300" in page, name
        assert (SECRET in page, PUBLIC in page) == (False, True), name


def test_a_draft_is_for_those_who_may_see_drafts(client, exempt):
    draft = AllocationRun.objects.get(state="draft", year=2025)

    for role, status in (("author", 200), ("council_member", 404), ("finance", 404), ("head", 200)):
        client.force_login(factories.make_user(role))
        assert client.get(draft.get_absolute_url()).status_code == status
        assert client.get(reverse("budget:invoice-basis", args=[draft.pk, VESTNES])).status_code == status
        listed = [row.record for row in client.get(reverse("budget:runs")).context["table"].rows]
        assert (draft in listed) == (status == 200)


def test_pages_and_what_is_exempt_of_the_files_are_not_kept(client, head, exempt):
    client.force_login(head)
    of_case = exempt.addresses

    closed = [
        client.get(reverse("meetings:agenda-item", args=of_case["meetings:agenda-item"][0])),
        client.get(reverse("budget:frame", args=[2024])),
        client.get(reverse("budget:runs"), {"eksport": "xlsx"}),
        client.get(reverse("meetings:attachment-file", args=of_case["meetings:attachment"][0])),
        client.get(reverse("meetings:attachment-original", args=of_case["meetings:attachment"][1])),
    ]
    plain = client.get(reverse("meetings:attachment-file", args=[Attachment.objects.get(title="Åpent vedlegg").pk]))

    assert {answer["Cache-Control"] for answer in closed} == {"private, no-store"}
    assert plain["Cache-Control"] == "private, no-cache"
    for answer in (*closed, plain):
        if answer.streaming:
            b"".join(answer.streaming_content)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed")
def test_the_word_is_in_no_print_for_finance_and_in_those_of_the_head(
    client, head, finance, exempt, django_capture_on_commit_callbacks
):
    """Their words, their metadata, their outlines and the names of their files. Each is first printed by a job."""
    paths = {
        "budget:run-pdf": reverse("budget:run-pdf", args=exempt.addresses["budget:run"][0]),
        "budget:municipality-charges-pdf": reverse("budget:municipality-charges-pdf", args=[2024, VESTNES]),
        "budget:invoice-basis-pdf": reverse("budget:invoice-basis-pdf", args=exempt.addresses["budget:invoice"][0]),
        "budget:municipality-outlook-pdf": reverse("budget:municipality-outlook-pdf", args=[2025, VESTNES]),
        "budget:balance-pdf": reverse("budget:balance-pdf", args=exempt.addresses["budget:balance-"][0]),
        "budget:joint-invoice-pdf": reverse(
            "budget:joint-invoice-pdf", args=exempt.addresses["budget:joint-invoice"][0]
        ),
    }
    for person, is_found in ((finance[0], False), (head, True)):
        client.force_login(person)
        for name, path in paths.items():
            with django_capture_on_commit_callbacks(execute=True):
                client.get(path).close()
            answer = client.get(path)
            assert answer["Content-Type"] == "application/pdf", name
            assert (SECRET in readable(answer)) == (is_found and name not in ISSUED), name


@pytest.fixture(params=["decided", "declined", "shown"])
def estimate_of_no_case(request, exempt, head):
    """An estimate that names no case itself, and that an exempt case decided, declined, or shows in a paper."""
    by = {"by": head, "now": RUN_AT}
    estimate = CostEstimate(title=said("uten sak"), unit_name="ting")
    store_estimate(estimate, **by)
    rows.store_row(CostEstimateLine(estimate=estimate, year=2024, title="Drift", amount=Decimal(4_321_900)), **by)
    decision = Decision("Vedtatt", date(2024, 6, 12), AgendaItem.objects.exempt().exclude(meeting=None).get().reference)
    match request.param:
        case "decided":
            decide_estimate(estimate, estimated_changes(estimate), decision=decision, **by)
        case "declined":
            decline_estimate(estimate, decision=decision, **by)
        case _:
            item = AgendaItem.objects.exempt().exclude(meeting=None).get()
            factories.make_document(agenda_item=item, cost_estimate=estimate)
    return estimate


def test_an_estimate_is_closed_by_the_case_that_decides_or_shows_it(client, finance, head, estimate_of_no_case):
    """Its title and its sum are those of what was decided."""
    estimate = estimate_of_no_case
    other = AgendaItem.objects.get(title="En åpen sak")
    paper = factories.make_document(agenda_item=other, title=said("framlegg"), cost_estimate=estimate)
    factories.make_version(paper, approved_by=head)
    pages = [
        estimate.get_absolute_url(), reverse("budget:exempt-cost-estimate", args=[estimate.pk]),
        other.get_absolute_url(),
        paper.get_absolute_url(), *map(reverse, ["budget:cost-estimates", "meetings:documents", "budget:runs"]),
        *(reverse(name, args=[2024]) for name in ("budget:frame", "budget:charges")),
        reverse("meetings:packet-public", args=[2024, 2]),
    ]  # fmt: skip
    client.force_login(finance[0])

    answers = {path: readable(client.get(path)) for path in pages if SECRET not in path}

    assert with_word(answers) == []
    assert with_word(answers, "4 321 900") == []
    assert client.get(estimate.get_absolute_url()).status_code == 404
    assert client.get(paper.get_absolute_url()).status_code in {403, 404}
    assert paper not in Document.objects.visible_to(finance[0])
    assert paper in Document.objects.visible_to(head)


def test_a_case_that_is_named_is_not_deleted(exempt, head):
    """What names it would be open, and another case would get its number."""
    meeting = factories.make_meeting(year=2024, sequence=8, held_on=date(2024, 9, 12))
    item = factories.make_item(meeting=meeting, exemption_basis="offentleglova § 23", public_title=PUBLIC)
    estimate = factories.make_estimate(title=said("overslag"), case=item.reference)

    with pytest.raises(ValidationError, match="brukt under Økonomi"):
        delete_item(item, by=head, now=RUN_AT)

    estimate.delete()
    delete_item(item, by=head, now=RUN_AT)
    assert not AgendaItem.objects.filter(pk=item.pk).exists()


CLOSED_RUN, OPEN_RUN = True, False
OWN, OTHER = (VESTNES, MOLDE)
# Who sees what a municipality pays, in a run that rests on an exempt case and in one that does not (decision 0014).
SEES = {
    "head": {(OPEN_RUN, OWN), (OPEN_RUN, OTHER), (CLOSED_RUN, OWN), (CLOSED_RUN, OTHER)},
    "author": {(OPEN_RUN, OWN), (OPEN_RUN, OTHER), (CLOSED_RUN, OWN), (CLOSED_RUN, OTHER)},
    "administrator": {(OPEN_RUN, OWN), (OPEN_RUN, OTHER), (CLOSED_RUN, OWN), (CLOSED_RUN, OTHER)},
    "council_member": {(OPEN_RUN, OWN), (OPEN_RUN, OTHER), (CLOSED_RUN, OWN), (CLOSED_RUN, OTHER)},
    "finance": {(OPEN_RUN, OWN), (OPEN_RUN, OTHER), (CLOSED_RUN, OWN)},
}


@pytest.mark.parametrize("role", SEES)
def test_who_sees_what_each_municipality_pays(client, exempt, role):
    """On the page of the run, on that of the municipality's year and in its invoice basis."""
    of = {"municipality": Municipality.objects.get(pk=VESTNES)} if role in {"finance", "council_member"} else {}
    client.force_login(factories.make_user(role, **of))
    runs = {
        CLOSED_RUN: AllocationRun.objects.get(amount=WHOLE),
        OPEN_RUN: AllocationRun.objects.get(kind=AllocationRun.Kind.FRAME, year=2024),
    }

    for is_closed, run in runs.items():
        for number in (OWN, OTHER):
            printed = kroner(run.parts.get(municipality=number).to_pay).replace(NO_BREAK_SPACE, " ")
            for name, given in (
                ("budget:run", [run.pk]),
                ("budget:municipality-charges", [2024, number]),
                ("budget:invoice-basis", [run.pk, number]),
            ):
                page = readable(client.get(reverse(name, args=given)))
                assert (printed in page) == ((is_closed, number) in SEES[role]), (name, is_closed, number)
