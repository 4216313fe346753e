"""What the page «Drift» says of the last check of the trail."""

from datetime import datetime, timedelta

from rorikt.conditions import Condition, State
from rorikt.proving.proving import last_check

OLD = timedelta(days=2)


def trail_condition(now: datetime) -> tuple[str, bool, datetime | None, str]:
    """The word, whether it is well, when it was checked, and the first of what was found."""
    last = last_check()
    if last is None:
        return "Ikke kontrollert", False, None, "Kontrollen går hver natt når arbeideren går."
    if last.faults:
        return f"{last.faults} avvik", False, last.at, last.first[0]
    if now - last.at > OLD:
        return "Gammel kontroll", False, last.at, "Kontrollen skal gå hver natt. Se om arbeideren går."
    return "Slik det var", True, last.at, ""


CONDITIONS = (Condition("Kontroll av endringsloggen", lambda now: State(*trail_condition(now))),)
