"""The page of one ticket: its facts, and its SLA clock in words: what is used, when it is due, and why the verdict."""

from dataclasses import dataclass
from datetime import datetime

from support.measurement import Rules, measurement_of
from support.models import Ticket
from support.report import NO_MUNICIPALITY
from support.sla import Verdict
from support.tables import TONES, hours_and_minutes, moment


@dataclass(frozen=True)
class ClockPage:
    """Printed values; empty where the ticket has no target. `tone` is that of the tag."""

    why: str
    due: str = ""
    used: str = ""
    target: str = ""
    verdict: str = ""
    tone: str = "neutral"

    @property
    def rows(self) -> list[tuple[str, str]]:
        if not self.target:
            return []
        rows = [
            ("SLA-frist", f"{self.target} arbeidstid"),
            ("Fristen utløper", self.due),
            ("Arbeidstid brukt", self.used),
        ]
        return [(label, value) for label, value in rows if value]


def clock_of(ticket: Ticket, rules: Rules | None, *, now: datetime) -> ClockPage:
    """A resolved ticket shows what was stored; an open one is measured at `now`."""
    if ticket.policy is None or ticket.due_at is None:
        return ClockPage("Ingen SLA-frist gjaldt for denne prioriteten da saken ble opprettet, så den måles ikke.")
    verdict, used = Verdict(ticket.verdict) if ticket.verdict else None, ticket.business_time
    if verdict is None and rules is not None:
        measured = measurement_of(ticket, ticket.policy, rules, as_of=max(now, ticket.created_at))
        verdict, used = measured.verdict, measured.business_time
    return ClockPage(
        why=_why(verdict),
        due=moment(ticket.due_at),
        used=hours_and_minutes(used) if used is not None else "",
        target=ticket.policy.printed_target,
        verdict=verdict.label if verdict else "",
        tone=TONES[verdict] if verdict else "neutral",
    )


def facts_of(ticket: Ticket) -> list[tuple[str, str]]:
    """What a ticket's page says of it: label and printed value."""
    return [
        ("Type", ticket.get_kind_display()),
        ("Prioritet", ticket.get_priority_display()),
        ("Kategori", ticket.category.name),
        ("Kommune", ticket.municipality.name if ticket.municipality else NO_MUNICIPALITY),
        ("Opprettet", moment(ticket.created_at)),
        ("Løst", moment(ticket.resolved_at) if ticket.resolved_at else "Åpen"),
    ]


def _why(verdict: Verdict | None) -> str:
    reasons = {
        Verdict.WITHIN: "Saken ble løst før fristen gikk ut, eller akkurat på den.",
        Verdict.BREACHED: "Saken brukte mer arbeidstid enn fristen gir.",
        Verdict.OPEN_BREACHED: "Saken er åpen, og fristen er gått ut. Den teller ikke i tabellene før den er løst.",
        Verdict.RUNNING: "Saken er åpen, og fristen er ikke gått ut. Den teller ikke i tabellene før den er løst.",
        Verdict.BAD_DATA: "Saken står som løst før den ble opprettet. Den holdes utenfor tabellene til det er rettet.",
    }
    return reasons[verdict] if verdict else "Saken er åpen, og det finnes ingen arbeidskalender å måle den etter."
