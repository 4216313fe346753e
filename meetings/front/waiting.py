"""What waits for one person, by the role they have: the front page begins with it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, Subquery, Value
from django.urls import reverse

from budget.allocations.models import AllocationRun
from budget.new_year.needs import to_prepare
from meetings.agenda.models import AgendaItem, Exemptible, Meeting
from meetings.attachments.models import Attachment
from meetings.documents.models import Document, Section
from meetings.followup.filters import OVERDUE
from meetings.followup.models import Action
from meetings.followup.shown import show_action
from meetings.front.home import Headline
from meetings.issuing.models import IssuedPacket
from meetings.mailing.models import Delivery, Notice
from meetings.questions.models import Question
from meetings.readiness import findings
from meetings.register_reminders.days import own_days
from meetings.suggestions.models import CaseSuggestion
from rorikt import amounts
from rorikt.duties.models import DutyState
from rorikt.people.models import User
from support.pureservice.models import SourceTicket

MOST = 10  # of one kind
SOON = timedelta(days=21)


@dataclass(frozen=True)
class Task:
    """`tag` says how far it is or when it is due. `is_moving`: the page shows more of it in a moment."""

    label: str
    url: str
    note: str = ""
    tag: str = ""
    tone: str = "neutral"
    is_moving: bool = False


def tasks_for(user: User, today: date, coming: Meeting | None, headline: Headline, figures: str) -> list[Task]:
    """What is most pressing first. `figures` is the state of the figures."""
    sections = _sections(user, today)
    late = [section for section in sections if section.responsible != user]
    tasks = [*_own_sections(user, today, sections), *_own_actions(user, today), *_register_days(user, today)]
    tasks += _questions(user)
    if user.role == User.Role.COUNCIL_MEMBER and coming:
        tasks += _packet_to_read(coming, user)
    if user.has_perm("meetings.issue_packet") and coming:
        tasks += _packet_to_issue(coming, today)
    if user.has_perm("meetings.send_notice"):
        tasks += _meetings_not_held(today)
        tasks += _troubled_mails(today)
    if user.has_perm("meetings.answer_suggestion"):
        tasks += _followup(user, today)
    if user.has_perm("meetings.approve_document"):
        tasks += _drafts(figures, late)
    if user.has_perm("meetings.clear_case"):
        tasks += _cases_to_check()
        tasks += _exempt_too_long(today)
    if user.has_perm("budget.approve_run"):
        tasks += _runs()
    if user.has_perm("budget.change_budget"):
        tasks += _accounts(headline)
        tasks += _coming_year(today)
    if user.has_perm("rorikt.change_reference_data"):
        tasks += _failed_duties()
    if user.has_perm("support.change_pureservice"):
        tasks += _tickets_that_wait()
    return tasks


def _sections(user: User, today: date) -> list[Section]:
    """Unfinished ones: their own, and for the head those of others that are late. The nearest deadline first."""
    wanted = Q(responsible=user)
    if user.has_perm("meetings.change_document"):
        wanted |= Q(deadline_on__lt=today, responsible__isnull=False)
    writing = Section.objects.unfinished().filter(wanted, document__in=Document.objects.unapproved())
    writing = writing.select_related("document", "responsible")
    return list(writing.order_by(F("deadline_on").asc(nulls_last=True), "document", "position"))


def _own_sections(user: User, today: date, sections: Iterable[Section]) -> Iterator[Task]:
    for section in [section for section in sections if section.responsible == user]:
        is_late = section.deadline_on is not None and section.deadline_on < today
        due = f"Frist {amounts.short_date(section.deadline_on)}" if section.deadline_on else ""
        tone = "danger" if is_late else "neutral"
        yield Task(section.title, section.get_absolute_url(), f"Skriv ferdig i {section.document}", due, tone)


def _own_actions(user: User, today: date) -> Iterator[Task]:
    for action in Action.objects.open().owned_by(user).with_case()[:MOST]:
        shown = show_action(action, user, today)
        tone = "danger" if shown.is_overdue else "neutral"
        note = f"Tiltak etter vedtak i sak {action.item.number}"
        yield Task(shown.title, action.get_absolute_url(), note, f"Frist {amounts.short_date(action.due_on)}", tone)


def _register_days(user: User, today: date) -> Iterator[Task]:
    """Days of registers that this person is told of, and those that have passed."""
    found = own_days(user, today)
    for due in found[:MOST]:
        is_late = due.is_late(today)
        note, tag = f"{due.label} i {due.row.register}", amounts.short_date(due.day)
        tag = f"Passert {tag}" if is_late else tag
        yield Task(str(due.row), due.row.get_absolute_url(), note, tag, "danger" if is_late else "neutral")
    if len(found) > MOST:
        url = f"{reverse('meetings:register-days')}?mine=ja"
        yield Task(f"{len(found) - MOST} datoer til i registrene", url, "Alle i én liste")


def _questions(user: User) -> Iterator[Task]:
    """Whoever asked is preparing for the meeting, and reads the answer where they asked."""
    if user.role in {User.Role.COUNCIL_MEMBER, User.Role.FINANCE}:
        return
    if asked := Question.objects.answerable_by(user).waiting().count():
        url, note = reverse("meetings:questions"), "Fra dem som leser sakene"
        yield Task("Svar på spørsmål til sakene", url, note, f"{asked} venter", "warning")


def _followup(user: User, today: date) -> Iterator[Task]:
    """What those who run the meetings see to: late actions of others, and cases that the figures propose."""
    late = Action.objects.overdue(today).exclude(owner=user).count()
    if late:
        url = f"{reverse('meetings:actions')}?state={OVERDUE}"
        yield Task("Følg opp tiltak som er over fristen", url, "Etter rådets vedtak", f"{late} for sent", "danger")
    if proposed := CaseSuggestion.objects.waiting().count():
        url = reverse("meetings:suggestions")
        yield Task(
            "Svar på forslag til saker", url, "Det tallene viser at rådet kanskje bør se på", f"{proposed} venter"
        )


def _meetings_not_held(today: date) -> Iterator[Task]:
    """Their day has passed, and nobody has said what became of them. Those from before the last one that was held were
    not held here."""
    last = Meeting.objects.filter(closed_at__isnull=False).order_by("-held_on").values("held_on")[:1]
    past = Meeting.objects.filter(held_on__lt=today, closed_at=None, cancelled_at=None)
    begun = Q(summoned_at__isnull=False) | Q(opened_at__isnull=False)
    left = past.filter(begun | Q(held_on__gt=Subquery(last)))
    for meeting in left.order_by("held_on", "sequence")[:MOST]:
        note = "Møtet er åpnet, og ikke hevet" if meeting.opened_at else "Hold møtet, sett en ny dato, eller avlys det"
        day = f"Var {amounts.short_date(meeting.held_on)}"
        yield Task(f"{meeting} er ikke gjennomført", meeting.get_absolute_url(), note, day, "warning")


def _packet_to_read(meeting: Meeting, user: User) -> Iterator[Task]:
    sent = meeting.issued_packets.visible_to(user).order_by("-issued_at").defer("manifest", "pages").first()
    if sent:
        note = f"{meeting} er {amounts.long_date(meeting.held_on)}"
        yield Task("Les møtepakken", sent.get_absolute_url(), note, f"Fastsatt {amounts.short_date(sent.issued_at)}")


def _packet_to_issue(meeting: Meeting, today: date) -> Iterator[Task]:
    """And then the notice: one after the other."""
    is_issued = meeting.issued_packets.filter(audience=IssuedPacket.Audience.FULL).exists()
    if meeting.summoned_at or meeting.is_over or meeting.held_on - today > SOON:
        return
    address, note = [meeting.year, meeting.sequence], f"{meeting} er {amounts.long_date(meeting.held_on)}"
    if is_issued:
        yield Task("Send innkallingen", reverse("meetings:notice", args=address), note, "Ikke sendt")
    else:
        yield Task("Fastsett møtepakken", reverse("meetings:packet-issue", args=address), note, "Ikke fastsatt")


def _troubled_mails(today: date) -> Iterator[Task]:
    """Of meetings to come: what did not arrive, or may not have."""
    troubled = Delivery.objects.troubled().filter(notice__meeting__held_on__gte=today)
    for notice in Notice.objects.filter(pk__in=troubled.values("notice")).select_related("meeting")[:MOST]:
        yield Task(notice.subject, notice.get_absolute_url(), "E-post som ikke kom fram", "Se på", "danger")


def _drafts(figures: str, late: Iterable[Section]) -> Iterator[Task]:
    """The oldest first, with what stands in the way of the approval, and whose sections are late."""
    names: dict[int, list[str]] = defaultdict(list)
    for section in late:
        names[section.document_id].append(str(section.responsible))
    rows = Document.objects.unapproved().order_by("pk").select_related("finding")
    documents = list(rows[: MOST + 1])
    for draft in findings.checked(documents[:MOST], figures):
        title, url, behind = draft.document.title, draft.document.get_absolute_url(), names[draft.document.pk]
        note = (
            f"{len(behind)} avsnitt er over fristen: {', '.join(dict.fromkeys(behind))}"
            if behind
            else draft.document.get_status_display()
        )
        yield Task(title, url, note, draft.label, draft.tone, is_moving=draft.problems is None)
    if len(documents) > MOST:
        yield Task("Flere utkast", reverse("meetings:documents"), "Alle i én liste")


def _cases_to_check() -> Iterator[Task]:
    sent = AgendaItem.objects.filter(stage=AgendaItem.Stage.CHECKING, sent_at=None).select_related("meeting")
    for item in sent.order_by("pk")[:MOST]:
        yield Task(str(item), item.get_absolute_url(), "Sak som venter på kvalitetssikring", "Til kvalitetssikring")


def _exempt_too_long(today: date) -> Iterator[Task]:
    """Nothing opens by itself: somebody has to look at what was to be exempt until a day that has passed."""
    pages = {"Sak": "agenda-item", "Dokument": "document", "Vedlegg": "attachment"}
    kinds: tuple[tuple[str, type[Exemptible]], ...] = (
        ("Sak", AgendaItem),
        ("Dokument", Document),
        ("Vedlegg", Attachment),
    )
    first, *others = [
        kind.objects.filter(exempt_until__lt=today)  # type: ignore[attr-defined]
        .exclude(exemption_basis="")
        .order_by()
        .annotate(what=Value(name))
        .values_list("what", "pk", "title", "exempt_until")
        for name, kind in kinds
    ]
    for name, pk, title, until in first.union(*others).order_by("exempt_until", "what", "pk")[:MOST]:
        note = f"{name} som var unntatt offentlighet til og med {amounts.short_date(until)}. Vurder om den kan åpnes"
        yield Task(title, reverse(f"meetings:{pages[name]}", args=[pk]), note, "Unntak utløpt", "warning")


def _runs() -> Iterator[Task]:
    for run in AllocationRun.objects.filter(state=AllocationRun.State.DRAFT)[:MOST]:
        yield Task(run.title, run.get_absolute_url(), "Fordeling som venter på godkjenning", "Utkast")


def _accounts(headline: Headline) -> Iterator[Task]:
    if headline.unknown_accounts:
        url = reverse("budget:account-mappings", args=[headline.year])
        note = "De er ikke med i driftsresultatet før de er koblet"
        yield Task(f"Koble {headline.unknown_accounts} konti for {headline.year}", url, note, "Mangler", "warning")


def _coming_year(today: date) -> Iterator[Task]:
    if found := to_prepare(today):
        year, lacking = found
        yield Task(
            f"Gjør klart {year}", reverse("budget:new-year", args=[year]), f"Mangler: {', '.join(lacking)}", "Nytt år"
        )


def _failed_duties() -> Iterator[Task]:
    for state in DutyState.objects.exclude(error="")[:MOST]:
        yield Task(state.name, reverse("admin:rorikt_dutystate_changelist"), state.error, "Feilet", "danger")


def _tickets_that_wait() -> Iterator[Task]:
    if count := SourceTicket.objects.waiting().count():
        note = "Saker fra Pureservice som mangler en kobling, er ikke med i tallene"
        yield Task(f"Koble {count} saker", reverse("support:waiting"), note, "Venter", "warning")
