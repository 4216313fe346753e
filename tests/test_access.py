"""Every address with every role, in one table. A new address fails here until it is said who may use it."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import rules
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import get_resolver, reverse

from budget.allocations.models import AllocationRun
from budget.compensation.models import VatClaim
from budget.consumption.models import ConsumptionProposal
from budget.estimates.models import CostEstimate, CostEstimateLine, PriceTier
from budget.keys.models import CostKey, InhabitantCount
from budget.ledger.models import AccountMapping
from budget.lines.models import VarianceCause
from budget.officers.models import PeriodFile
from budget.services.models import Customer, PriceList, ServiceParticipant
from meetings.agenda.models import AgendaItem, Meeting
from meetings.attachment_pages.making import picture_path
from meetings.council.models import CouncilMember
from meetings.definitions.models import Definition
from meetings.documents.content import NumberedSection, Text
from meetings.documents.models import Document, Section
from meetings.issuing.models import IssuedPacket
from meetings.minutes.models import MinutesComment
from meetings.own.models import ManualTable
from meetings.registers.models import RegisterRow, RegisterState
from meetings.registers.standard import Standard
from meetings.revisions.saving import as_it_stands
from meetings.search.models import SavedSearch
from meetings.telling.addresses import path_of
from meetings.telling.models import CalendarAddress
from rorikt.jobs.models import Job
from rorikt.people.models import User
from support.pureservice.models import SourceTicket, SyncRun
from support.tickets.models import Ticket
from tests import factories, pdfs
from tests.rorikt.pages.test_headers import assert_said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_loaded")]

HEAD, SECRETARY, AUTHOR, FINANCE = "leder", "sekretar", "kundeservice", "okonomi"
COUNCIL, ADMINISTRATOR = "radsmedlem", "administrator"
EVERYONE = frozenset({HEAD, SECRETARY, AUTHOR, FINANCE, COUNCIL, ADMINISTRATOR})
APPS = ["rorikt", "budget", "support", "meetings"]
ASKED_IN_CODE = re.compile(r'(?:has_perm|needs|require|history_for)\((?:[\w()]+, )?"(\w+\.\w+)"')
ATTACHED = "attachments/1.pdf"
IMPORTED = "imports/1.csv"
MOMENT = datetime(2024, 2, 6, 12, tzinfo=UTC)
STAFF = frozenset({HEAD, SECRETARY, AUTHOR, ADMINISTRATOR})
WRITERS = frozenset({HEAD, AUTHOR})
RUN_MEETINGS = frozenset({HEAD, SECRETARY})
ONLY_HEAD = frozenset({HEAD})
ONLY_COUNCIL = frozenset({COUNCIL})
ONLY_HEAD = frozenset({HEAD})

# Asked by the browser itself, also where nobody is logged in: they name nobody, and tell nothing of what is here.
OPEN_TO_ALL = {"meetings:away", "meetings:holding", "meetings:manifest", "meetings:worker"}
# Asked by programs: a stranger learns yes or no, see tests/rorikt/running/test_probes.py.
OPEN_TO_ALL |= {"rorikt:alive", "rorikt:ready", "rorikt:figures"}
# What a program reads by a secret address, which is tried with the calendar.
WITHOUT_LOG_IN = {
    "meetings:calendar",
    # Who comes by a link, or from the provider, is nobody yet: see tests/rorikt/invitations and single_sign_on.
    "rorikt:invitation-link", "rorikt:invitation-accept", "rorikt:sign-on", "rorikt:sign-on-callback",
}  # fmt: skip
# Who may use it.
MAY = {
    "rorikt:home": EVERYONE,
    "rorikt:wishes": EVERYONE,
    "rorikt:running": ONLY_HEAD | {ADMINISTRATOR},
    "rorikt:trail": frozenset({ADMINISTRATOR}),
    # By its secret alone, whoever asks: see tests/meetings/telling.
    "meetings:calendar": EVERYONE,
    **dict.fromkeys(["meetings:calendar-new", "meetings:calendar-delete"], EVERYONE),
    "budget:officers": STAFF | {FINANCE},
    # Of the demo's municipality; the file is for the one person it was made for.
    **dict.fromkeys(["budget:officers-read", "budget:officer-file-new"], STAFF | {FINANCE}),
    "budget:officer-file": ONLY_HEAD,
    "rorikt:looks": EVERYONE,
    **dict.fromkeys(
        ["rorikt:security", "rorikt:second-factor", "rorikt:session", "rorikt:session-end",
         "rorikt:session-end-others"],
        EVERYONE,
    ),
    **dict.fromkeys(
        ["rorikt:log-ins", "rorikt:second-factor-reset", "rorikt:sign-on-disconnect", "rorikt:invitations",
         "rorikt:invitation-new", "rorikt:invitation-again", "rorikt:invitation-withdraw"],
        ONLY_HEAD | {ADMINISTRATOR},
    ),
    "rorikt:job": ONLY_HEAD | {ADMINISTRATOR},
    "rorikt:job-status": ONLY_HEAD | {ADMINISTRATOR},
    "rorikt:job-cancel": ONLY_HEAD | {ADMINISTRATOR},
    "rorikt:job-retry": ONLY_HEAD | {ADMINISTRATOR},
    "budget:index": EVERYONE,
    "budget:operating-result": EVERYONE,
    "budget:accounting-year": EVERYONE,
    "budget:line": EVERYONE,
    "budget:investments": EVERYONE,
    "budget:project": EVERYONE,
    "budget:settlement": EVERYONE,
    "budget:cost-keys": EVERYONE,
    "budget:cost-key": EVERYONE,
    "budget:cost-estimates": EVERYONE,
    "budget:cost-estimate": EVERYONE,
    "budget:exempt-cost-estimate": EVERYONE,
    "budget:forecast": EVERYONE,
    "budget:measures": EVERYONE,
    "budget:plans": EVERYONE,
    "budget:plan": EVERYONE,
    "budget:payments": {HEAD, FINANCE},
    "budget:account-mappings": EVERYONE,
    "budget:account-placements": EVERYONE,
    "budget:new-year": EVERYONE,
    "budget:line-accounts": EVERYONE,
    "budget:inhabitants": EVERYONE,
    "budget:memberships": EVERYONE,
    "budget:key-calculator": EVERYONE,
    "budget:services": EVERYONE,
    "budget:service": EVERYONE,
    "budget:customers": EVERYONE,
    "budget:what-if": EVERYONE,
    "budget:count-imports": STAFF,
    "budget:count-import": STAFF,
    "budget:runs": EVERYONE,
    "budget:run": EVERYONE,
    "budget:run-pdf": EVERYONE,
    "budget:invoice-basis": EVERYONE,
    "budget:invoice-basis-pdf": EVERYONE,
    "budget:joint-invoices": EVERYONE,
    "budget:joint-invoice": EVERYONE,
    "budget:joint-invoice-pdf": EVERYONE,
    "budget:compensation": EVERYONE,
    "budget:municipality-compensation": EVERYONE,
    "budget:municipality-compensation-pdf": EVERYONE,
    "budget:charges": EVERYONE,
    "budget:municipality-charges": EVERYONE,
    "budget:municipality-charges-pdf": EVERYONE,
    "budget:municipality-charge": EVERYONE,
    "budget:instalments": EVERYONE,
    "budget:postings": EVERYONE,
    # And there each sees what is of the own municipality: see tests/budget/payments, balances and outlook.
    **dict.fromkeys(["budget:received", "budget:balances", "budget:outlook"], EVERYONE),
    # Of the municipality of the one who has the economy, which is not that of the council member.
    **dict.fromkeys(
        ["budget:balance", "budget:balance-pdf", "budget:municipality-outlook", "budget:municipality-outlook-pdf"],
        STAFF | {FINANCE},
    ),
    "budget:balance-answer": {FINANCE},
    **dict.fromkeys(
        [
            "budget:instalments-set", "budget:instalment-invoiced", "budget:on-account-plan",
            "budget:posting-new", "budget:posting-edit", "budget:posting-delete",
            "budget:received-new", "budget:received-edit", "budget:received-delete",
            "budget:payment-imports", "budget:payment-import", "budget:payment-import-new",
            "budget:payment-import-columns", "budget:payment-import-confirm", "budget:payment-import-undo",
            "budget:payment-import-discard",
            "budget:balances-issue", "budget:outlook-day", "budget:outlook-issue",
        ],
        ONLY_HEAD,
    ),
    "budget:year-budget": EVERYONE,
    "budget:budget-regulation": EVERYONE,
    "budget:reconciliation": EVERYONE,
    "budget:newest-frame": EVERYONE,
    "budget:frame": EVERYONE,
    "budget:frame-change": EVERYONE,
    **dict.fromkeys(["budget:budget-files", "budget:budget-file"], STAFF),  # what is proposed is a draft
    # The text of an entry may name a person.
    **dict.fromkeys(
        ["budget:account-imports", "budget:account-import", "budget:account-import-file", "budget:entries",
         "budget:vouchers", "budget:voucher"],
        STAFF | {FINANCE},
    ),
    # The picture of a voucher may too: finance sees it where the head has opened the year, tested with the vouchers.
    **dict.fromkeys(
        ["budget:voucher-file", "budget:voucher-file-original", "budget:voucher-file-ready", "budget:voucher-uploads",
         "budget:voucher-upload"],
        ONLY_HEAD | {ADMINISTRATOR},
    ),
    **dict.fromkeys(
        ["budget:voucher-upload-new", "budget:voucher-upload-confirm", "budget:voucher-upload-undo",
         "budget:voucher-upload-discard", "budget:voucher-access", "budget:voucher-shield", "budget:voucher-unshield",
         "budget:voucher-file-delete"],
        ONLY_HEAD,
    ),
    **dict.fromkeys(
        [
            "budget:line-new", "budget:line-edit", "budget:line-delete",
            "budget:accounting-year-reach", "budget:accounting-year-close", "budget:accounting-year-reopen",
            "budget:cause-new", "budget:cause-edit", "budget:cause-delete",
            "budget:project-new", "budget:project-edit", "budget:project-delete",
            "budget:cost-key-new", "budget:cost-key-edit", "budget:cost-key-delete",
            "budget:cost-estimate-new", "budget:cost-estimate-edit", "budget:cost-estimate-delete",
            "budget:estimate-line-new", "budget:estimate-line-edit", "budget:estimate-line-delete",
            "budget:tier-new", "budget:tier-edit", "budget:tier-delete",
            "budget:forecast-set", "budget:distribution",
            "budget:measure-new", "budget:measure-edit", "budget:measure-delete",
            "budget:plan-new", "budget:plan-edit", "budget:plan-delete", "budget:plan-growth", "budget:plan-adopt",
            "budget:plan-line-new", "budget:plan-line-edit", "budget:plan-line-delete", "budget:plan-propose",
            "budget:budget-adopt", "budget:budget-adoption-withdraw",
            "budget:budget-regulation-new", "budget:budget-regulation-reverse",
            "budget:budget-file-new", "budget:budget-file-columns", "budget:budget-file-confirm",
            "budget:budget-file-undo", "budget:budget-file-discard",
            "budget:plan-change-new", "budget:plan-change-edit", "budget:plan-change-delete",
            "budget:revision-new", "budget:revision-delete", "budget:carry-over-new", "budget:carry-over-delete",
            "budget:account-import-new", "budget:account-import-columns", "budget:account-import-confirm",
            "budget:account-import-undo", "budget:account-import-discard", "budget:account-import-clear",
            "budget:account-mapping-new", "budget:account-mapping-edit", "budget:account-mapping-delete",
            "budget:account-mappings-copy", "budget:account-mappings-new",
            "budget:new-year-copy", "budget:new-year-budgets",
            "budget:inhabitants-new", "budget:inhabitants-edit", "budget:inhabitants-delete",
            "budget:memberships-new", "budget:memberships-edit", "budget:memberships-delete",
            "budget:purposes-new", "budget:purposes-edit", "budget:purposes-delete",
            "budget:run-new", "budget:run-approve", "budget:run-recompute", "budget:run-correct", "budget:run-delete",
            "budget:frame-change-new", "budget:frame-change-allocate", "budget:frame-changes-allocate",
            "budget:frame-decision-new",
            "budget:estimate-decide", "budget:estimate-decline", "budget:estimate-reopen", "budget:invoice-sent",
            "budget:invoice-forget",
            "budget:joint-invoice-new", "budget:joint-invoice-xml", "budget:joint-invoice-sent",
            "budget:joint-invoice-forget", "budget:joint-invoice-withdraw", "budget:joint-invoice-reverse",
            "budget:vat-claim-new", "budget:vat-claim-edit", "budget:vat-claim-delete",
            "budget:service-new", "budget:service-edit", "budget:service-delete", "budget:service-counts",
            "budget:price-list-new", "budget:price-list-edit", "budget:price-list-delete",
            "budget:participants-new", "budget:participant-edit", "budget:participant-delete",
            "budget:customer-new", "budget:customer-edit", "budget:customer-delete",
            "budget:count-import-new", "budget:count-import-columns", "budget:count-import-confirm",
            "budget:count-import-undo", "budget:count-import-discard",
            "budget:consumption-new", "budget:what-if-save", "budget:what-if-delete",
        ],
        ONLY_HEAD,
    ),
    "support:index": EVERYONE,
    "support:tickets": EVERYONE,
    "support:ticket": EVERYONE,
    "support:sla": EVERYONE,
    "support:add-holidays": ONLY_HEAD | {ADMINISTRATOR},
    "support:statistics": EVERYONE,
    "support:workload": EVERYONE,
    "support:deadlines": EVERYONE,
    "support:critical-event": STAFF,
    "support:recompute": ONLY_HEAD | {ADMINISTRATOR},
    "support:pureservice": STAFF,
    "support:sync-run": STAFF,
    "support:waiting": STAFF,
    "support:sync-start": ONLY_HEAD | {ADMINISTRATOR},
    "support:remove-held": ONLY_HEAD | {ADMINISTRATOR},
    "support:mapping": {ADMINISTRATOR},
    "support:pureservice-settings": {ADMINISTRATOR},
    "support:ticket-imports": STAFF,
    "support:ticket-import": STAFF,
    **dict.fromkeys(
        [
            "support:ticket-import-new", "support:ticket-import-columns",
            "support:ticket-import-confirm", "support:ticket-import-discard", "support:ticket-import-undo",
        ],
        ONLY_HEAD | {ADMINISTRATOR},
    ),
    "meetings:meetings": EVERYONE,
    "meetings:search": EVERYONE,
    "meetings:saved-searches": EVERYONE,
    "meetings:search-save": EVERYONE,
    "meetings:saved-search": ONLY_HEAD,  # whose own it is
    "meetings:saved-search-delete": ONLY_HEAD,
    "meetings:council": EVERYONE,
    "meetings:meeting-plan": EVERYONE,
    "meetings:meeting-plan-year": EVERYONE,
    "meetings:cycle": EVERYONE,
    "meetings:cycle-year": EVERYONE,
    "meetings:meeting": EVERYONE,
    "meetings:decisions": EVERYONE,
    "meetings:actions": EVERYONE,
    "meetings:action": EVERYONE,
    # And who is responsible, and each for their own municipality: see tests/meetings/followup.
    "meetings:action-state": RUN_MEETINGS,
    "meetings:act-edit": RUN_MEETINGS | {FINANCE},
    "meetings:packet": EVERYONE,
    "meetings:packet-public": EVERYONE,
    "meetings:packet-files": EVERYONE,
    "meetings:agenda-item-packet": EVERYONE,
    "meetings:issued-packet": EVERYONE,
    "meetings:packet-page": EVERYONE,
    "meetings:document-news-seen": EVERYONE,
    "meetings:meeting-news-seen": EVERYONE,
    "meetings:packet-go-to-page": EVERYONE,
    "meetings:attachment-original": EVERYONE,
    "meetings:agenda-item": EVERYONE,
    "meetings:queue": STAFF,
    "meetings:agenda-item-check": RUN_MEETINGS | {AUTHOR},  # the author is an officer of this case
    "meetings:numbered-item": EVERYONE,
    "meetings:below-numbered-item": EVERYONE,
    "meetings:attachment": EVERYONE,
    "meetings:attachment-file": EVERYONE,
    "meetings:attachment-page": EVERYONE,
    "meetings:document-in-short": WRITERS | RUN_MEETINGS,
    "meetings:attachment-picture": EVERYONE,
    "meetings:attachment-preview": EVERYONE,
    "meetings:documents": EVERYONE,
    "meetings:document": EVERYONE,
    "meetings:version": EVERYONE,
    "meetings:version-pdf": EVERYONE,
    "meetings:document-pdf": EVERYONE,
    # Each marks for themselves what they may read.
    **dict.fromkeys(
        ["meetings:document-place", "meetings:version-read", "meetings:attachment-read", "meetings:agenda-item-read"],
        EVERYONE,
    ),
    "meetings:document-review": STAFF,
    "meetings:document-read": STAFF,
    "meetings:waiver-withdraw": ONLY_HEAD,  # and whoever writes the section that it is in
    "meetings:finding-waive": STAFF,
    "meetings:my-review": STAFF,
    "meetings:document-docx": EVERYONE,
    "meetings:version-docx": EVERYONE,
    "meetings:comparison": EVERYONE,
    "meetings:comparison-pdf": EVERYONE,
    **dict.fromkeys(
        [f"meetings:{of}-{page}{pdf}" for of in ("document", "version") for page in ("summary", "for")
         for pdf in ("", "-pdf")],
        EVERYONE,
    ),
    **dict.fromkeys(
        [f"meetings:{of}-{page}" for of in ("document", "version") for page in ("figure", "cell", "edition-pdf")],
        EVERYONE,
    ),
    "meetings:own-municipality": EVERYONE,
    "meetings:document-key-figures": RUN_MEETINGS,
    "meetings:document-check": WRITERS | RUN_MEETINGS,
    "meetings:document-approve": ONLY_HEAD,
    "meetings:document-outline": STAFF,
    "meetings:document-data": STAFF,
    **dict.fromkeys(
        [f"meetings:section-{page}" for page in ("edit", "here", "history", "revision", "restore", "carried")],
        WRITERS | {SECRETARY},
    ),
    # The state of a section by who writes it, the rest by those who run meetings: see tests/meetings/board.
    "meetings:document-board": STAFF,
    "meetings:my-sections": STAFF,
    "meetings:section-comments": STAFF,
    "meetings:comment-answer": STAFF,
    "meetings:comment-settle": STAFF,
    "meetings:comment-reopen": STAFF,
    # And there each sees what is the person's own: see tests/meetings/notes and questions.
    **dict.fromkeys(
        ["meetings:notes", "meetings:note-new", "meetings:notes-export", "meetings:note-save", "meetings:meeting-notes",
         "meetings:questions"],
        EVERYONE,
    ),
    **dict.fromkeys(["meetings:note", "meetings:note-delete", "meetings:note-ask"], ONLY_COUNCIL),  # whose it is
    "meetings:question": {HEAD, SECRETARY, COUNCIL, AUTHOR},  # who asked, and who may answer: the author has the case
    **dict.fromkeys(
        [
            "meetings:section-paste", "meetings:section-picture", "meetings:section-tokens", "meetings:section-values",
            "meetings:section-suggest", "meetings:section-edits",
        ],
        STAFF,
    ),
    "meetings:proposed-edit": STAFF,
    **dict.fromkeys(["meetings:proposed-edit-take", "meetings:proposed-edit-refuse"], WRITERS | {SECRETARY}),
    "meetings:proposed-edit-withdraw": {AUTHOR},  # who suggested it
    "meetings:picture": EVERYONE,  # since an approved version shows it
    **dict.fromkeys(
        [
            "meetings:meeting-new", "meetings:meeting-edit",
            "meetings:seat-new", "meetings:seat-edit", "meetings:seat-delete",
            "meetings:meeting-plan-new", "meetings:meeting-prepare", "meetings:meeting-preparation",
            "meetings:meeting-cancel",
            "meetings:cycle-point-new", "meetings:cycle-point-edit", "meetings:cycle-point-delete",
            "meetings:cycle-finish", "meetings:cycle-reopen",
            "meetings:action-new", "meetings:action-edit", "meetings:action-delete", "meetings:acts-ask",
            "meetings:suggestions", "meetings:suggestion-make-case", "meetings:suggestion-dismiss",
            "meetings:agenda-item-new", "meetings:agenda-item-edit", "meetings:agenda-item-delete",
            "meetings:agenda-item-withdraw", "meetings:agenda-item-reinstate",
            "meetings:waiting-item-new", "meetings:agenda-take", "meetings:agenda-order", "meetings:agenda-item-place",
            "meetings:agenda-item-take-off", "meetings:agenda-item-move",
            "meetings:agenda-item-clear", "meetings:agenda-item-send-back", "meetings:agenda-item-requeue",
            "meetings:attachment-new", "meetings:attachment-edit", "meetings:attachment-move",
            "meetings:attachment-delete", "meetings:packet-issue",
            "meetings:document-new", "meetings:period-report-new", "meetings:document-edit", "meetings:document-move",
            "meetings:document-succeed", "meetings:section-place", "meetings:section-move", "meetings:section-delete",
            "meetings:notice", "meetings:notice-call-off", "meetings:notice-log", "meetings:notice-send-rest",
            "meetings:delivery-send-again", "meetings:delivery-delivered",
            # And each for the own seat, see tests/meetings/absence.
            "meetings:absences", "meetings:absence-report", "meetings:absence-withdraw", "meetings:absence-call",
        ],
        RUN_MEETINGS,
    ),
    "meetings:meeting-follow": EVERYONE,
    **dict.fromkeys(
        [
            "meetings:meeting-now", "meetings:meeting-open", "meetings:meeting-close", "meetings:meeting-leader",
            "meetings:meeting-attendances", "meetings:meeting-attendance",
            "meetings:case-now", "meetings:case-take-up", "meetings:case-part",
            "meetings:case-absence", "meetings:case-absence-remove",
            "meetings:case-proposal", "meetings:case-proposal-word", "meetings:case-proposal-withdraw",
            "meetings:case-voting", "meetings:case-votes", "meetings:case-vote",
            "meetings:case-settle", "meetings:case-reopen",
        ],
        RUN_MEETINGS | {COUNCIL},  # the demo's member is the chair
    ),
    **dict.fromkeys(
        [
            "meetings:manual-table-new", "meetings:manual-table", "meetings:manual-table-delete",
            "meetings:manual-figure-new", "meetings:manual-figure", "meetings:manual-figure-delete",
            "meetings:document-data-confirm", "meetings:definition-new", "meetings:definition-edit",
            "meetings:definition-delete",
        ],
        WRITERS,
    ),
    "meetings:version-public": EVERYONE,
    "meetings:version-public-pdf": EVERYONE,
    "meetings:minutes": EVERYONE,
    "meetings:extract": EVERYONE,
    "meetings:extract-for": EVERYONE,
    "meetings:minutes-draft": STAFF | {COUNCIL},
    # Those who met: the council member as the leader, the head as the secretary of the council.
    "meetings:minutes-comment": {HEAD, COUNCIL},
    "meetings:minutes-confirm": {COUNCIL},
    **dict.fromkeys(
        ["meetings:minutes-make", "meetings:minutes-renew", "meetings:minutes-send", "meetings:minutes-sign",
         "meetings:minutes-comment-answer", "meetings:minutes-approve"],
        RUN_MEETINGS,
    ),
    "meetings:definitions": EVERYONE,
    **dict.fromkeys(["meetings:registers", "meetings:register", "meetings:register-row"], EVERYONE),
    "meetings:register-begin": ONLY_HEAD,
    "meetings:register-suggestions": EVERYONE,
    **dict.fromkeys(["meetings:register-write", "meetings:register-removed"], WRITERS | {SECRETARY}),
    **dict.fromkeys(
        [
            "meetings:register-new", "meetings:register-settings", "meetings:register-edit",
            "meetings:register-column-new", "meetings:register-column", "meetings:register-column-move",
            "meetings:register-column-remove", "meetings:register-column-restore", "meetings:register-state-new",
            "meetings:register-state", "meetings:register-state-move", "meetings:register-state-delete",
        ],
        ONLY_HEAD,
    ),
    **dict.fromkeys(
        [
            "meetings:register-row-new", "meetings:register-row-edit", "meetings:register-row-exemption",
            "meetings:register-row-remove", "meetings:register-row-restore", "meetings:register-imports",
            "meetings:register-import-new", "meetings:register-import", "meetings:register-import-columns",
            "meetings:register-import-confirm", "meetings:register-import-undo", "meetings:register-import-discard",
        ],
        WRITERS | {SECRETARY},
    ),
    **dict.fromkeys(
        [
            "meetings:rollouts", "meetings:rollouts-of", "meetings:expert-groups", "meetings:expert-group",
            "meetings:projects", "meetings:project", "meetings:building-projects", "meetings:building-project",
        ],
        EVERYONE,
    ),
    **dict.fromkeys(["meetings:risks", "meetings:risk"], STAFF | {COUNCIL}),
    "meetings:group-decision-case": RUN_MEETINGS,
    "meetings:group-decision-done": RUN_MEETINGS | WRITERS,
    **dict.fromkeys(["meetings:agreements", "meetings:agreements-binding", "meetings:uptime"], EVERYONE),
    "meetings:supplier-claims": STAFF | {COUNCIL},
    "meetings:uptime-add": RUN_MEETINGS | {AUTHOR},
    "meetings:register-days": EVERYONE,
    **dict.fromkeys(["meetings:parcel", "meetings:parcel-paragraphs", "meetings:shelf"], EVERYONE),
}  # fmt: skip


def addresses():
    return [name for name, view in views()]


def views(patterns=None, namespace=""):
    """Names of all addresses of ours: not of log-in and admin, which are other people's and tested by them."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if hasattr(pattern, "url_patterns"):
            if pattern.namespace and pattern.namespace != "admin":
                yield from views(pattern.url_patterns, f"{pattern.namespace}:")
            elif pattern.namespace is None and not str(pattern.pattern).startswith("konto/"):
                yield from views(pattern.url_patterns, namespace)
        elif pattern.name and not str(pattern.pattern).startswith("konto/"):
            yield namespace + pattern.name, pattern.callback


def row_in(standard, **typed):
    """A row of a standard register, where the demo has none of its own to show."""
    return factories.make_register_row(factories.make_register(standard), **typed)


@pytest.fixture(scope="module")
def arguments(demo_loaded):
    """For each address the arguments of something that is there."""
    report = Document.objects.get(kind=Document.Kind.ACTIVITY_REPORT, succeeds=None)
    ManualTable.objects.create(document=report, slug="t", title="T", columns=[{"label": "A", "kind": "text"}])
    item = report.agenda_item
    attachment = factories.make_attachment(
        agenda_item=item, uploaded_by=User.objects.get(pk=1), file=ATTACHED, safe_file=ATTACHED, safe_sha256="2" * 64
    )
    factories.make_attachment_page(attachment)
    estimate = CostEstimate.objects.get()
    meeting = (2024, 1)
    change = factories.make_plan_change()
    accounts = factories.make_imported_file(file=IMPORTED)
    factories.make_total(imported=accounts, line=None)
    voucher = factories.make_voucher_file(file=ATTACHED, safe_file=ATTACHED, safe_sha256="1" * 64)
    factories.make_shielded_voucher(year=voucher.year, number=voucher.number)
    run = AllocationRun.objects.first()
    said = {"source": "Svar", "stated_at": MOMENT, "stated_by": User.objects.get(pk=1)}
    claim = VatClaim.objects.create(year=2023, claimant="cooperation", **said)
    mapping = AccountMapping.objects.create(year=2023, line=factories.make_line(year=2023), first="9", last="9")
    issued = IssuedPacket.objects.create(
        meeting=Meeting.objects.get(year=2024, sequence=1),
        audience="public",
        sequence=1,
        page_count=1,
        file=ATTACHED,
        pages=["1"],
        issued_at=MOMENT,
        issued_by=User.objects.get(pk=1),
    )
    point = factories.make_cycle_point(owner=User.objects.get(pk=1))
    kept = PeriodFile.objects.create(
        user=User.objects.get(pk=1), municipality_id="1535", year=2024, first=1, last=12, file=IMPORTED, made_at=MOMENT
    )
    calendar = CalendarAddress.objects.create(user=User.objects.get(pk=1), made_at=MOMENT)
    notice, delivery = factories.make_notice(meeting=issued.meeting, sent_by=issued.issued_by)
    seat = CouncilMember.objects.filter(user=None).first() or factories.make_council_member()
    partner = AgendaItem.objects.get(meeting__year=2024, meeting__sequence=1, sequence=4)
    member = User.objects.get(email__startswith=COUNCIL)
    picture = factories.make_picture(uploaded_by=User.objects.get(pk=1))
    shows = Text(f'<figure><img data-picture="{picture.sha256}" alt=""></figure>')
    pictured = factories.make_version(
        content=factories.make_content(sections=(NumberedSection("1", 1, "avsnitt-1", "Innledning", (shows,)),))
    )
    own_section = Section.objects.filter(responsible__email__startswith=AUTHOR).first()
    register_row = RegisterRow.objects.filter(register__standard="building_projects").select_related("register").first()
    as_it_stands(own_section, MOMENT)
    owner = User.objects.get(email__startswith=f"{HEAD}@")
    saved = SavedSearch.objects.create(owner=owner, typed="x", asked="q=x", saved_at=MOMENT, looked_at=MOMENT)
    draft_section = factories.make_section(responsible=own_section.responsible, body="<p>Slik.</p>")
    by_prefix = {
        **dict.fromkeys(["rorikt:second-factor-reset", "rorikt:sign-on-disconnect"], (1,)),
        "rorikt:session-end": (1,),
        "rorikt:invitation-link": ("finnes-ikke",),
        "rorikt:session-end-others": (),
        **dict.fromkeys(
            ["rorikt:invitation-again", "rorikt:invitation-withdraw"],
            (factories.make_invitation(invited_by=User.objects.get(pk=1)).pk,),
        ),
        "rorikt:job": (Job.objects.create(kind="x", key="x", title="Prøve").pk,),
        "budget:line": (factories.make_line(year=2022).pk,),
        "budget:cause": (VarianceCause.objects.first().pk,),
        "budget:measure": (2024, factories.make_measure().pk),
        "budget:project": (factories.make_project(year=2022).pk,),
        "budget:cost-key": (CostKey.objects.first().pk,),
        "budget:cost-estimate": (estimate.slug,),
        "budget:exempt-cost-estimate": (estimate.pk,),
        "budget:instalment-invoiced": (factories.make_instalment().pk,),
        "budget:posting": (factories.make_posting().pk,),
        "budget:received": (factories.make_received(municipality_id="1535").pk,),
        "budget:balance": (factories.make_balance(municipality_id="1535").pk,),
        "budget:payment-import": (factories.make_imported_file(kind="payments", file=IMPORTED).pk,),
        "budget:estimate-line": (CostEstimateLine.objects.first().pk,),
        "budget:tier": (PriceTier.objects.first().pk,),
        "budget:plan": (change.line.plan.pk,),
        "budget:plan-line": (change.line.pk,),
        "budget:plan-change": (change.pk,),
        "budget:revision": (factories.make_revision().pk,),
        "budget:carry-over": (factories.make_carry_over().pk,),
        "budget:account-import": (accounts.pk,),
        "budget:account-mapping": (mapping.pk,),
        "budget:budget-file": (factories.make_imported_file(kind="budgets", file=IMPORTED).pk,),
        "budget:budget-regulation": (factories.make_regulation(by=User.objects.get(pk=1)).pk,),
        "budget:voucher-file": (voucher.pk,),
        "budget:voucher-upload": (voucher.imported_id,),
        **dict.fromkeys(
            ["budget:voucher", "budget:voucher-shield", "budget:voucher-unshield"], (voucher.year, voucher.number)
        ),
        "budget:inhabitants": (InhabitantCount.objects.first().pk,),
        "budget:memberships": (factories.make_membership().pk,),
        "budget:purposes": (factories.make_purpose().pk,),
        "budget:run": (run.pk,),
        "budget:service": ("visma-bi",),
        "budget:price-list": (PriceList.objects.first().pk,),
        "budget:participant-": (ServiceParticipant.objects.first().pk,),
        "budget:customer-": (Customer.objects.first().pk,),
        "budget:count-import": (factories.make_imported_file(kind="service_counts", file=IMPORTED).pk,),
        "budget:what-if-delete": (ConsumptionProposal.objects.create(title="Prøve", year=2025, query="year=2025").pk,),
        "budget:invoice-basis": (run.pk, "1506"),
        "budget:joint-invoice": (factories.make_invoice(run.parts.first()).pk,),
        "budget:vat-claim": (claim.pk,),
        "budget:frame-change": (factories.make_frame_change(by=User.objects.get(pk=1)).pk,),
        **dict.fromkeys(
            ["budget:estimate-decide", "budget:estimate-decline", "budget:estimate-reopen"], (estimate.slug,)
        ),
        **dict.fromkeys(["budget:invoice-sent", "budget:invoice-forget"], (run.pk, "1506")),
        "support:ticket-import": (factories.make_imported_file(kind="tickets", file=IMPORTED).pk,),
        "support:sync-run": (SyncRun.objects.create(started_at=MOMENT).pk,),
        "support:mapping": ("typer",),
        "support:remove-held": (SourceTicket.objects.create(foreign_id=1).pk,),
        "support:ticket": (Ticket.objects.first().number,),
        "support:critical-event": (Ticket.objects.filter(priority="critical").first().number,),
        "meetings:meeting": meeting,
        "meetings:seat": (factories.make_council_member().pk,),
        "meetings:cycle-point": (point.pk,),
        "meetings:action": (factories.make_action(item=item, body="Faggruppen").pk,),
        "meetings:act-edit": (factories.make_act(item=item).pk,),
        **dict.fromkeys(["meetings:action-new", "meetings:acts-ask"], (item.pk,)),
        "meetings:suggestion": (factories.make_suggestion().pk,),
        "meetings:parcel": meeting,
        "meetings:packet": meeting,
        "meetings:issued-packet": (issued.pk,),
        "meetings:packet-page": (*meeting, "1"),
        "meetings:agenda-item": (item.reference_id,),
        "meetings:numbered-item": (*meeting, item.sequence),
        "meetings:below-numbered-item": (*meeting, item.sequence, "rediger/"),
        "meetings:notice": meeting,
        "meetings:delivery": (delivery.pk,),
        "meetings:absences": meeting,
        "meetings:absence-": (*meeting, seat.pk),
        "meetings:case": (*meeting, item.sequence),
        "meetings:attachment": (attachment.pk,),
        "meetings:attachment-picture": (attachment.pk, 1),
        "meetings:minutes": meeting,
        "meetings:minutes-comment-answer": (MinutesComment.objects.first().pk,),
        "meetings:minutes-approve": (AgendaItem.objects.get(meeting__sequence=2, sequence=2).reference_id,),
        "meetings:extract": (partner.reference_id,),
        "meetings:extract-for": (partner.reference_id, "1506"),
        **dict.fromkeys(["meetings:saved-search", "meetings:saved-search-delete"], (saved.pk,)),
        "meetings:document": (report.pk,),
        "meetings:comparison": (report.pk,),
        "meetings:version": (report.pk, 1),
        "meetings:manual-table": (report.pk, report.manual_tables.first().slug),
        "meetings:manual-figure": (report.pk, report.manual_figures.first().slug),
        "meetings:finding-waive": (report.pk, "0" * 64),
        "meetings:waiver-withdraw": (report.pk, factories.make_waiver(document=report).pk),
        "meetings:section": (own_section.pk,),
        **dict.fromkeys(["meetings:section-revision", "meetings:section-restore"], (own_section.pk, 1)),
        "meetings:note": (factories.make_note(author=member, item=item).pk,),
        "meetings:question": (factories.make_question(item=item, asked_by=member).pk,),
        "meetings:comment": (factories.make_comment(section=own_section).pk,),
        "meetings:proposed-edit": (factories.make_edit(section=draft_section, made_by=draft_section.responsible).pk,),
        "meetings:definition": (Definition.objects.first().pk,),
        "meetings:register": (register_row.register.slug,),
        "meetings:register-begin": ("risks",),
        "meetings:register-row": (register_row.uuid,),
        "meetings:register-column": (register_row.register.columns.first().pk,),
        "meetings:register-state": (RegisterState.objects.filter(column__register=register_row.register).first().pk,),
        "meetings:register-import": (
            factories.make_imported_file(kind=f"register_rows:{register_row.register_id}", file=IMPORTED).pk,
        ),
        "meetings:building-project": (register_row.uuid,),
        "meetings:rollouts-of": ("1535",),
        "meetings:expert-group": (row_in(Standard.GROUPS, faggruppe="Prøvegruppen").uuid,),
        "meetings:group-decision": (row_in(Standard.GROUP_DECISIONS, vedtak="Prøve", faggruppe="Prøvegruppen").uuid,),
        "meetings:risk": (row_in(Standard.RISKS, tittel="Prøve").uuid,),
        "meetings:project": (row_in(Standard.PROJECTS, prosjekt="Prøve").uuid,),
    }
    exact = {
        **dict.fromkeys(
            ["budget:operating-result", "budget:accounting-year", "budget:accounting-year-reach",
             "budget:accounting-year-close", "budget:accounting-year-reopen",
             "budget:forecast", "budget:measures", "budget:measure-new", "budget:investments", "budget:settlement",
             "budget:payments", "budget:account-mappings", "budget:account-mapping-new",
             "budget:account-mappings-copy", "budget:entries", "budget:vouchers", "budget:voucher-access",
             "budget:charges", "budget:frame",
             "budget:account-mappings-new", "budget:account-placements",
             "budget:new-year", "budget:new-year-copy", "budget:new-year-budgets",
             "budget:frame-change-new", "budget:year-budget", "budget:budget-adopt", "budget:reconciliation",
             "budget:compensation", "budget:vat-claim-new"],
            (2023,),
        ),
        **dict.fromkeys(["budget:budget-adoption-withdraw", "budget:budget-regulation-new"], (2025,)),
        "budget:joint-invoices": (),
        "budget:joint-invoice-new": (2024, "1506"),
        **dict.fromkeys(
            ["budget:municipality-compensation", "budget:municipality-compensation-pdf"], (2023, "1506")
        ),
        **dict.fromkeys(["budget:municipality-charges", "budget:municipality-charges-pdf"], (2024, "1506")),
        "budget:municipality-charge": (run.charged_year, "1506", run.pk),
        **dict.fromkeys(["budget:received-new"], (2024, "1535")),
        **dict.fromkeys(["budget:municipality-outlook", "budget:municipality-outlook-pdf"], (2024, "1535")),
        "budget:instalments-set": (2024, "frame"),
        **dict.fromkeys(
            ["budget:instalments", "budget:on-account-plan", "budget:received", "budget:balances",
             "budget:balances-issue", "budget:outlook", "budget:outlook-day", "budget:outlook-issue"],
            (2024,),
        ),
        **dict.fromkeys(["budget:postings", "budget:posting-new"], ()),
        **dict.fromkeys(["budget:payment-imports", "budget:payment-import-new"], ()),
        **dict.fromkeys(["budget:officers-read", "budget:officer-file-new"], ("1535",)),
        "budget:officers": (),
        "budget:officer-file": (kept.pk,),
        "meetings:calendar": (path_of(calendar).rpartition("/")[2].removesuffix(".ics"),),
        **dict.fromkeys(
            ["meetings:document-for", "meetings:document-for-pdf", "meetings:document-edition-pdf"], (report.pk, "1506")
        ),
        **dict.fromkeys(
            ["meetings:version-for", "meetings:version-for-pdf", "meetings:version-edition-pdf"], (report.pk, 1, "1506")
        ),
        "meetings:own-municipality": (),
        "meetings:document-figure": (report.pk, "merforbruk:mill"),
        "meetings:version-figure": (report.pk, 1, "merforbruk:mill"),
        "meetings:document-cell": (report.pk, "tabell-driftsresultat", "sum", 2),
        "meetings:version-cell": (report.pk, 1, "tabell-driftsresultat", "sum", 2),
        "budget:frame-change-allocate": (*by_prefix["budget:frame-change"], 2024),
        "budget:frame-changes-allocate": (2024,),
        "budget:frame-decision-new": by_prefix["budget:frame-change"],
        **dict.fromkeys(
            ["budget:forecast-set", "budget:distribution", "budget:line-accounts"], by_prefix["budget:line"]
        ),
        **dict.fromkeys(["budget:revision-new", "budget:carry-over-new"], by_prefix["budget:project"]),
        **dict.fromkeys(["budget:plan-line-new", "budget:plan-change-new"], by_prefix["budget:plan"]),
        "budget:plan": (factories.make_plan(adopted_on=date(2024, 2, 14), decision="Rådet").pk,),
        "budget:plan-new": (),
        "budget:plans": (),
        "budget:line-new": (2023,),
        "budget:project-new": (2023,),
        "budget:cause-new": by_prefix["budget:line"],
        "budget:estimate-line-new": (estimate.slug,),
        "budget:tier-new": (estimate.slug,),
        **dict.fromkeys(["budget:price-list-new", "budget:participants-new"], ("visma-bi",)),
        **dict.fromkeys(["meetings:agenda-item-new", "meetings:agenda-take", "meetings:agenda-order"], meeting),
        **dict.fromkeys(
            ["meetings:agenda-item-place", "meetings:agenda-item-take-off", "meetings:agenda-item-move",
             "meetings:agenda-item-check", "meetings:agenda-item-clear", "meetings:agenda-item-send-back",
             "meetings:agenda-item-requeue"],
            (item.reference_id,),
        ),
        **dict.fromkeys(["meetings:meeting-plan-year", "meetings:meeting-plan-new", "meetings:cycle-year"], (2024,)),
        **dict.fromkeys(["meetings:cycle-finish", "meetings:cycle-reopen"], (point.pk, 2024)),
        "meetings:attachment-new": (item.reference_id,),
        **dict.fromkeys(
            ["meetings:register-row-new", "meetings:register-column-new", "meetings:register-imports",
             "meetings:register-import-new"],
            (register_row.register.slug,),
        ),
        "meetings:register-state-new": (register_row.register.columns.filter(kind="state").first().pk,),
        "meetings:register-new": (),
        "meetings:notes": (),
        "meetings:note-new": (),
        "meetings:notes-export": ("json",),
        "meetings:questions": (),
        **dict.fromkeys(["meetings:notice-log", "meetings:notice-send-rest"], (notice.pk,)),
        "meetings:meeting-attendance": (*meeting, 1),
        "meetings:case-part": (*meeting, item.sequence, "notes"),
        "meetings:case-vote": (*meeting, item.sequence, 1),
        "meetings:case-absence-remove": (*meeting, item.sequence, 1),
        "meetings:case-proposal-word": (*meeting, item.sequence, 1),
        "meetings:case-proposal-withdraw": (*meeting, item.sequence, 1),
        "meetings:picture": (pictured.document_id, picture.sha256),
        "meetings:manual-table-new": (report.pk,),
        "meetings:manual-figure-new": (report.pk,),
        **dict.fromkeys(["rorikt:job-status", "rorikt:job-cancel", "rorikt:job-retry"], by_prefix["rorikt:job"]),
        **dict.fromkeys(
            [
                "budget:cost-key-new", "budget:cost-keys", "budget:cost-estimate-new", "budget:cost-estimates",
                "budget:account-imports", "budget:account-import-new", "budget:budget-files", "budget:budget-file-new",
                "budget:inhabitants", "budget:inhabitants-new",
                "budget:memberships", "budget:memberships-new", "budget:purposes-new",
                "budget:voucher-uploads", "budget:voucher-upload-new",
                "budget:services", "budget:service-new", "budget:customer-new", "budget:count-imports",
                "budget:count-import-new", "budget:runs", "budget:run-new",
                "support:ticket-imports", "support:ticket-import-new",
                "support:tickets", "meetings:meetings", "meetings:meeting-new", "meetings:meeting-plan",
                "meetings:meeting-prepare", "meetings:seat-new", "meetings:cycle-point-new", "meetings:documents",
                "meetings:actions", "meetings:suggestions", "meetings:my-review",
                "meetings:search", "meetings:search-save", "meetings:saved-searches",
                "meetings:document-new", "meetings:period-report-new", "meetings:definitions",
                "meetings:definition-new",
                "meetings:registers", "meetings:rollouts", "meetings:expert-groups", "meetings:risks",
                "meetings:projects", "meetings:building-projects",
                "meetings:registers",
                "meetings:agreements", "meetings:agreements-binding", "meetings:supplier-claims",
                "meetings:uptime", "meetings:uptime-add", "meetings:register-days",
            ],
            (),
        ),
    }  # fmt: skip

    def of(name):
        if name in exact:
            return exact[name]
        return next(
            (by_prefix[prefix] for prefix in sorted(by_prefix, key=len, reverse=True) if name.startswith(prefix)), ()
        )

    return of


@pytest.fixture(autouse=True)
def attached_file(data_folder):
    default_storage.save(ATTACHED, ContentFile(pdfs.make_pdf()))
    for suffix in ("", ".small"):
        default_storage.save(picture_path("2" * 64, 1, suffix), ContentFile(b"RIFF"))
    default_storage.save(IMPORTED, ContentFile(b"Konto;Tekst\n1;x\n"))


@pytest.fixture(scope="module")
def people(demo_loaded):
    return {user.email.split("@")[0]: user for user in User.objects.all()}


def test_the_table_tells_of_every_address_and_of_no_other():
    assert set(addresses()) == set(MAY) | OPEN_TO_ALL | WITHOUT_LOG_IN


def test_every_view_says_which_permission_it_needs():
    unguarded = {name for name, view in views() if not rules.perm_exists(getattr(view, "needs", ""))}

    assert unguarded == OPEN_TO_ALL | WITHOUT_LOG_IN


@pytest.mark.parametrize("name", sorted(OPEN_TO_ALL))
def test_what_the_browser_asks_itself_is_answered_without_a_log_in(client, demo_loaded, name):
    assert client.get(reverse(name)).status_code == 200
    assert client.post(reverse(name)).status_code == 405


def test_every_permission_that_is_asked_for_is_one_that_somebody_has():
    """One that is misspelt is refused to everybody, and a button that nobody sees is not missed."""
    code = [path for app in APPS for path in (Path(settings.BASE_DIR) / app).rglob("*.py")]
    asked = {name for path in code for name in re.findall(ASKED_IN_CODE, path.read_text())}
    pages = (Path(settings.BASE_DIR) / "templates").rglob("*.html")
    asked |= {name for page in pages for name in re.findall(r"perms\.(\w+\.\w+)", page.read_text())}

    assert len(asked) > 25
    assert {name for name in asked if not rules.perm_exists(name)} == set()


@pytest.mark.parametrize("name", sorted(set(MAY) - WITHOUT_LOG_IN))
def test_nobody_gets_in_without_a_log_in(client, arguments, name):
    path = reverse(name, args=arguments(name))

    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))
        assert_said(answer)


@pytest.mark.parametrize("name", MAY)
def test_an_address_opens_for_those_who_may_and_for_nobody_else(client, arguments, people, name):
    path = reverse(name, args=arguments(name))

    for role in sorted(EVERYONE):
        client.force_login(people[role])
        read = client.get(path)
        assert_said(read)
        if read.streaming:  # read to its end, which is what closes the file
            b"".join(read.streaming_content)
        else:
            assert not re.search(rb'\shref=("#?"|[\s>])', read.content), "a link that leads nowhere"
        if role in MAY[name]:
            # 405: the address only takes a POST, which is tried where the action is tested.
            assert read.status_code in {200, 301, 302, 405}, (role, read.status_code)
            assert not read.get("Location", "").startswith(reverse("account_login")), role
        else:
            assert read.status_code in {403, 405}, (role, read.status_code)
            refused = client.post(path)
            assert refused.status_code == 403, role
            assert_said(refused)


def test_nothing_is_changed_from_another_site_or_by_another_verb(arguments, people):
    """A form without its token is refused at every address, and so is every other verb that changes."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(people[HEAD])
    let_in = [
        (name, method)
        for name in sorted(set(MAY) | OPEN_TO_ALL)
        for method in ("post", "put", "patch", "delete")
        if getattr(client, method)(reverse(name, args=arguments(name))).status_code not in {403, 405}
    ]

    assert let_in == []


@pytest.mark.parametrize(
    "there", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"]
)
def test_no_address_leads_to_another_site(client, arguments, people, there):
    login = {"login": people[HEAD].email, "password": "x"}
    asked = {"next": there, "tilbake": there, "back": there}
    client.post(f"{reverse('account_login')}?next={there}", login)
    client.force_login(people[HEAD])
    answers = [client.get(f"{reverse('account_login')}?next={there}"), client.post(reverse("account_logout"), asked)]
    client.force_login(people[HEAD])
    for name in ("rorikt:looks", "meetings:own-municipality", "meetings:note-new", "meetings:document-place"):
        address = reverse(name, args=arguments(name))
        shown = client.get(address, asked)
        answers += [shown, client.post(address, asked, headers={"referer": there}), client.post(address, asked)]

    assert [
        one["Location"] for one in answers if "evil" in one.get("Location", "") or "script" in one.get("Location", "")
    ] == []
    pages = [one.content.decode() for one in answers if not one.streaming]
    assert [page for page in pages if f'href="{there}' in page or f'action="{there}' in page] == []


def test_a_draft_is_hidden_from_those_who_see_only_what_is_approved(client, people):
    draft = factories.make_document(title="Et utkast")

    for role in (FINANCE, COUNCIL):
        client.force_login(people[role])
        assert client.get(draft.get_absolute_url()).status_code in {403, 404}
        assert "Et utkast" not in client.get(reverse("meetings:documents")).content.decode()


def test_a_plan_is_a_draft_until_it_is_adopted(client, people):
    draft = factories.make_plan(title="Et utkast")

    for role, status in ((FINANCE, 404), (COUNCIL, 404), (AUTHOR, 200), (ADMINISTRATOR, 200), (HEAD, 200)):
        client.force_login(people[role])
        for asked in ({}, {"eksport": "xlsx"}):
            assert client.get(draft.get_absolute_url(), asked).status_code == status, (role, asked)
        for asked in ({}, {"eksport": "csv"}):
            page = client.get(reverse("budget:plans"), asked).content.decode()
            assert ("Et utkast" in page) == (status == 200), (role, asked)


def test_finance_changes_the_payments_of_its_own_municipality_alone(client, people):
    client.force_login(people[FINANCE])

    page = client.get(reverse("budget:payments", args=[2023])).content.decode()

    assert "Vestnes" in page
    assert "disabled" in page or "Molde" not in page


def test_an_author_may_not_write_in_the_section_of_another(client, people):
    other = Section.objects.filter(responsible__email__startswith="sikkerhet").first()
    client.force_login(people[AUTHOR])

    assert client.get(other.get_absolute_url()).status_code == 403


def test_an_administrator_reads_the_outline_of_a_document_but_does_not_change_it(client, people, arguments):
    client.force_login(people[ADMINISTRATOR])

    answer = client.post(
        reverse("meetings:document-outline", args=arguments("meetings:document-outline")), {"title": "X"}
    )

    assert answer.status_code == 403
