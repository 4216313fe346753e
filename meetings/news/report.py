"""What is new to one reader: in a paper, a case and a meeting."""

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from meetings.agenda.closed import is_closed_to, title_for
from meetings.agenda.models import AgendaItem, Meeting
from meetings.attachments.models import Attachment
from meetings.documents.models import Document
from meetings.news.actions import Thing
from meetings.news.models import LastSeen
from meetings.news.visiting import Visit
from meetings.visits.report import outlines_of
from rorikt.people.models import User

TOLD = {"tittel": "tittelen", "omtale": "omtalen"}


@dataclass(frozen=True)
class NewThing:
    """`what` has become of it, such as «Endret», since the person last was there; `at` where that is known."""

    what: str
    title: str
    at: datetime | None
    url: str


@dataclass(frozen=True)
class ReadCase:
    """A case with what this person may read of it: approved papers, with what is known of their newest versions."""

    item: AgendaItem
    papers: Sequence[Document]
    attachments: Sequence[Attachment]


def newest_of(document: Document) -> int | None:
    pk: int | None = document.versions.values_list("pk", flat=True).first()
    return pk


def file_of(attachment: Attachment) -> str:
    return _hash(attachment.title, attachment.sha256)


def facts_of(case: ReadCase, user: User) -> dict[str, Any]:
    """What the page of a case says to this person, and which papers and attachments it has."""
    item = case.item
    return {
        "tittel": _hash(title_for(item, user)),
        "omtale": "" if is_closed_to(item, user) else _hash(item.summary),
        "trukket": item.is_withdrawn,
        "dokumenter": sorted(one.pk for one in case.papers),
        "vedlegg": sorted(one.pk for one in case.attachments),
    }


def news_of_meeting(meeting: Meeting, cases: Sequence[ReadCase], user: User) -> list[NewThing] | None:
    """In the order of the agenda. `None` for one who has opened nothing of it: then all is new, and nothing is told."""
    seen = _seen(Q(item__meeting=meeting), Q(agenda_item__meeting=meeting), user)
    return _news(cases, user, seen) if seen else None


def news_of_case(case: ReadCase, user: User) -> list[NewThing]:
    """Of its papers and attachments; what has become of the case itself is in `case_changes`."""
    item = case.item
    seen = _seen(Q(item=item), Q(agenda_item=item), user)
    return [one for one in _news([case], user, seen) if one.url != item.get_absolute_url()] if seen else []


def case_changes(before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> list[str]:
    """Sentences; none for the first visit."""
    return list(_changes(before, now)) if before else []


def everything_of(meeting: Meeting, user: User) -> Iterator[tuple[Thing, Any]]:
    """All of a meeting that this person can open, with what it is now."""
    for case in _cases(list(meeting.agenda.select_related("meeting")), user):
        yield case.item, facts_of(case, user)
        yield from ((paper, paper.approved_version) for paper in case.papers)  # type: ignore[attr-defined]
        yield from ((attachment, file_of(attachment)) for attachment in case.attachments)


def _news(cases: Sequence[ReadCase], user: User, seen: Mapping[tuple[str, int], Visit]) -> list[NewThing]:
    since = min(visit.first_at for visit in seen.values())
    papers = [paper for case in cases for paper in case.papers]
    same = set() if user.has_perm("meetings.view_exempt") else _same_to_the_public(papers, seen)
    return [one for case in cases for one in _news_of(case, user, seen, since, same)]


def _same_to_the_public(papers: Iterable[Document], seen: Mapping[tuple[str, int], Visit]) -> set[int]:
    """Those of whose versions the newest says the same as the one seen, but for what is exempt."""
    newest = {paper.pk: paper.approved_version for paper in papers}  # type: ignore[attr-defined]
    before = {pk: seen["document", pk].seen for pk in newest if ("document", pk) in seen}
    moved = {pk for pk, version in before.items() if version != newest[pk]}
    outlines = outlines_of({version for pk in moved for version in (before[pk], newest[pk])}, is_public=True)
    return {pk for pk in moved if before[pk] in outlines and outlines[before[pk]].said == outlines[newest[pk]].said}


def _news_of(
    case: ReadCase, user: User, seen: Mapping[tuple[str, int], Visit], since: datetime, same: Container[int]
) -> Iterator[NewThing]:
    """`same` are papers by their keys of which this person reads the same as before."""
    item, visit = case.item, seen.get(("item", case.item.pk))
    now, called = facts_of(case, user), f"Sak {item.number}: {title_for(item, user)}"
    if item.withdrawn_at and not (visit.seen["trukket"] if visit else item.withdrawn_at <= since):
        yield NewThing("Trukket", called, item.withdrawn_at, item.get_absolute_url())
    elif visit and (others := list(_other_than_before(visit.seen, now))):
        yield NewThing(", ".join(others).capitalize(), called, None, item.get_absolute_url())
    for paper in case.papers:
        read, approved_at = seen.get(("document", paper.pk)), paper.approved_at  # type: ignore[attr-defined]
        title = paper.approved_title  # type: ignore[attr-defined]
        if read and read.seen != paper.approved_version and paper.pk not in same:  # type: ignore[attr-defined]
            yield NewThing("Endret", title, approved_at, paper.get_absolute_url())
        elif not read and approved_at > since:
            yield NewThing("Nytt", title, approved_at, paper.get_absolute_url())
    for attachment in case.attachments:
        read = seen.get(("attachment", attachment.pk))
        if read and read.seen != file_of(attachment):
            yield NewThing("Endret vedlegg", attachment.title, None, attachment.get_absolute_url())
        elif not read and attachment.uploaded_at > since:
            yield NewThing("Nytt vedlegg", attachment.title, attachment.uploaded_at, attachment.get_absolute_url())


def _other_than_before(seen: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """What is told of the case itself: its papers and attachments that came tell of themselves."""
    if others := [told for name, told in TOLD.items() if seen[name] != now[name]]:
        yield f"endret {' og '.join(others)}"
    if any(set(seen[name]) - set(now[name]) for name in ("dokumenter", "vedlegg")):
        yield "noe er tatt ut"


def _cases(items: Sequence[AgendaItem], user: User) -> list[ReadCase]:
    """Two queries for all of them. Drafts are no news: those who write have a page of what they do."""
    papers = Document.objects.visible_to(user).with_newest_version().filter(agenda_item__in=items)
    attachments = Attachment.objects.visible_to(user).filter(agenda_item__in=items)
    approved = _by_item(paper for paper in papers if paper.approved_version)  # type: ignore[attr-defined]
    attached = _by_item(attachments)
    return [ReadCase(item, approved.get(item.pk, ()), attached.get(item.pk, ())) for item in items]


def _by_item(things: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for thing in things:
        found.setdefault(thing.agenda_item_id, []).append(thing)
    return found


def _seen(of_case: Q, of_part: Q, user: User) -> dict[tuple[str, int], Visit]:
    """What the person has seen of cases and all that is in them, by what kind of thing it is."""
    documents, attachments = Document.objects.filter(of_part), Attachment.objects.filter(of_part)
    of_them = of_case | Q(document__in=documents) | Q(attachment__in=attachments)
    found: dict[tuple[str, int], Visit] = {}
    for row in LastSeen.objects.filter(of_them, user=user):
        keys = {"document": row.document_id, "attachment": row.attachment_id, "item": row.item_id}
        found |= {(kind, key): row.visit for kind, key in keys.items() if key}
    return found


def _changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for name, told in TOLD.items():
        if before[name] != now[name]:
            yield f"{told.capitalize()} er endret."
    if before["trukket"] != now["trukket"]:
        yield "Saken er trukket." if now["trukket"] else "Saken er tatt inn igjen."
    for name, one, more in (("dokumenter", "dokument", "dokumenter"), ("vedlegg", "vedlegg", "vedlegg")):
        came, went = set(now[name]) - set(before[name]), set(before[name]) - set(now[name])
        for count, verb in ((len(came), "kommet til"), (len(went), "tatt ut")):
            if count:
                yield f"{count} {one if count == 1 else more} er {verb}."


def _hash(*said: str) -> str:
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]
