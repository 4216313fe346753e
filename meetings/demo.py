"""The demo: the meeting of 14.02.2024 with its report, its case paper, its money and its tickets."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection

from budget.allocations.models import AllocationRun
from budget.demo import change_project_budgets, plan_ahead
from budget.frame.actions import Decision, add_change
from budget.frame.models import FrameChange
from budget.lines.models import BudgetLine
from budget.runs.actions import approve_run, make_run
from budget.years.actions import close_year
from meetings.agenda.models import Meeting
from meetings.approving import approval
from meetings.demo_meetings import begin_second_report, hold_first_meeting, prepare_second_meeting
from meetings.demo_period_report import report_first_tertial
from meetings.demo_registers import change_registers, fill_registers
from meetings.documents.models import Document, Section
from rorikt.people.models import User
from rorikt.snapshot import one_snapshot
from rorikt.texts.blocks import identified
from support.demo import load_tickets

# Opens nothing but the demo, whose data anyone may read. A real installation has no such accounts.
PASSWORD = "rorikt-demo-2024"
CLOSED_ON = date(2024, 1, 31)  # the day is the demo's
APPROVED_AT = datetime(2024, 2, 6, 12, 0, tzinfo=ZoneInfo("Europe/Oslo"))


@dataclass(frozen=True)
class Account:
    """`pk` is what the fixtures refer to."""

    pk: int
    email: str
    name: str
    role: User.Role
    municipality: str | None = None
    title: str = ""


ACCOUNTS = (
    Account(1, "leder@demo.example", "Leder ROR-IKT", User.Role.HEAD, title="Leder ROR-IKT"),
    Account(2, "kundeservice@demo.example", "Fagansvarlig kundeservice", User.Role.AUTHOR),
    Account(3, "sikkerhet@demo.example", "Fagansvarlig informasjonssikkerhet", User.Role.AUTHOR),
    Account(4, "okonomi@demo.example", "Økonomi Vestnes", User.Role.FINANCE, "1535"),
    Account(5, "radsmedlem@demo.example", "Rådsmedlem Molde", User.Role.COUNCIL_MEMBER, "1506"),
    Account(6, "administrator@demo.example", "Administrator", User.Role.ADMINISTRATOR),
    Account(7, "oppvekst@demo.example", "Fagansvarlig oppvekst", User.Role.AUTHOR),
    Account(9, "sekretar@demo.example", "Sekretær", User.Role.SECRETARY, title="Rådssekretær"),
    Account(8, "vestnes@demo.example", "Rådsmedlem Vestnes", User.Role.COUNCIL_MEMBER, "1535"),
)


def is_loaded() -> bool:
    return Meeting.objects.filter(year=2024, sequence=1).exists() and User.objects.filter(pk=1).exists()


@one_snapshot
def load() -> int:
    """Fill an empty database; the number of tickets made. All or nothing."""
    call_command("loaddata", "municipalities", verbosity=0)
    make_accounts()
    call_command("loaddata", "reference", "support_reference", "year_2023", "services", "meeting_2024_m1", verbosity=0)
    count = load_tickets(now=APPROVED_AT)
    head = User.objects.get(pk=1)
    fill_registers(by=head, now=APPROVED_AT)
    change_project_budgets(by=head, now=APPROVED_AT)
    close_year(2023, closed_on=CLOSED_ON, by=head, now=APPROVED_AT)
    for section in Section.objects.exclude(body=""):
        section.body = identified(section.body)  # as one that is written has its paragraphs named when it is saved
        section.save(update_fields=["body"])
    for document in Document.objects.all():
        approval.approve_document(document, by=head, now=APPROVED_AT)
    share_the_money_of_2023(head)
    plan_ahead(by=head, now=APPROVED_AT)
    hold_first_meeting(head=head, chair=User.objects.get(pk=5), deputy=User.objects.get(pk=8))
    change_registers(by=head)
    second = prepare_second_meeting(head=head)
    report_first_tertial(head=head)
    begin_second_report(second, head=head)
    return count


def share_the_money_of_2023(head: User) -> None:
    """The frame, the overspend and the settlement. Case 2024/M1-004 waits for its meeting to be held."""
    frame = Decision("Årsbudsjettet for 2023", date(2022, 12, 14))
    add_change(
        kind=FrameChange.Kind.BASE,
        year=2023,
        title="Driftsramme",
        amount=BudgetLine.objects.for_year(2023).result().budgeted,
        decision=frame,
        by=head,
        now=APPROVED_AT,
    )
    for kind in (AllocationRun.Kind.OPERATING_RESULT, AllocationRun.Kind.INVESTMENT):
        run = make_run(kind, year=2023, charged_year=2024, by=head, now=APPROVED_AT)
        approve_run(run, by=head, now=APPROVED_AT)


def make_accounts() -> None:
    for account in ACCOUNTS:
        User.objects.create_user(
            account.email,
            PASSWORD,
            pk=account.pk,
            name=account.name,
            title=account.title,
            role=account.role,
            municipality_id=account.municipality,
            is_staff=account.role == User.Role.ADMINISTRATOR,
        )
    _let_new_accounts_follow()


def _let_new_accounts_follow() -> None:
    """The accounts have given keys, which PostgreSQL's sequence does not know of."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [User]):
            cursor.execute(statement)
