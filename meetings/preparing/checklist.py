"""What a meeting still lacks, each with the way to it, who has it and when it is due.

A check is a generator over what the meeting has (`Preparation`), registered in CHECKS in the order of the page; a room
below that knows of something more gets its check here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse

from budget.accounts.report import unknown_counts
from meetings.agenda.models import AgendaItem, Meeting
from meetings.council.checks import one_leads, substitutes_have_an_order
from meetings.documents.models import Document
from meetings.preparing.subject import ListedItem, Preparation
from meetings.readiness import findings
from rorikt.amounts import how_many
from rorikt.people.models import Cooperation

Kind, Standard, Stage = AgendaItem.Kind, AgendaItem.Standard, AgendaItem.Stage
HEAD = "IKT-leder"
MEETING = "Den som forbereder møtet"


@dataclass(frozen=True)
class Missing:
    """What is missing. `owner` is who has it, in words; `due` when it has to be there, if that is known.

    `count` is how many, where one line tells of several.
    """

    label: str
    url: str
    owner: str = ""
    due: date | None = None
    note: str = ""
    count: int = 1


@dataclass(frozen=True)
class Found:
    """All that one check found. `summary` says it in a few words: «3 avsnitt mangler»."""

    title: str
    summary: str
    missing: list[Missing]


@dataclass(frozen=True)
class Check:
    """`count` puts the number of what is missing into words."""

    title: str
    count: Callable[[int], str]
    look: Callable[[Preparation], Iterator[Missing]]


@dataclass(frozen=True)
class Checklist:
    preparation: Preparation
    found: list[Found]

    @property
    def summary(self) -> str:
        """Empty where nothing is missing."""
        return ", ".join(one.summary for one in self.found)


def checklist_of(preparation: Preparation) -> Checklist:
    found = []
    for check in CHECKS:
        if missing := list(check.look(preparation)):
            found.append(Found(check.title, check.count(sum(one.count for one in missing)), missing))
    return Checklist(preparation, found)


def with_setting(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """With the days of the cooperation's notice, the day of the meeting before, and whether it has its usual cases."""
    before = Meeting.objects.filter(cancelled_at=None, held_on__lt=OuterRef("held_on")).order_by("-held_on")
    return meetings.annotate(
        notice_days=Subquery(Cooperation.objects.values("notice_days")[:1]),
        held_before=Subquery(before.values("held_on")[:1]),
        is_prepared=Exists(AgendaItem.objects.filter(meeting=OuterRef("pk")).exclude(standard="")),
    )


def preparation_of(meeting: Meeting, today: date, figures: str = "") -> Preparation:
    """Of a meeting that was read `with_setting`."""
    days = getattr(meeting, "notice_days")  # noqa: B009
    usual = Cooperation._meta.get_field("notice_days").default
    return Preparation(meeting, getattr(meeting, "held_before"), usual if days is None else days, today, figures)  # noqa: B009


def when_and_where(preparation: Preparation) -> Iterator[Missing]:
    meeting = preparation.meeting
    url = reverse("meetings:meeting-edit", args=[meeting.year, meeting.sequence])
    if meeting.starts_at is None:
        yield Missing("Klokkeslettet er ikke satt", url, MEETING, preparation.notice_due)
    if not meeting.place and not meeting.is_remote:
        yield Missing("Stedet er ikke satt", url, MEETING, preparation.notice_due)


def unwritten_sections(preparation: Preparation) -> Iterator[Missing]:
    for listed in preparation.unwritten:
        section = listed.section
        owner = str(section.responsible) if section.responsible else "Ingen ansvarlig"
        yield Missing(listed.title, section.get_absolute_url(), owner, section.deadline_on, listed.document.title)


def unconfirmed_texts(preparation: Preparation) -> Iterator[Missing]:
    """Of the last document, one line for each draft: they are confirmed several at once."""
    for draft, sections in preparation.sections:
        if count := sum(one.is_unconfirmed for one in sections):
            url = f"{reverse('meetings:document-board', args=[draft.pk])}?velg=ubekreftet"
            yield Missing(draft.title, url, HEAD, preparation.notice_due, f"{count} avsnitt", count=count)


def accounts_without_a_line(preparation: Preparation) -> Iterator[Missing]:
    """Of the years that the reports of the meeting tell of: they would be missing from the result."""
    years = {document.accounting_year for document in preparation.drafts if document.accounting_year}
    for year, count in sorted(unknown_counts(years).items()) if years else ():
        url = reverse("budget:account-mappings", args=[year])
        label = f"{count} konti i regnskapet for {year}"
        yield Missing(label, url, HEAD, preparation.notice_due, count=count)


def cases_without_a_paper(preparation: Preparation) -> Iterator[Missing]:
    """What is only told of may be told; all else has something to read."""
    for listed in preparation.items:
        needs_none = listed.item.standard in {Standard.NOTICE, Standard.MINUTES, Standard.BRIEFINGS}
        if not (listed.has_paper or needs_none or listed.item.kind == Kind.BRIEFING):
            yield _of_case(listed, preparation)


def uncleared_cases(preparation: Preparation) -> Iterator[Missing]:
    for listed in preparation.items:
        if listed.item.stage != Stage.CLEARED:
            yield _of_case(listed, preparation, listed.item.get_stage_display())


def drafts(preparation: Preparation) -> Iterator[Missing]:
    unapproved = preparation.drafts
    figures = preparation.figures or (findings.state_of_figures() if unapproved else "")
    for draft in findings.checked(unapproved, figures):
        url = draft.document.get_absolute_url()
        yield Missing(draft.document.title, url, HEAD, preparation.notice_due, draft.label)


def closed_cases_far_away(preparation: Preparation) -> Iterator[Missing]:
    """A meeting that must be closed is not held at a distance. Source: kommuneloven § 11-7."""
    for listed in preparation.items:
        if preparation.meeting.is_remote and listed.item.is_exempt:
            yield _of_case(listed, preparation, "Et møte som må lukkes, kan ikke holdes som fjernmøte")


def last_minutes(preparation: Preparation) -> Iterator[Missing]:
    """Whether they stand on the case that approves them; that they are a draft themselves, `drafts` says."""
    attached = {document.agenda_item_id for document in preparation.documents if document.kind == Document.Kind.MINUTES}
    for listed in preparation.items:
        if listed.item.standard == Standard.MINUTES and listed.item.pk not in attached:
            yield _of_case(listed, preparation)


def absences(preparation: Preparation) -> Iterator[Missing]:
    for seat in preparation.absent:
        label = f"{seat.name}{f', {seat.municipality}' if seat.municipality else ''}"
        yield Missing(label, preparation.meeting.get_absolute_url(), MEETING, preparation.meeting.held_on)


def the_council(preparation: Preparation) -> Iterator[Missing]:
    """Of the day of the meeting; what its page says of every municipality stands there."""
    seats = [one.seat for one in preparation.seats]
    sentences = [*one_leads(seats), *substitutes_have_an_order(seats)] if seats else ["Rådet har ingen medlemmer ennå."]
    for sentence in sentences:
        yield Missing(sentence, reverse("meetings:council"), MEETING, preparation.notice_due)


def cycle_tasks(preparation: Preparation) -> Iterator[Missing]:
    for task in preparation.tasks:
        url = f"{reverse('meetings:cycle-year', args=[task.due.year])}#punkt-{task.point.pk}"
        yield Missing(task.point.title, url, str(task.point.owner), task.due)


def the_notice(preparation: Preparation) -> Iterator[Missing]:
    meeting = preparation.meeting
    if meeting.summoned_at is None and meeting.opened_at is None:
        url = reverse("meetings:notice", args=[meeting.year, meeting.sequence])
        days = f"{preparation.notice_days} dager før møtet"
        yield Missing("Innkallingen", url, MEETING, preparation.notice_due, f"Sendes senest {days}")


def _of_case(listed: ListedItem, preparation: Preparation, note: str = "") -> Missing:
    owner = listed.officers or "Ingen saksbehandler"
    label = f"{listed.item.number} {listed.item.title}"
    return Missing(label, listed.item.get_absolute_url(), owner, preparation.notice_due, note)


def _counted(one: str, many: str) -> Callable[[int], str]:
    return lambda count: how_many(count, one, many)


CHECKS = (
    Check("Tid og sted", lambda count: "tid eller sted mangler", when_and_where),
    Check("Rådet", lambda count: "rådet er ikke i orden", the_council),
    Check("Avsnitt som ikke er skrevet", _counted("avsnitt mangler", "avsnitt mangler"), unwritten_sections),
    Check(
        "Tekst fra forrige som ikke er bekreftet",
        _counted("tekst ikke bekreftet", "tekster ikke bekreftet"),
        unconfirmed_texts,
    ),
    Check("Konti uten type utgift", _counted("konto ukoblet", "konti ukoblet"), accounts_without_a_line),
    Check("Saker uten framlegg", _counted("sak uten framlegg", "saker uten framlegg"), cases_without_a_paper),
    Check("Saker som ikke er klarert", _counted("sak ikke klarert", "saker ikke klarert"), uncleared_cases),
    Check("Dokumenter som ikke er godkjent", _counted("dokument ikke godkjent", "dokumenter ikke godkjent"), drafts),
    Check("Forrige protokoll", lambda count: "forrige protokoll er ikke lagt ved", last_minutes),
    Check(
        "Unntatte saker i fjernmøte", _counted("sak kan ikke lukkes", "saker kan ikke lukkes"), closed_cases_far_away
    ),
    Check("Forfall uten vara", _counted("forfall uten vara", "forfall uten vara"), absences),
    Check("Oppgaver i årshjulet", _counted("oppgave i årshjulet", "oppgaver i årshjulet"), cycle_tasks),
    Check("Innkallingen", lambda count: "innkallingen er ikke sendt", the_notice),
)
