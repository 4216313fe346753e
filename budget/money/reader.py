"""Who sees what of the money: the words of exempt cases, their amounts, and drafts. The one place that decides it.

A row is closed with the case that it names, and with those that it quotes: a frame change with its cost estimate and
with what it replaces, a run with its frame change and with the settlement that it offsets, an estimate with the cases
whose papers show it and those that decided it, which have its title and its sum. Amounts follow the choice on the case.
See docs/decisions/0014.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, TypeVar

from django.apps import apps
from django.db.models import Q, QuerySet
from django.urls import reverse

from rorikt.cases.closed import ClosedCase, closed_to
from rorikt.people.models import User

# Given references to exempt cases, the primary keys of the estimates that their papers show, each with its case.
papers: list[Callable[[Collection[int]], Iterable[tuple[int, int]]]] = []
Key = TypeVar("Key", int, str)


def _rows(kind: str) -> QuerySet[Any]:
    """By name, as these models stand above this module."""
    return apps.get_model("budget", kind)._default_manager.all()


class Named(Protocol):
    """A row that names its case by the key of its reference, `None` for no case."""

    case_id: int | None


class Addressed(Protocol):
    """A cost estimate or a run."""

    pk: int

    def get_absolute_url(self) -> str: ...


class Kept(Protocol):
    """A regulation of the operating budget."""

    pk: int


class Decided(Protocol):
    """A frame change."""

    subject: str


@dataclass(frozen=True)
class Seen:
    """What one reader sees of one row. `case` is the one that closes it, `own` the municipality of the reader."""

    case: ClosedCase | None = None
    own: str | None = None

    @property
    def is_closed(self) -> bool:
        return self.case is not None

    @property
    def hides_amounts(self) -> bool:
        """The sums, and the parts of all municipalities but the reader's own."""
        return self.case is not None and not self.case.are_amounts_open

    def text(self, text: str) -> str:
        """The words themselves, or that something stands here that is exempt."""
        return str(self.case) if self.case else text

    def sees_part_of(self, municipality: str) -> bool:
        """A municipality always sees what it pays itself."""
        return not self.hides_amounts or municipality == self.own


class Reader:
    """One who reads pages of the money; `None` is anybody. Asks the database once for all rows of a page.

    `own` is the number of the municipality that what is read goes out to, where no person of it reads it here.
    """

    def __init__(self, user: User | None = None, own: str | None = None) -> None:
        self.user = user
        self.own = user.municipality_id if user else own

    @cached_property
    def sees_drafts(self) -> bool:
        return self.user is not None and self.user.has_perm("budget.view_draft")

    @cached_property
    def cases(self) -> dict[int, ClosedCase]:
        """The closed ones, by primary key of every reference to them."""
        return closed_to(self.user)

    def of(self, row: Named) -> Seen:
        """Of a row that quotes no case but the one it names."""
        return self._seen(self.cases.get(row.case_id) if row.case_id else None)

    def of_estimate(self, estimate: Addressed) -> Seen:
        return self._seen(self.estimates.get(estimate.pk))

    def url_of(self, estimate: Addressed) -> str:
        """Where the reader reads of an estimate. Its own address has its title in it."""
        if self.of_estimate(estimate).is_closed:
            return reverse("budget:exempt-cost-estimate", args=[estimate.pk])
        return estimate.get_absolute_url()

    def of_change(self, change: Decided) -> Seen:
        return self._seen(self.subjects.get(change.subject))

    def of_run(self, run: Addressed) -> Seen:
        return self._seen(self.runs.get(run.pk))

    def of_regulation(self, regulation: Kept) -> Seen:
        return self._seen(self.regulations.get(regulation.pk))

    @cached_property
    def estimates(self) -> dict[int, ClosedCase]:
        """The closed ones, by primary key."""
        if not self.cases:
            return {}
        named = _rows("CostEstimate").filter(case__in=self.cases).values_list("pk", "case")
        shown = [pair for find in papers for pair in find(self.cases)]
        of_cases = {"case__in": self.cases, "estimate__isnull": False}
        decided = _rows("FrameChange").filter(**of_cases).order_by().values_list("estimate", "case")
        declined = _rows("DeclinedEstimate").filter(**of_cases).order_by().values_list("estimate", "case")
        return self._strictest([*named, *shown, *decided, *declined])

    @cached_property
    def subjects(self) -> dict[str, ClosedCase]:
        """A decision and all that replaced it, and all the runs they were shared by, have their subject in common."""
        if not self.cases:
            return {}
        quoting = _rows("FrameChange").filter(Q(case__in=self.cases) | Q(estimate__in=self.estimates))
        rows = quoting.order_by().values_list("subject", "case", "estimate")
        named = [(subject, case) for subject, case, _ in rows if case in self.cases]
        made = [(subject, self.estimates[pk].reference) for subject, _, pk in rows if pk in self.estimates]
        return self._strictest([*named, *made])

    @cached_property
    def runs(self) -> dict[int, ClosedCase]:
        if not self.cases:
            return {}
        closed = Q(case__in=self.cases) | Q(subject__in=self.subjects)
        direct = _rows("AllocationRun").filter(closed).order_by().values_list("pk", "case", "subject")
        found = [(pk, case) for pk, case, _ in direct if case in self.cases]
        found += [(pk, self.subjects[subject].reference) for pk, _, subject in direct if subject in self.subjects]
        by_settlement = dict(found)
        offsets = _rows("AllocationRun").filter(offsets__in=by_settlement).order_by().values_list("pk", "offsets")
        return self._strictest([*found, *((pk, by_settlement[settled]) for pk, settled in offsets if settled)])

    @cached_property
    def regulations(self) -> dict[int, ClosedCase]:
        """Of the operating budget: closed by their own case, by the frame change they carry on, and with what they
        take back.
        """
        if not self.cases:
            return {}
        rows = list(_rows("BudgetRegulation").values_list("pk", "case", "frame_change__subject", "reverses"))
        found = [(pk, case) for pk, case, _, _ in rows if case in self.cases]
        found += [(pk, self.subjects[subject].reference) for pk, _, subject, _ in rows if subject in self.subjects]
        taken_back = dict(found)
        return self._strictest([*found, *((pk, taken_back[of]) for pk, _, _, of in rows if of in taken_back)])

    @cached_property
    def projects(self) -> frozenset[int]:
        """Investment projects with an amount that is closed, by which their whole budget is closed too."""
        hiding = [pk for pk, case in self.cases.items() if not case.are_amounts_open]
        if not hiding:
            return frozenset()
        revised = _rows("BudgetRevision").filter(case__in=hiding).values_list("project", flat=True)
        carried = _rows("CarryOver").filter(case__in=hiding).values_list("from_project", "to_project")
        return frozenset([*revised, *(pk for pair in carried for pk in pair)])

    def _seen(self, case: ClosedCase | None) -> Seen:
        return Seen(case, self.own)

    def _strictest(self, pairs: Iterable[tuple[Key, int]]) -> dict[Key, ClosedCase]:
        """Of several cases the one that closes most."""
        found: dict[Key, ClosedCase] = {}
        for key, reference in pairs:
            if key not in found or found[key].are_amounts_open:
                found[key] = self.cases[reference]
        return found
