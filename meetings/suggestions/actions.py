"""Verbs of suggestions: what is found is kept, a person makes a case of it or says why not."""

from collections.abc import Mapping
from datetime import date, datetime
from html import escape

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.agenda.actions import save_item
from meetings.agenda.models import AgendaItem
from meetings.suggestions.finding import Fact, facts
from meetings.suggestions.models import CaseSuggestion
from rorikt.audit import trail
from rorikt.audit.rows import locked
from rorikt.people.models import User

ANSWERED = "Forslaget er allerede avgjort av en annen."


def keep_facts(today: date, *, now: datetime) -> int:
    """Propose what is new, tell anew what has changed, and take away what nobody has answered and is so no more.

    How many are new. What is answered stays, and is never proposed again.
    """
    return _keep({fact.key: fact for fact in facts(today)}, now=now)


@transaction.atomic
def _keep(found: Mapping[str, Fact], *, now: datetime) -> int:
    kept = {row.fact: row for row in locked(CaseSuggestion.objects.filter(fact__in=found))}
    CaseSuggestion.objects.waiting().exclude(fact__in=found).delete()
    busy = _being_treated()
    new = [fact for key, fact in found.items() if key not in kept and (fact.kind, fact.subject) not in busy]
    for row in kept.values():
        _tell_anew(row, found[row.fact])
    CaseSuggestion.objects.bulk_create(
        CaseSuggestion(
            kind=fact.kind,
            subject=fact.subject,
            fact=fact.key,
            title=fact.title,
            text=fact.text,
            url=fact.url,
            found_at=now,
        )
        for fact in new
    )
    return len(new)


def _being_treated() -> set[tuple[str, str]]:
    """What there is a case of that no meeting has decided."""
    cases = CaseSuggestion.objects.filter(item__isnull=False).exclude(item__treatment__outcome="decided")
    return set(cases.filter(item__withdrawn_at=None).values_list("kind", "subject"))


def _tell_anew(row: CaseSuggestion, fact: Fact) -> None:
    told = (fact.title, fact.text, fact.url)
    if row.answered_at is None and told != (row.title, row.text, row.url):
        row.title, row.text, row.url = told
        row.save(update_fields=["title", "text", "url"])


@transaction.atomic
def make_case(suggestion: CaseSuggestion, *, by: User, now: datetime) -> AgendaItem:
    """A case that waits for a meeting, with the figures in its summary. Raises ValidationError if it is answered."""
    row = _unanswered(suggestion)
    summary = f"<p>{escape(row.text, quote=False)}</p>"
    item = AgendaItem(title=row.title, summary=summary, kind=AgendaItem.Kind.DECISION)
    row.item = save_item(item, case_officers=[], by=by, now=now)
    _answer(row, by=by, now=now)
    trail.record("laget sak av forslag", row, by=by, now=now, before=None, after={"item_id": row.item.pk})
    return row.item


@transaction.atomic
def dismiss(suggestion: CaseSuggestion, *, reason: str, by: User, now: datetime) -> None:
    """The same fact is not proposed again. Raises ValidationError without a reason, or if it is answered."""
    row = _unanswered(suggestion)
    row.reason = reason.strip()
    _answer(row, by=by, now=now)
    trail.record("forkastet forslag til sak", row, by=by, now=now, before=None, after={"reason": row.reason})


def _unanswered(suggestion: CaseSuggestion) -> CaseSuggestion:
    row: CaseSuggestion | None = locked(CaseSuggestion.objects.waiting().filter(pk=suggestion.pk)).first()
    if row is None:
        raise ValidationError(ANSWERED)
    return row


def _answer(row: CaseSuggestion, *, by: User, now: datetime) -> None:
    row.answered_at, row.answered_by = now, by
    row.full_clean()
    row.save()
