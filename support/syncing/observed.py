"""The history of a ticket as far as it was seen from run to run: where it waited, was reopened, changed priority.

What happened between two runs is not known. A wait begins where Pureservice says it did; it ends with the change after
which it was not there any more, or, where another wait had begun by then, at the last moment it was seen.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise, zip_longest

from support.pureservice.models import CLOSED_FROM, SourceTicket, TicketObservation
from support.sla.judging import Pause, Waiting
from support.sla.policies import History


def history_of(
    source: SourceTicket, observations: Sequence[TicketObservation], priorities: Mapping[int, str]
) -> History:
    """`observations` are those of the ticket, oldest first; `priorities` what the foreign ones are here."""
    pauses = [*_waits(observations), *_reopenings(source, observations)]
    return History(
        tuple(sorted(pauses, key=lambda pause: pause.started_at)),
        tuple(_priorities(source, observations, priorities)),
    )


def _waits(observations: Sequence[TicketObservation]) -> list[Pause]:
    pauses = []
    for seen, after in zip_longest(observations, observations[1:]):
        since = seen.pending_user_since
        if since is None or (after and after.pending_user_since == since):
            continue
        if after is None:
            pauses.append(_until(since, seen.resolved_at) if seen.resolved_at else Pause(since))
        elif after.pending_user_since is None:
            pauses.append(_until(since, after.resolved_at or after.modified_at or after.seen_at))
        else:
            pauses.append(_until(since, min(seen.seen_at, after.pending_user_since)))
    return pauses


def _reopenings(source: SourceTicket, observations: Sequence[TicketObservation]) -> list[Pause]:
    pauses = []
    for seen, after in pairwise(observations):
        if seen.resolved_at and _is_closed(seen.core_status) and not _is_closed(after.core_status):
            pauses.append(_until(seen.resolved_at, _reopened_at(source, seen.resolved_at, after), Waiting.RESOLVED))
    return pauses


def reopenings(observations: Sequence[TicketObservation]) -> int:
    """How many were seen. There may have been more."""
    return sum(
        _is_closed(seen.core_status) and not _is_closed(after.core_status) for seen, after in pairwise(observations)
    )


def _reopened_at(source: SourceTicket, resolved_at: datetime, after: TicketObservation) -> datetime:
    """The ticket's own word, where it is of this reopening."""
    noted, changed = source.reopened_at, after.modified_at or after.seen_at
    return noted if noted and resolved_at <= noted <= changed else changed


def _priorities(
    source: SourceTicket, observations: Sequence[TicketObservation], priorities: Mapping[int, str]
) -> list[tuple[datetime, str]]:
    """The first stands for the time since the creation. Empty where there has been no change."""
    steps: list[tuple[datetime, str]] = []
    for seen in observations:
        priority = priorities.get(seen.priority_id)
        if priority and source.created_at and (not steps or steps[-1][1] != priority):
            steps.append((seen.modified_at or seen.seen_at if steps else source.created_at, priority))
    return steps if len(steps) > 1 else []


def _until(start: datetime, end: datetime, why: Waiting = Waiting.USER) -> Pause:
    return Pause(start, max(start, end), why)


def _is_closed(core_status: int | None) -> bool:
    return core_status is not None and core_status >= CLOSED_FROM
