"""What the front page shows: the meeting at hand, the key figures, and what waits for the person who looks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from budget.keys.models import CostKey, CostKeyShare
from budget.money.reader import Reader
from budget.result.headline import result_figures
from budget.result.operating_result import ResultOf, result_of
from budget.years.state import newest_with_accounts
from meetings.agenda.models import AgendaItem, Meeting
from meetings.documents.models import Document, Section
from meetings.packet.packing import Withheld, withheld_of
from meetings.papers.checks import document_problems
from rorikt import amounts
from rorikt.people.models import Cooperation, Municipality, User
from support.counting import columns
from support.counting.tallying import open_on_days
from support.sla.models import SlaPolicy
from support.tickets.models import Ticket


@dataclass(frozen=True)
class KeyFigure:
    label: str
    value: str
    note: str
    url: str
    tone: str = ""


@dataclass(frozen=True)
class OwnDraft:
    """A document that is not approved, with how much stands in the way."""

    document: Document
    problem_count: int

    @property
    def label(self) -> str:
        return f"{self.problem_count} mangel" if self.problem_count == 1 else f"{self.problem_count} mangler"


@dataclass(frozen=True)
class Step:
    """A piece of reference data that must be there before the rest can be used."""

    label: str
    help: str
    url: str
    is_done: bool


def meeting_at_hand(today: date) -> Meeting | None:
    """The next one; where none is planned, the last one."""
    coming = Meeting.objects.filter(held_on__gte=today).order_by("held_on").first()
    return coming or Meeting.objects.order_by("-held_on").first()


def withheld_from(item: AgendaItem, user: User, public: Reader) -> list[Withheld]:
    """What this person may know stands in a case that they may read, and not read itself."""
    return [] if item.is_exempt or user.has_perm("meetings.view_exempt") else list(withheld_of(item, public))


def key_figures() -> Iterator[KeyFigure]:
    """The last year that has accounts, as far as they reach, and the open tickets on the last day that has any."""
    year = newest_with_accounts()
    if year is not None:
        yield _result_figure(result_of(year))
    newest = Ticket.objects.aggregate(day=Max("created_at"))["day"]
    if newest is not None:
        day = timezone.localdate(newest)
        labels = {Ticket.Kind.INCIDENT: "Åpne feilmeldinger", Ticket.Kind.SERVICE_REQUEST: "Åpne tjenesteforespørsler"}
        counts = open_on_days(columns.tickets(), [day])
        for kind, label in labels.items():
            note = f"Ved utgangen av {amounts.short_date(day)}"
            yield KeyFigure(label, amounts.number(counts[kind][0]), note, reverse("support:index"))


def _result_figure(found: ResultOf) -> KeyFigure:
    """With the year's whole budget beside it, and what it lacks."""
    shown = result_figures(found, exact=False)
    if found.total is None:
        note = f"{found.state.why_not_comparable} Årsbudsjettet er {shown['year_budget']} tusen kr."
    elif found.is_whole:
        note = f"Regnskap {shown['actual']}, budsjett {shown['budgeted']}"
    else:
        budgets = f"budsjett hittil {shown['budgeted']}, årsbudsjett {shown['year_budget']}"
        note = f"Regnskap hittil {shown['actual']}, {budgets}"
    lacks = found.lacks(lambda amount: f"{amounts.thousands(amount)} tusen kr")
    return KeyFigure(
        label=f"{found.word} {found.period}" if found.total else f"Regnskap {found.period}",
        value=f"{shown.get('variance', shown['actual'])} tusen kr",
        note=f"{note.rstrip('.')}. {lacks}" if lacks else note,
        url=reverse("budget:operating-result", args=[found.year]),
        tone=shown.get("tone", ""),
    )


def drafts() -> list[OwnDraft]:
    """The five oldest; each is checked as if it were to be approved."""
    documents = Document.objects.filter(status=Document.Status.DRAFT).order_by("pk")
    return [OwnDraft(document, sum(1 for _ in document_problems(document))) for document in documents[:5]]


def unfinished_sections(user: User) -> list[Section]:
    """What this person is to write, the nearest deadline first."""
    mine = Section.objects.filter(responsible=user, state=Section.State.WRITING).select_related("document")
    return sorted(mine, key=lambda section: (section.deadline_on or date.max, section.document_id, section.position))


def own_shares(user: User) -> list[CostKeyShare]:
    """What this person's municipality pays of the whole, the newest key first."""
    if user.municipality_id is None:
        return []
    shares = CostKeyShare.objects.filter(municipality=user.municipality_id).select_related("key")
    return list(shares.order_by("-key__valid_from")[:2])


def setup_steps() -> list[Step]:
    """In the order they are best done in."""
    return [
        Step(
            "Kommunene",
            "Medlemmene, med kommunenummer.",
            reverse("admin:rorikt_municipality_changelist"),
            Municipality.objects.exists(),
        ),
        Step(
            "Samarbeidet",
            "Navnet, rådets navn og kontorkommunen. Står i alle dokumenter.",
            reverse("admin:rorikt_cooperation_changelist"),
            Cooperation.objects.exists(),
        ),
        Step(
            "Brukerne",
            "Minst én IKT-leder, som kan opprette møter og godkjenne dokumenter.",
            reverse("admin:rorikt_user_changelist"),
            User.objects.filter(role=User.Role.HEAD, is_active=True).exists(),
        ),
        Step(
            "Fordelingsnøkkelen",
            "Andelen til hver kommune. Legges inn av IKT-lederen.",
            reverse("budget:cost-keys"),
            CostKey.objects.exists(),
        ),
        Step(
            "Frister for support (SLA)",
            "Frist per prioritet, som løsningstidene måles mot.",
            reverse("admin:support_slapolicy_changelist"),
            SlaPolicy.objects.exists(),
        ),
    ]
