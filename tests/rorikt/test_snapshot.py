"""What is frozen is of one moment, and nothing it rests on is taken away meanwhile: the interleavings are forced.

Two connections on PostgreSQL: one is held at a query in its middle while the other does its work. On SQLite whoever
writes is alone from its first statement, which is what is tested there (its audit trail cannot be emptied after a test
with transactions of its own, so the verbs themselves are not).
"""

import threading
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from budget.accounts.actions import store_mapping
from budget.allocations.models import AllocationRun
from budget.frame.actions import Decision, add_change
from budget.frame.models import FrameChange
from budget.keys.actions import change_cost_key
from budget.keys.models import CostKey
from budget.ledger.models import AccountImport, AccountMapping, AccountTotal
from budget.lines.models import BudgetLine
from budget.result.actions import store_line
from budget.runs import actions
from budget.years.actions import reopen_year
from meetings.agenda.actions import save_item, save_meeting
from meetings.approving import approval
from meetings.documents import writing
from meetings.documents.models import Document, DocumentVersion
from meetings.issuing import issuing
from meetings.issuing.models import IssuedPacket
from rorikt import snapshot
from rorikt.audit import trail
from rorikt.audit.models import AuditEntry
from rorikt.imports import imported_files
from rorikt.imports.models import ImportedFile
from rorikt.people.models import Municipality
from rorikt.snapshot import BUSY, MOVING, moves_figures, one_snapshot
from tests import factories
from tests.budget.accounts.accounts_files import ADD, NOW, csv_file, import_accounts, make_mapping, upload

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer, from its first statement: nothing to interleave"
)
LATER = NOW + timedelta(days=1)
LONG = 20  # seconds after which a test has gone wrong
BODY = "<p>[[tabell:driftsresultat]]</p><p>Regnskapet er [[regnskap-sum]].</p>"
NINE, SIXTEEN_MILLION = ("9", "9\xa0000\xa0kr"), ("16\xa0000", "16\xa0000\xa0000\xa0kr")
KEY_2024 = {number: Decimal(share) for number, share in factories.KEY_2024.items()}


@pytest.fixture
def year(municipalities, head):
    """2023 with its accounts imported, and a case paper that shows them twice."""
    factories.make_cooperation()
    factories.make_key()
    line = factories.make_line(title="Lønn", actual=0, budgeted=Decimal(1000))
    make_mapping(line, "10000", "10999")
    import_accounts(csv_file("2023;1;10100;Lønn;010;Januar;9000,00"), by=head)
    item = factories.make_item(meeting=factories.make_meeting())
    for kind in (Document.Kind.CASE_PAPER, Document.Kind.MINUTES):
        document = factories.make_document(kind=kind, accounting_year=2023, agenda_item=item)
        factories.make_section(document=document, body=BODY)
    return line


class Elsewhere(threading.Thread):
    """A verb on a connection of its own, held before its first query that holds `words`, until it is let go."""

    def __init__(self, verb, words=None):
        super().__init__(daemon=True)
        self.verb, self.words = verb, words
        self.is_held, self.may_go, self.error, self.result = threading.Event(), threading.Event(), None, None

    def run(self):
        try:
            with connection.execute_wrapper(self._hold):
                self.result = self.verb()
        except Exception as error:
            self.error = error
        finally:
            self.is_held.set()
            connection.close()

    def _hold(self, execute, sql, parameters, many, context):
        if self.words and self.words in sql and not self.is_held.is_set():
            self.is_held.set()
            assert self.may_go.wait(LONG)
        return execute(sql, parameters, many, context)

    def end(self):
        self.may_go.set()
        self.join(LONG)
        assert not self.is_alive()
        if self.error:
            raise self.error
        return self.result

    def is_waiting(self):
        """Whether it still is, after time enough to have been done."""
        self.join(0.3)
        return self.is_alive()


@contextmanager
def held(verb, words):
    """The verb in its middle, while the block runs; after it the verb has ended."""
    other = Elsewhere(verb, words)
    other.start()
    assert other.is_held.wait(LONG)
    if not other.is_alive() and other.error:
        raise other.error
    assert other.is_alive(), f"never came to a query with {words}"
    try:
        yield other
    finally:
        other.may_go.set()
        other.join(LONG)


def told(version):
    """The sum in the table, and the one in the text."""
    table = version.content["sections"][0]["blocks"][0]["table"]
    place = next(n for n, column in enumerate(table["columns"]) if column["label"].startswith("Regnskap"))
    return table["total"][place]["text"], version.content["figures"]["regnskap-sum"]["text"].split(" hittil")[0]


# What freezes, each with a query in its middle.


def approve(kind, head):
    return approval.approve_document(Document.objects.get(kind=kind), by=head, now=LATER, reason="rettet")


def approve_paper(head):
    return approve(Document.Kind.CASE_PAPER, head)


def approve_minutes(head):
    return approve(Document.Kind.MINUTES, head)


def approve_run(head):
    run = AllocationRun.objects.filter(state=AllocationRun.State.DRAFT).get()
    actions.approve_run(run, by=head, now=LATER)


def make_run(head):
    return actions.make_run(AllocationRun.Kind.OPERATING_RESULT, year=2023, charged_year=2024, by=head, now=LATER)


def decide_frame(head):
    return add_change(
        kind=FrameChange.Kind.ONE_OFF,
        year=2023,
        title="Tiltak",
        amount=Decimal(1000),
        decision=Decision("Rådet vedtok det", date(2023, 2, 14)),
        by=head,
        now=LATER,
    )


def gather_packet(head):
    return issuing.basis_of(Document.objects.first().agenda_item.meeting, IssuedPacket.Audience.FULL)


FREEZING = {
    "a case paper is approved": (approve_paper, "meetings_section"),
    "minutes are approved": (approve_minutes, "meetings_section"),
    "a share is computed": (make_run, "budget_costkeyshare"),
    "a share is approved": (approve_run, "budget_costkey"),
    "the frame is decided": (decide_frame, "budget_costkeyshare"),
    "a packet is issued": (gather_packet, "rorikt_cooperation"),
}

SHARING = {make_run, approve_run}  # of a year that is closed

# What moves figures, each with a query in its middle.


def undo(head):
    imported_files.undo(ImportedFile.objects.get(state=ImportedFile.State.CONFIRMED), by=head, now=LATER)


def reopen(head):
    reopen_year(2023, reason="Et bilag kom sent", by=head, now=LATER)


def confirm_waiting(head):
    imported_files.confirm(ImportedFile.objects.get(state=ImportedFile.State.PREVIEWED), by=head, now=NOW)


def map_accounts(head):
    mapping = AccountMapping(year=2023, line=BudgetLine.objects.get(), first="20000", last="20999")
    store_mapping(mapping, by=head, now=LATER)


def change_budget(head):
    line = BudgetLine.objects.get()
    line.budgeted = Decimal(5000)
    store_line(line, by=head, now=LATER)


def change_key(head):
    change_cost_key(CostKey.objects.get(), percentages=KEY_2024, source="Ny avtale", by=head, now=LATER)


MOVING_VERBS = {
    "an import is undone": (undo, "budget_accountentry"),
    "accounts are imported": (confirm_waiting, "budget_accountimport"),
    "accounts are mapped": (map_accounts, "budget_accountmapping"),
    "a budget is changed": (change_budget, "FOR UPDATE"),
    "a key is changed": (change_key, "budget_costkeyshare"),
}


def prepare(freeze, head):
    """What has to be there before each of them."""
    upload(csv_file("2023;2;10100;Lønn;010;Februar;15 991 000,00"), by=head, mode=ADD)
    if freeze in SHARING:
        factories.close_year(2023)
    if freeze is approve_run:
        make_run(head)
    if freeze is gather_packet:
        approve_paper(head)
        approve_minutes(head)


@on_postgresql
@pytest.mark.parametrize("freezing", FREEZING)
def test_an_undo_waits_until_it_is_frozen(year, head, freezing):
    freeze, words = FREEZING[freezing]
    prepare(freeze, head)

    with held(lambda: freeze(head), words) as other:
        undoing = Elsewhere(lambda: undo(head))
        undoing.start()
        assert undoing.is_waiting()
    other.end()

    if freeze is decide_frame:  # which shares the budget
        undoing.end()
    else:
        reason = "er avsluttet" if freeze in SHARING else "er godkjent med tall fra denne importen"
        with pytest.raises(ValidationError, match=reason):
            undoing.end()


@on_postgresql
@pytest.mark.parametrize("freezing", FREEZING)
def test_nothing_is_frozen_in_the_middle_of_an_undo(year, head, freezing):
    freeze, _ = FREEZING[freezing]
    prepare(freeze, head)
    if freeze is gather_packet:  # what is approved holds the import fast, so another verb has to move
        moving = held(lambda: map_accounts(head), "budget_accountmapping")
    elif freeze in SHARING:  # nothing of a closed year is undone before it is reopened
        moving = held(lambda: reopen(head), "rorikt_auditentry")
    else:
        moving = held(lambda: undo(head), "budget_accountentry")

    with moving, pytest.raises(ValidationError, match=MOVING):
        freeze(head)


@on_postgresql
@pytest.mark.parametrize("moving", MOVING_VERBS)
def test_what_moves_figures_waits_until_a_paper_is_approved(year, head, moving):
    move, _ = MOVING_VERBS[moving]
    prepare(approve_paper, head)

    with held(lambda: approve_paper(head), "meetings_section") as approving:
        other = Elsewhere(lambda: move(head))
        other.start()
        assert other.is_waiting()
    version = approving.end()

    assert told(version) == NINE
    if move is undo:
        with pytest.raises(ValidationError, match="er godkjent med tall fra denne importen"):
            other.end()
    else:
        other.end()


@on_postgresql
@pytest.mark.parametrize("moving", MOVING_VERBS)
def test_no_paper_is_approved_while_figures_are_moved(year, head, moving):
    move, words = MOVING_VERBS[moving]
    prepare(approve_paper, head)

    with held(lambda: move(head), words) as other, pytest.raises(ValidationError, match=MOVING):
        approve_paper(head)
    other.end()

    assert not DocumentVersion.objects.exists()
    assert Document.objects.get(kind=Document.Kind.CASE_PAPER).status == Document.Status.DRAFT


@on_postgresql
def test_of_an_undo_and_an_approval_only_the_approval_succeeds_when_it_is_first(year, head):
    with held(lambda: approve_paper(head), "meetings_section") as approving:
        undoing = Elsewhere(lambda: undo(head))
        undoing.start()
        assert undoing.is_waiting()
    approving.end()

    with pytest.raises(ValidationError):
        undoing.end()
    assert AccountImport.objects.count() == 1


@on_postgresql
def test_a_key_is_not_changed_under_the_share_that_is_being_approved(year, head):
    factories.close_year(2023)
    make_run(head)

    with held(lambda: approve_run(head), "budget_allocationpart") as approving:
        changing = Elsewhere(lambda: change_key(head))
        changing.start()
        assert changing.is_waiting()
    approving.end()

    with pytest.raises(ValidationError, match="En godkjent fordeling bruker nøkkelen"):
        changing.end()


@on_postgresql
def test_table_and_text_tell_the_same_whoever_writes_between_them(year, head):
    """Written past every lock: the snapshot alone holds."""
    with held(lambda: approve_paper(head), '"budget_accounttotal"') as approving:
        AccountTotal.objects.update(amount=Decimal(16_000_000))
    first = approving.end()

    again = Elsewhere(lambda: approve_minutes(head))
    again.start()
    assert told(first) == NINE
    assert told(again.end()) == SIXTEEN_MILLION


@on_postgresql
def test_an_edit_during_the_approval_makes_the_document_a_draft_again(year, head, author):
    section = Document.objects.get(kind=Document.Kind.CASE_PAPER).sections.get()
    section.title = "Et annet navn"

    with held(lambda: approve_paper(head), "meetings_section") as approving:
        editing = Elsewhere(lambda: writing.save_section(section, revision=section.revision, by=author, now=LATER))
        editing.start()
        assert editing.is_waiting()
    version = approving.end()
    editing.end()

    assert version.content["sections"][0]["title"] == "Innledning"
    assert Document.objects.get(kind=Document.Kind.CASE_PAPER).status == Document.Status.DRAFT


@on_postgresql
def test_the_chain_of_the_audit_trail_is_whole_when_others_wrote_in_it_meanwhile(year, head):
    meeting = Document.objects.first().agenda_item.meeting
    meeting.place = "Molde"

    with held(lambda: approve_paper(head), "meetings_section") as approving:
        save_meeting(meeting, by=head, now=LATER)
    approving.end()

    assert DocumentVersion.objects.count() == 1
    assert trail.broken_entries() == []
    assert list(AuditEntry.objects.values_list("action", flat=True)[:2]) == ["godkjente dokument", "endret møte"]


@on_postgresql
def test_who_was_overtaken_begins_anew_from_a_new_snapshot(municipalities):
    seen = []

    @one_snapshot
    def rename():
        seen.append(Municipality.objects.get(number="1506").name)
        Municipality.objects.filter(number="1506").update(name=f"{seen[-1]} kommune")

    with held(rename, "UPDATE") as renaming:
        Municipality.objects.filter(number="1506").update(name="Nye Molde")
    renaming.end()

    assert seen == ["Molde", "Nye Molde"]
    assert Municipality.objects.get(number="1506").name == "Nye Molde kommune"


@on_postgresql
def test_who_is_overtaken_again_and_again_is_told_so(municipalities, monkeypatch):
    monkeypatch.setattr(snapshot, "LONGEST_PAUSE", 0)
    attempts = []

    @one_snapshot
    def rename():
        attempts.append(Municipality.objects.get(number="1506").name)
        rival = Elsewhere(lambda: Municipality.objects.filter(number="1506").update(name=f"Molde {len(attempts)}"))
        rival.start()
        rival.end()
        Municipality.objects.filter(number="1506").update(name="Molde kommune")

    with pytest.raises(ValidationError, match=BUSY):
        rename()
    assert len(attempts) == snapshot.ATTEMPTS


@on_postgresql
def test_two_who_freeze_do_not_hinder_each_other(year, head):
    with held(lambda: approve_paper(head), "meetings_section") as other:
        approve_minutes(head)
    other.end()

    assert DocumentVersion.objects.count() == 2
    assert trail.broken_entries() == []


def test_what_freezes_is_alone_or_in_one_snapshot_before_it_reads(municipalities):
    with CaptureQueriesContext(connection) as queries:
        one_snapshot(Municipality.objects.count)()

    begins = {
        "sqlite": ["BEGIN IMMEDIATE"],
        "postgresql": [
            "BEGIN",
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
            "LOCK TABLE rorikt_freezing IN SHARE MODE NOWAIT",
        ],
    }[connection.vendor]
    assert [query["sql"] for query in queries][: len(begins)] == begins


def test_what_moves_figures_waits_for_who_freezes_before_it_reads(municipalities):
    with CaptureQueriesContext(connection) as queries:
        moves_figures(Municipality.objects.count)()

    begins = {
        "sqlite": ["BEGIN IMMEDIATE"],
        "postgresql": ["BEGIN", "LOCK TABLE rorikt_freezing IN ROW EXCLUSIVE MODE"],
    }[connection.vendor]
    assert [query["sql"] for query in queries][: len(begins)] == begins


def test_nothing_is_frozen_inside_a_transaction_that_has_read_already(municipalities):
    with transaction.atomic(), pytest.raises(RuntimeError):
        one_snapshot(Municipality.objects.count)()


def test_verbs_inside_a_verb_share_its_snapshot(municipalities):
    @one_snapshot
    def inner():
        return Municipality.objects.count()

    @one_snapshot
    def outer():
        return inner()

    with CaptureQueriesContext(connection) as queries:
        assert outer() == 5
    assert sum(query["sql"].startswith("BEGIN") for query in queries) == 1


def test_a_failed_verb_leaves_the_next_one_its_own_snapshot(municipalities):
    @one_snapshot
    def fail():
        raise ValidationError("Nei.")

    @one_snapshot
    def count():
        return Municipality.objects.count()

    with pytest.raises(ValidationError, match="Nei"):
        fail()
    with CaptureQueriesContext(connection) as queries:
        assert count() == 5
    assert queries[0]["sql"].startswith("BEGIN")


@pytest.mark.django_db
def test_what_was_imported_after_the_click_is_not_approved_by_it(year, head):
    import_accounts(csv_file("2023;2;10100;Lønn;010;Februar;15 991 000,00"), by=head, mode=ADD, now=LATER)

    with pytest.raises(ValidationError, match="importert eller angret mens du holdt på"):
        approval.approve_document(
            Document.objects.get(kind=Document.Kind.CASE_PAPER), by=head, now=NOW, reason="rettet"
        )
    assert told(approve_paper(head)) == SIXTEEN_MILLION


@pytest.mark.django_db
def test_an_import_of_a_time_to_come_is_told_as_a_clock_that_was_set_back(year, head):
    to_come = timezone.now() + timedelta(hours=3)
    import_accounts(csv_file("2023;2;10100;Lønn;010;Februar;15 991 000,00"), by=head, mode=ADD, now=to_come)

    with pytest.raises(ValidationError, match="Klokken på tjeneren går etter"):
        approval.approve_document(
            Document.objects.get(kind=Document.Kind.CASE_PAPER), by=head, now=timezone.now(), reason="rettet"
        )


@pytest.mark.slow
@pytest.mark.django_db
def test_a_packet_is_not_kept_when_its_cases_changed_while_it_was_printed(year, head):
    approve_paper(head)
    approve_minutes(head)
    meeting = Document.objects.first().agenda_item.meeting
    changes = []

    def rename(stage, percent):
        if not changes:
            changes.append(stage)
            item = meeting.agenda.get()
            item.title = "En annen sak"
            save_item(item, case_officers=[], by=head, now=LATER)

    with pytest.raises(ValidationError, match="endret mens møtepakken ble laget"):
        issuing.issue(meeting, IssuedPacket.Audience.FULL, by=head, now=LATER, progress=rename)
    assert not IssuedPacket.objects.exists()


def test_a_collision_is_known_from_other_faults():
    assert snapshot.is_collision(OperationalError("database is locked"))
    assert not snapshot.is_collision(OperationalError("no such table: x"))
    assert not snapshot.is_collision(ValueError("database is locked"))


@moves_figures
def _move():
    return Municipality.objects.count()


def test_a_verb_that_moves_figures_is_whole_or_nothing(municipalities):
    @moves_figures
    def rename():
        Municipality.objects.filter(number="1506").update(name="Nye Molde")
        raise ValidationError("Nei.")

    with pytest.raises(ValidationError):
        rename()
    assert Municipality.objects.get(number="1506").name == "Molde"
    assert _move() == 5
