"""What a run is made of: the amount and how it is split, and the rows it comes from."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from budget.keys.models import CostKey
from budget.money.cells import HeldRows, hold_rows
from budget.splits.splitting import Split
from rorikt.cases.models import CaseReference


@dataclass(frozen=True)
class Basis:
    """`label` says in words what the amount is, `url` is where its rows are shown."""

    title: str
    label: str
    split: Split
    url: str
    sources: tuple[HeldRows, ...]
    paid: dict[str, Decimal] = field(default_factory=dict)

    @property
    def amount(self) -> Decimal:
        return self.split.amount

    def as_json(self, unit: Decimal) -> dict[str, Any]:
        """With the rows themselves, which may change; and with the keys, so that a reader need not follow the link.

        `unit` is what the parts are whole numbers of.
        """
        return {
            "label": self.label,
            "url": self.url,
            "sharing": self.split.as_json(unit),
            "sources": [source.as_json() for source in (*self.sources, *map(_held_key, self.split.keys))],
        }


def _held_key(key: CostKey) -> HeldRows:
    of = "" if key.purpose.is_general else f" for {key.purpose}"
    return hold_rows(
        f"Fordelingsnøkkel{of} {key.period}",
        key.shares.all(),
        shares={number: str(percent) for number, percent in key.percentages().items()},
    )


def without_rows(basis: dict[str, Any]) -> dict[str, Any]:
    """What older runs keep: of each source how many rows, and their hash, which tells as well whether they changed."""
    kept = basis.get("sources", [])
    bare = [{key: told for key, told in one.items() if key not in {"kind", "labels", "values"}} for one in kept]
    return {**basis, "sources": bare}


def moved(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """The names of the sources whose rows are others now. A field that came with a release later moves no row.

    Nor does a new name: that of a key tells how long it holds, which is set when another takes over.
    """
    then = {source["name"]: source for source in before.get("sources", [])}
    hashes = {source["sha256"] for source in then.values()}

    def is_moved(one: dict[str, Any]) -> bool:
        return _differs(then[one["name"]], one) if one["name"] in then else one["sha256"] not in hashes

    return [one["name"] for one in now["sources"] if is_moved(one)]


def _differs(before: dict[str, Any], now: dict[str, Any]) -> bool:
    if "values" not in before:
        return before["sha256"] != now["sha256"]
    fields = before["labels"].keys() & now["labels"].keys()
    then, today = ([{name: row[name] for name in fields} for row in one["values"]] for one in (before, now))
    return (then, before["settings"]) != (today, now["settings"])


def decision_basis(*, title: str, split: Split, decision: str, case: CaseReference | None, url: str) -> Basis:
    """A basis without rows: the council decided the amount.

    The label stays as it is when the run is approved, so a number that may still change is not in it.
    """
    label = f"{decision} ({case.number})" if case and case.number else decision
    return Basis(title=title, label=label, split=split, url=url, sources=())
