"""A section saved as it is written: never over what somebody else has stored, and every text of it kept.

Who saves has seen a revision, and sends its stamp along. What was changed since by others is made one with what is
sent, by the blocks of the text and by each other field. Where both changed the same, nothing is stored, and the person
chooses.

The trail has a row for the first save of a spell of writing and for each that changes more than the text; the texts of
all of them are in `SectionRevision`.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from meetings.documents import writing
from meetings.documents.models import Section
from meetings.objections import moved
from meetings.revisions.models import SectionRevision
from rorikt.audit import trail
from rorikt.audit.overtaken import Overtaken
from rorikt.audit.rows import locked
from rorikt.people.models import User
from rorikt.texts import richtext
from rorikt.texts.blocks import identified, without_ids
from rorikt.texts.merging import Choice, Merged, Overlap, merge

# What the editor sends besides the text.
FACTS = ("state", "responsible_id", "deadline_on")
LONGEST = 400_000  # characters of a text: five times the longest report
MOST_BLOCKS = 5_000
_BLOCK = re.compile(r"<(?:p|li|tr|h3|h4)\b", re.IGNORECASE)
SPELL = timedelta(minutes=10)  # a pause that is longer begins another spell of writing


@dataclass(frozen=True)
class Saved:
    """`stamp` is that of what was sent, which the writer now has seen; `section` is what stands, and may hold more."""

    stamp: str
    section: Section


@dataclass
class Diverged(Overtaken):
    """Both changed the same. `values` says what each choice would store, `both` what each wrote, in words."""

    number: str = ""
    both: list[dict[str, str]] = field(default_factory=list)
    values: dict[Choice, dict[str, Any]] = field(default_factory=dict)

    @property
    def stamp(self) -> str:
        return self.number

    @property
    def more(self) -> dict[str, Any]:
        return {"both": self.both, "choices": self.values}


@transaction.atomic
def save_section(section: Section, *, seen: str, by: User, now: datetime, what: str = "") -> Saved:
    """Save what is written in the fields of `section` by one who has `seen` the revision with that stamp.

    `what` tells the trail of something else than writing. Raises Diverged where somebody else changed the same, and
    ValidationError for a text that is too long or a section that is gone.
    """
    check_size(section.body)
    stored = locked(Section.objects.select_related("document").filter(pk=section.pk)).first()
    if stored is None:
        raise ValidationError("Avsnittet er slettet av en annen. Kopier teksten din, og legg den i et annet avsnitt.")
    stood = as_it_stands(stored, now)
    base = stood if seen == stood.stamp else seen_by(stored, seen)
    sent = _values(section)
    sent["body"] = identified(richtext.clean(section.body), base.body or stood.body)
    if sent == stood.values:
        return Saved(stood.stamp, stored)
    if sent == base.values:
        return Saved(base.stamp, stored)
    result = sent if base == stood else _merged(base, sent, stood, _merged_text(base, sent, stood))
    began_at, is_new_spell = _spell(stored, by, now)
    kept = {"by": by, "at": now, "began_at": began_at}
    own = None if result == sent else _keep(stored, sent, number=None, base=base, **kept)
    if result != stood.values:
        _store(stored, result, by=by, now=now, is_noted=is_new_spell or _facts_differ(result, stood), what=what)
        revision = _keep(stored, _values(stored), number=stored.revision, base=stood, **kept)
    else:
        revision = stood
    return Saved((own or revision).stamp, stored)


def check_size(body: str) -> None:
    """Before anything reads it. The ids of the blocks are not counted: the author did not write them."""
    length = len(without_ids(body))
    if length > LONGEST:
        told = f"{length:,}".replace(",", "\u00a0")
        raise ValidationError(
            f"Teksten er på {told} tegn, og et avsnitt kan ha høyst 400\u00a0000. Del den på flere avsnitt. "
            "Det som var lagret før, står."
        )
    if len(_BLOCK.findall(body)) > MOST_BLOCKS:
        raise ValidationError(
            "Teksten har mer enn 5\u00a0000 avsnitt, punkter og rader. Del den på flere avsnitt i dokumentet. "
            "Det som var lagret før, står."
        )
    if richtext.is_too_nested(body):
        raise ValidationError(
            "Teksten har lister eller sitater i så mange nivåer at den ikke kan leses. Ta bort noen av nivåene. "
            "Det som var lagret før, står."
        )


def as_it_stands(section: Section, now: datetime) -> SectionRevision:
    """The revision that the section is, kept now where its text came by another way than the editor."""
    revision = section.revisions.filter(number=section.revision).first()
    if revision:
        return revision
    values = _values(section)
    before = section.revisions.exclude(number=None).order_by("-number").first()
    values["body"] = identified(richtext.clean(section.body), before.body if before else "")
    return _keep(section, values, number=section.revision, base=before, by=None, at=now, began_at=now)


def seen_by(section: Section, stamp: str) -> SectionRevision:
    """The revision with this stamp. Of one that was never kept, the last that was before it: what came in between is
    then held to be of both. An empty one where there is none, so that all that differs is asked about."""
    kept = section.revisions
    found = None
    if stamp.startswith("ved-") and len(stamp) < 20 and stamp[4:].isdecimal():
        found = kept.filter(pk=int(stamp[4:])).first()
    elif stamp.isdecimal() and len(stamp) < 10:
        found = kept.filter(number__lte=int(stamp)).order_by("-number").first()
    return found or SectionRevision(section=section, facts=dict.fromkeys(FACTS))


def restore(section: Section, revision: SectionRevision, *, by: User, now: datetime) -> Saved:
    """Its heading and text again, as a new revision."""
    section.title, section.body = revision.title, revision.body
    return save_section(section, seen=str(section.revision), by=by, now=now, what=f"Gjenopprettet {revision.number}")


def keep_change(before: Section, after: Section, *, by: User, now: datetime) -> None:
    """Keep the revision that a section has become in another way than by the editor, such as a button, and the one it
    was: `before` as it stood, locked, and `after` as it is stored by now."""
    stood = as_it_stands(before, now)
    began_at, _ = _spell(after, by, now)
    values = {**_values(after), "body": identified(richtext.clean(after.body), stood.body)}
    _keep(after, values, number=after.revision, base=stood, by=by, at=now, began_at=began_at)


def _values(section: Section) -> dict[str, Any]:
    facts = {name: getattr(section, name) for name in FACTS}
    facts["deadline_on"] = facts["deadline_on"] and str(facts["deadline_on"])
    return {"title": section.title, "body": section.body, **facts}


def _merged_text(base: SectionRevision, sent: dict[str, Any], stood: SectionRevision) -> Merged:
    return merge(base.body, sent["body"], stood.body)


def _merged(base: SectionRevision, sent: dict[str, Any], stood: SectionRevision, text: Merged) -> dict[str, Any]:
    before, theirs = base.values, stood.values
    names = ["title", *FACTS]
    mine = {name: theirs[name] if sent[name] == before[name] else sent[name] for name in names}
    split = [name for name in names if mine[name] != theirs[name] != before[name]]
    if not split and not text.overlaps:
        return {**mine, "body": text.text()}
    kept = {**mine, **{name: theirs[name] for name in split}}
    raise Diverged(
        stored={},
        by=stood.by.name if stood.by else "",
        at=stood.at if stood.by else None,
        number=stood.stamp,
        both=[*(_field(name, mine[name], theirs[name]) for name in split), *map(_overlap, text.overlaps)],
        values={
            "mine": {**mine, "body": text.text("mine")},
            "theirs": {**kept, "body": text.text("theirs")},
            "both": {**mine, "body": text.text("both")},
        },
    )


def _field(name: str, mine: Any, theirs: Any) -> dict[str, str]:
    label = str(getattr(Section._meta.get_field(name.removesuffix("_id")), "verbose_name", name)).capitalize()
    return {"label": label, "mine": _in_words(name, mine), "theirs": _in_words(name, theirs)}


def _in_words(name: str, value: Any) -> str:
    if name == "responsible_id":
        return str(User.objects.filter(pk=value).first() or "Ingen")
    return str(dict(Section.State.choices).get(value, value)) if name == "state" else str(value or "Ingen")


def _overlap(overlap: Overlap) -> dict[str, str]:
    mine, theirs = overlap.mine, overlap.theirs
    return {
        "label": "Tekst",
        "mine": richtext.plain_paragraphs(mine.html) if mine else "(tatt ut)",
        "theirs": richtext.plain_paragraphs(theirs.html) if theirs else "(tatt ut)",
    }


def _spell(section: Section, by: User, now: datetime) -> tuple[datetime, bool]:
    """When the spell of writing began that this save belongs to, and whether it is the first the trail hears of.

    What another saved in between ends a spell in the history, so that it tells one person's changes, but not the one
    that the trail counts by: two who write at once would else fill it.
    """
    recent = section.revisions.filter(at__gt=now - SPELL)
    last = recent.exclude(number=None).order_by("-number").first()
    goes_on = last is not None and last.by_id == by.pk
    return last.began_at if last and goes_on else now, not recent.filter(by=by).exists()


def _facts_differ(values: dict[str, Any], stood: SectionRevision) -> bool:
    return any(values[name] != stood.values[name] for name in ("title", *FACTS))


def _store(stored: Section, values: dict[str, Any], *, by: User, now: datetime, is_noted: bool, what: str) -> None:
    before = {name: str(getattr(stored, name) or "") for name in values}
    for name, value in values.items():
        setattr(stored, name, date.fromisoformat(value) if name == "deadline_on" and value else value)
    writing.save_section(stored, revision=stored.revision, by=by, now=now, is_noted=is_noted and not what)
    # Whatever goes wrong with a figure, the text is saved.
    transaction.on_commit(lambda: moved.remember_new(stored), robust=True)
    if what:
        after = {name: str(value or "") for name, value in values.items()}
        told = {"fields": [name for name in values if before[name] != after[name]]}
        for values_told in (before, after):
            values_told.pop("body", None)  # kept whole as a revision
        trail.record("endret avsnitt", stored, by=by, now=now, what=what, before=before, after=after, **told)


def _keep(section: Section, values: dict[str, Any], base: SectionRevision | None, **kept: Any) -> SectionRevision:
    facts = {name: values[name] for name in FACTS}
    kept["base"] = base if base and base.pk else None
    return SectionRevision.objects.create(
        section=section, title=values["title"], body=values["body"], facts=facts, **kept
    )
