"""What the words of a source mean here: kinds, priorities, categories, municipalities, teams and states.

A decision is a text: the value itself, the key of a row, or one of `NEW`, `NONE` and `IGNORED`. Undecided is "".
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from rorikt.people.models import Municipality
from support.files.log import WAITS, Meaning
from support.sla.judging import Waiting
from support.sla.models import Priority
from support.tickets.models import Category, Team, Ticket

NEW, NONE, IGNORED = "new", "none", "ignored"
NO_CATEGORY = "Uten kategori"
# Fields of which every row counts; of the others it is the last that says something.
EVERY_ROW = frozenset({"priority", "state", "pause_why"})
MAY_BE_EMPTY = frozenset({"municipality", "team", "state", "pause_why"})
_AROUND_A_NAME = re.compile(r"^\d{4}\b[ -]*|\s*\(\d{4}\)$|\s+kommune\b|^kommunen?\s+")
LEFT_OUT = "Utelat sakene"
NAMES = {
    "kind": "Type",
    "priority": "Prioritet",
    "category": "Kategori",
    "municipality": "Kommune eller firma",
    "team": "Team",
    "state": "Status",
    "pause_why": "Hvorfor pause",
}
# What is proposed on the page, by words that stand in the value. A person has to agree.
WORDS: Mapping[str, Sequence[tuple[str, str]]] = {
    "kind": (("incident", "incident"), ("feil", "incident"), ("hendelse", "incident"), ("bug", "incident"),
             ("request", "service_request"), ("foresp", "service_request"), ("bestilling", "service_request")),
    "priority": (("critical", "critical"), ("kritisk", "critical"), ("urgent", "critical"), ("haster", "critical"),
                 ("blocker", "critical"), ("highest", "critical"), ("very high", "critical"), ("svært høy", "critical"),
                 ("high", "high"), ("høy", "high"), ("major", "high"), ("moderate", "medium"), ("medium", "medium"),
                 ("middels", "medium"), ("normal", "medium"), ("low", "low"), ("lav", "low"), ("minor", "low"),
                 ("trivial", "low")),
    "state": (("awaiting user", "user"), ("pending user", "user"), ("på bruker", "user"), ("vendor", "supplier"),
              ("supplier", "supplier"), ("leverandør", "supplier"), ("problem", "problem"), ("evidence", "other"),
              ("scheduled", "planned"), ("planlagt", "planned"), ("await", "other"), ("pending", "other"),
              ("hold", "other"), ("vent", "other"), ("resolved", "resolved"), ("løst", "resolved"),
              ("closed", "closed"), ("lukket", "closed"), ("new", "open"), ("ny", "open"), ("active", "open"),
              ("in progress", "open"), ("åpen", "open"), ("open", "open"), ("under arbeid", "open")),
}  # fmt: skip


class Said(Protocol):
    """The words of one row."""

    @property
    def texts(self) -> Mapping[str, str]: ...


@dataclass
class Meanings:
    """`decided` is field name to foreign value to decision, all of them valid. `counts` grows while a file is read."""

    decided: Mapping[str, Mapping[str, str]]
    columns: frozenset[str]
    of_file: Mapping[str, str] = field(default_factory=dict)
    counts: dict[str, Counter[str]] = field(default_factory=dict)

    def count(self, rows: Sequence[Said]) -> bool:
        """Count the words of a ticket, each once; whether any of them is undecided."""
        undecided = False
        for name in NAMES:
            if name not in self.columns:
                continue
            decided = self.decided.get(name, {})
            values = {said(row, name) for row in rows} if name in EVERY_ROW else {self._value(name, rows)}
            for value in values:
                if value == "" and (name in MAY_BE_EMPTY or len(values) > 1):
                    continue
                self.counts.setdefault(name, Counter())[value] += 1
                undecided |= not decided.get(value)
        return undecided

    def kind(self, rows: Sequence[Said]) -> str:
        return self._last("kind", rows) if "kind" in self.columns else self.of_file.get("kind", "")

    def priority(self, row: Said) -> str:
        if "priority" not in self.columns:
            return self.of_file.get("priority", "")
        return self.decided.get("priority", {}).get(said(row, "priority"), "")

    def last_priority(self, rows: Sequence[Said]) -> str:
        return self._last("priority", rows) if "priority" in self.columns else self.of_file.get("priority", "")

    def category(self, rows: Sequence[Said]) -> str:
        """The key of a category, `new:` and its name, or none."""
        return self._made("category", rows) if "category" in self.columns else NONE

    def team(self, rows: Sequence[Said]) -> str:
        return self._made("team", rows) if "team" in self.columns else NONE

    def municipality(self, rows: Sequence[Said]) -> str | None:
        decision = self._last("municipality", rows)
        return None if decision in ("", NONE) else decision

    def state(self, row: Said) -> str:
        return self.decided.get("state", {}).get(said(row, "state")) or Meaning.IGNORED

    def pause(self, row: Said) -> str:
        value = said(row, "pause_why")
        return self.decided.get("pause_why", {}).get(value) or (Waiting.OTHER if value else Waiting.USER)

    def _made(self, name: str, rows: Sequence[Said]) -> str:
        value = self._value(name, rows)
        decision = self.decided.get(name, {}).get(value) or NONE
        return f"new:{value}" if decision == NEW else decision

    def _last(self, name: str, rows: Sequence[Said]) -> str:
        return self.decided.get(name, {}).get(self._value(name, rows), "")

    def _value(self, name: str, rows: Sequence[Said]) -> str:
        """The last that is not empty."""
        return next((value for row in reversed(rows) if (value := said(row, name))), "")


def said(row: Said, name: str) -> str:
    """The word of a field; of a category the path of its levels."""
    texts = row.texts
    if name != "category":
        return texts.get(name, "")[:200]
    levels = (texts.get(level, "") for level in ("category", "category_2", "category_3"))
    return " / ".join(level for level in levels if level)[:200]


def choices(name: str) -> list[tuple[str, str]]:
    """What a value of the field can mean."""
    left_out = (IGNORED, LEFT_OUT)
    if name == "kind":
        return [*Ticket.Kind.choices, left_out]
    if name == "priority":
        return [*Priority.choices, left_out]
    if name == "category":
        stored = [(str(pk), text) for pk, text in Category.objects.values_list("pk", "name")]
        return [(NEW, "Ny kategori med dette navnet"), (NONE, NO_CATEGORY), left_out, *stored]
    if name == "municipality":
        return [*Municipality.objects.values_list("number", "name"), (NONE, "Ingen kommune"), left_out]
    if name == "team":
        stored = [(str(pk), text) for pk, text in Team.objects.values_list("pk", "name")]
        return [(NEW, "Nytt team med dette navnet"), (NONE, "Ikke noe team"), *stored]
    if name == "pause_why":
        return [(meaning.value, meaning.label) for meaning in Meaning if meaning in WAITS]
    return list(Meaning.choices)


def load(options: Mapping[str, Any], mapping: Mapping[str, str]) -> Meanings:
    """What has been decided for the source, without what is no longer there, and names that are the same here."""
    stored = options.get("values", {})
    decided: dict[str, dict[str, str]] = {}
    for name in NAMES:
        offered = dict(choices(name)) if mapping.get(name) else {}
        own = {value: decision for value, decision in stored.get(name, {}).items() if decision in offered}
        plain = _plain if name == "municipality" else str.casefold
        decided[name] = _Same(offered, own, plain) if name not in {"state", "pause_why"} else own
    of_file = {name: options.get(f"{name}_of_file", "") for name in ("kind", "priority")}
    return Meanings(decided, frozenset(name for name in NAMES if mapping.get(name)), of_file)


class _Same(dict[str, str]):
    """Decisions, and for a value that has the name of a choice, that choice; `plain` is what counts of a name."""

    def __init__(self, offered: Mapping[str, str], own: Mapping[str, str], plain: Callable[[str], str]) -> None:
        super().__init__(own)
        special = {NEW, NONE, IGNORED}
        self._plain = plain
        self._by_name = {plain(label): key for key, label in offered.items() if key not in special}
        self._by_name |= {key.casefold(): key for key in offered if not key.isdecimal() and key not in special}
        if all(len(key) == 4 and key.isdecimal() for key in offered if key not in special):
            self._by_name |= {key: key for key in offered if key not in special}

    def get(self, value: str, default: Any = None) -> Any:
        return (
            super().get(value) or self._by_name.get(value.casefold()) or self._by_name.get(self._plain(value), default)
        )


def _plain(name: str) -> str:
    """«Nes kommune», «3228 Nes» and «Nes (3228)» are Nes."""
    return _AROUND_A_NAME.sub("", name.casefold()).strip()


def proposal(name: str, value: str) -> str:
    """What the value seems to mean, for a person to agree to; "" where nothing can be said."""
    plain = value.casefold()
    if name == "pause_why":
        return next((meaning for word, meaning in WORDS["state"] if word in plain and meaning in WAITS), "")
    if value == "" and name == "category":
        return NONE
    return next((meaning for word, meaning in WORDS.get(name, ()) if word in plain), "")
