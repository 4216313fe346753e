"""What stood in the boxes of a register at a moment that has passed, by the trail of its rows.

The trail tells each change with what the box held before, by the title that its column then had.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models.fields.json import KeyTextTransform

from meetings.documents.models import Document, DocumentVersion
from meetings.register_pages.opening import Opened
from meetings.registers.models import RegisterColumn, RegisterRow
from meetings.registers.sheet import Line
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User

Texts = Mapping[str, str]  # what is printed in the boxes, by the keys of their columns


def last_report(user: User) -> DocumentVersion | None:
    """The activity report that was approved last, of those that this person may read, with the `title` it has there."""
    documents = Document.objects.visible_to(user).filter(kind=Document.Kind.ACTIVITY_REPORT)
    versions = DocumentVersion.objects.filter(document__in=documents).select_related("document")
    titled = versions.annotate(title=KeyTextTransform("title", "content")).defer("content", "public_content")
    return titled.order_by("-approved_at", "-pk").first()


def stood(found: Opened, lines: Iterable[Line], keys: Iterable[str], at: datetime) -> dict[int, Texts]:
    """By row, of those that were there. Boxes of a municipality are not among the keys."""
    there = [line for line in lines if line.row.made_at <= at]
    columns = [column for key in keys if (column := found.sheet.by_key.get(key))]
    titles = _titles(columns)
    texts = {line.row.pk: {column.key: line.text(column.key) for column in columns} for line in there}
    changed = [line.row.pk for line in there if line.row.changed_at > at]
    for pk, before in _changes(changed, at):  # the newest first, so that the oldest of them has the last word
        for title, text in before.items():
            if key := titles.get(title):
                texts[pk][key] = text
    return {pk: dict(told) for pk, told in texts.items()}


def ever_held(found: Opened, key: str) -> dict[int, list[str]]:
    """By row, what its box of this column holds and has held, the newest first."""
    column = found.sheet.by_key[key]
    titles = _titles([column])
    held = {line.row.pk: [line.text(key)] for line in found.lines}
    changed = [line.row.pk for line in found.lines if line.row.changed_at > line.row.made_at]
    for pk, before in _changes(changed):
        held[pk] += [text for title, text in before.items() if text and titles.get(title) == key]
    return held


def _changes(rows: list[int], at: datetime | None = None) -> Iterable[tuple[int, Texts]]:
    """What the boxes of these rows held before each change of them, the newest first; only those after a moment."""
    label = RegisterRow._meta.label_lower
    subjects = {f"{label}:{pk}": pk for pk in rows}
    entries = AuditEntry.objects.filter(subject__in=subjects).order_by("-pk")
    entries = entries.filter(at__gt=at) if at else entries
    for subject, detail in entries.values_list("subject", "detail"):
        before = detail.get("before")
        if isinstance(before, dict):
            yield subjects[subject], {title: text for title, text in before.items() if isinstance(text, str)}


def _titles(columns: Iterable[RegisterColumn]) -> dict[str, str]:
    """The keys of columns by every title that they have had."""
    label = RegisterColumn._meta.label_lower
    keys = {f"{label}:{column.pk}": column.key for column in columns}
    titles = {}
    entries = AuditEntry.objects.filter(subject__in=keys).values_list("subject", "detail")
    for subject, detail in entries.order_by("pk"):
        for told in (detail.get("before"), detail.get("after")):
            if isinstance(told, dict) and isinstance(told.get("title"), str):
                titles[told["title"]] = keys[subject]
    return {**titles, **{column.title: column.key for column in columns}}
