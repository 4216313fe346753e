"""From the rows of one ticket to a draft of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from rorikt.calendar import OSLO
from support.files.log import Span, Told, steps, told
from support.files.meanings import IGNORED, NONE, Meanings
from support.files.ticket_fields import Parsed, Skipped, TicketDraft, TicketsRead
from support.files.times import Moment
from support.sla.clock import EPOCH
from support.sla.judging import Waiting

FAULTY = Moment(EPOCH)


def read_group(
    group: list[Parsed],
    mapping: Mapping[str, str],
    options: Mapping[str, Any],
    meanings: Meanings,
    reading: TicketsRead,
) -> TicketDraft | None:
    """What the rows of one ticket say; `None`, counted or with the error noted, where it cannot be stored."""
    reading.ticket_count += 1
    undecided = meanings.count(group)
    if any("fault" in row.moments for row in group):
        return None
    is_history = bool(options.get("tickets_of"))
    try:
        draft = (_history if is_history else _draft)(group, mapping, options, meanings, reading, undecided)
    except Skipped:
        return None
    if undecided:
        reading.undecided_count += 1
        return None
    return draft if is_history or _is_counted(draft, mapping, reading) else None


def _is_counted(draft: TicketDraft, mapping: Mapping[str, str], reading: TicketsRead) -> bool:
    """Whether the ticket is one of those to be stored; counts it as such or as ignored."""
    if IGNORED in (draft.kind, draft.priority, draft.category, draft.municipality):
        reading.ignored_count += 1
        return False
    if draft.has_wrong_order:
        reading.wrong_order_count += 1
        column = mapping.get("resolved_at") or mapping.get("closed_at") or mapping.get("state", "")
        reading.findings.warn(
            draft.line, column, "Løst eller lukket før saken ble opprettet. Den tas med som «Datafeil»."
        )
    reading.months[draft.created_at.astimezone(OSLO).strftime("%Y-%m"), draft.priority] += 1
    return True


def _history(
    group: list[Parsed],
    mapping: Mapping[str, str],
    options: Mapping[str, Any],
    meanings: Meanings,
    reading: TicketsRead,
    undecided: bool,
) -> TicketDraft:
    """Pauses, or a log, of a ticket that another file has brought; of the draft only they and `reopenings` count."""
    choice, reopenings = str(options.get("twice") or ""), 0
    changes: list[tuple[datetime, str]] = []
    if mapping.get("event_at"):
        events = _in_order(group, mapping, choice, EPOCH, reading)
        heard, changes = _heard(events, meanings, undecided)
        pauses, reopenings = heard.pauses, heard.reopenings
    else:
        pauses = _pauses(group, mapping, choice, meanings, EPOCH, reading)
    first = group[0]
    return TicketDraft(
        first.line, first.number, "", "", NONE, None, NONE, EPOCH, None, None, None, reopenings, pauses, tuple(changes)
    )


def _draft(
    group: list[Parsed],
    mapping: Mapping[str, str],
    options: Mapping[str, Any],
    meanings: Meanings,
    reading: TicketsRead,
    undecided: bool,
) -> TicketDraft:
    choice = str(options.get("twice") or "")
    is_log, first = bool(mapping.get("event_at")), group[0]
    created = _created(group, mapping, choice, reading) if mapping.get("created_at") else None
    if is_log:
        events = _in_order(group, mapping, choice, created or EPOCH, reading)
        created = created or events[0][0]  # a log without a column for it tells it by its first row
        group = [row for _, row in events]
        heard, changes = _heard(events, meanings, undecided)
        pauses = heard.pauses
        changed = steps(created, changes)
    else:
        created = created or EPOCH
        pauses, changed = _pauses(group, mapping, choice, meanings, created, reading), ()
    last = group[-1] if is_log else first
    at = {
        name: last.moments[name].chosen(choice, created) if name in last.moments else None
        for name in ("responded_at", "resolved_at", "closed_at")
    }
    if is_log:
        answered = next((row.moments["responded_at"] for row in group if "responded_at" in row.moments), None)
        at["responded_at"] = answered.chosen(choice, created) if answered else None
        if heard.resolved_at and not at["resolved_at"]:
            # Some systems write it on the row of the resolution alone.
            noted = next((row.moments["resolved_at"] for row in reversed(group) if "resolved_at" in row.moments), None)
            at["resolved_at"] = noted.chosen(choice, created) if noted else None
        if not mapping.get("resolved_at") or (options.get("resolved_by_state") and not at["resolved_at"]):
            at["resolved_at"] = heard.resolved_at
        at["closed_at"] = at["closed_at"] if mapping.get("closed_at") else heard.closed_at
    reopened = sum(pause[2] == Waiting.RESOLVED for pause in pauses)
    return TicketDraft(
        line=first.line,
        source_number=first.number,
        kind=meanings.kind(group),
        priority=meanings.last_priority(group),
        category=meanings.category(group),
        municipality=meanings.municipality(group),
        team=meanings.team(group),
        created_at=created,
        **at,
        reopenings=max(reopened, *(row.reopenings for row in group)),
        pauses=pauses,
        steps=changed,
    )


def _heard(
    events: Sequence[tuple[datetime, Parsed]], meanings: Meanings, undecided: bool
) -> tuple[Told, list[tuple[datetime, str]]]:
    """What the rows of a log tell, and its priorities. Nothing of the states while one of them is undecided."""
    heard = told([] if undecided else [(at, meanings.state(row)) for at, row in events])
    given = [(at, meanings.priority(row)) for at, row in events]
    return heard, [(at, priority) for at, priority in given if priority and priority != IGNORED]


def _created(group: list[Parsed], mapping: Mapping[str, str], choice: str, reading: TicketsRead) -> datetime:
    """Raises Skipped, with the error noted, if it is missing or the rows disagree."""
    title, found = mapping["created_at"], None
    for row in group:
        moment = row.moments.get("created_at")
        if found is not None and moment is not None and moment != found:
            reading.findings.error(
                row.line, title, f"Sak {row.number} har ulike tidspunkter for «Opprettet» på radene sine."
            )
            raise Skipped
        found = found or moment
    if found is None:
        reading.findings.error(group[0].line, title, "Opprettet mangler.")
        raise Skipped
    return found.chosen(choice)


def _in_order(
    group: list[Parsed], mapping: Mapping[str, str], choice: str, created: datetime, reading: TicketsRead
) -> list[tuple[datetime, Parsed]]:
    """By time, then by the column of their order, and as they stand in the file where both are the same."""
    if mapping.get("event_order"):
        group = sorted(group, key=attrgetter("order"))
    events: list[tuple[datetime, Parsed]] = []
    for row in group:
        if "event_at" not in row.moments:
            reading.findings.error(row.line, mapping["event_at"], "Tidspunkt for raden mangler.")
            raise Skipped
        events.append((row.moments["event_at"].chosen(choice, events[-1][0] if events else created), row))
    return sorted(events, key=lambda event: event[0])


def _pauses(
    group: list[Parsed],
    mapping: Mapping[str, str],
    choice: str,
    meanings: Meanings,
    created: datetime,
    reading: TicketsRead,
) -> tuple[Span, ...]:
    """Of a file that is not a log, where only pauses may give a ticket several rows."""
    if len(group) > 1 and not mapping.get("pause_start"):
        row = group[1]
        reading.findings.error(row.line, mapping["number"], f"Sak {row.number} står også på linje {group[0].line}.")
        raise Skipped
    pauses: list[Span] = []
    for row in group:
        if any(
            row.moments.get(name) != group[0].moments.get(name) for name in ("responded_at", "resolved_at", "closed_at")
        ):
            reading.findings.error(
                row.line, "", f"Sak {row.number} har ikke samme tidspunkter som på linje {group[0].line}."
            )
            raise Skipped
        start, end = row.moments.get("pause_start"), row.moments.get("pause_end")
        if start is None:
            if end is not None:
                reading.findings.error(row.line, mapping["pause_start"], "Pausen har slutt, men ingen start.")
                raise Skipped
            continue
        begins = start.chosen(choice, created)
        ends = end.chosen(choice, begins) if end else None
        if ends is not None and ends < begins:
            reading.findings.error(row.line, mapping["pause_end"], "Pausen slutter før den starter.")
            raise Skipped
        pauses.append((begins, ends, meanings.pause(row)))
    return tuple(sorted(pauses, key=lambda pause: pause[0]))
