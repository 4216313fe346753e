"""When a reader's visit moves on: what they had seen when it began is what is held against what there is now.

Pure. A visit lasts until its reader has been away for half a day: who read in the evening has the marks on the train in
the morning, and not a week later. It begins with a thing that is opened, never with a list that names it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

PAUSE = timedelta(hours=12)


@dataclass(frozen=True)
class Visit:
    """What a person has seen of one thing. `before` is what they had seen when the visit began, and `before_at` when
    they last looked at that; both are None in the first visit, while the thing is what it was.
    """

    seen: Any
    first_at: datetime
    last_at: datetime
    before: Any = None
    before_at: datetime | None = None


def opened(visit: Visit | None, what: Any, now: datetime) -> Visit:
    """The thing is opened, and is `what` now."""
    if visit is None:
        return Visit(what, now, now)
    is_back = now - visit.last_at >= PAUSE
    if is_back or (visit.before is None and visit.seen != what):
        return replace(visit, seen=what, last_at=now, before=visit.seen, before_at=visit.last_at)
    return replace(visit, seen=what, last_at=now)


def settled(visit: Visit, now: datetime) -> Visit:
    """The person says that they have seen what is new."""
    return replace(visit, before=visit.seen, before_at=now, last_at=now)
