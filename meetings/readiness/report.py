"""What the page of a draft's check shows: by section, with the way to where it is mended. Nothing is composed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from django.conf import settings

from meetings.claims import findings
from meetings.claims.findings import CHECKS
from meetings.documents.models import Document, Section
from meetings.documents.numbering import number_sections, section_number
from meetings.objections.models import Waiver
from meetings.readiness.findings import check, rests_on, state_of_figures
from meetings.readiness.models import Finding
from rorikt.people.models import User

WAYS = {"comment": "Se kommentarene", "state": "Se på tavlen", "carried": "Bekreft"}
# What is about whole sections, or about all of a document's own figures, is told once: how many, which, and one way.
TOGETHER = {
    "carried": "avsnitt har tekst fra forrige dokument. Endre den, eller bekreft den på tavlen.",
    "own": "egne tall og tabeller er hentet fra forrige dokument. Endre eller bekreft dem samlet.",
    "empty": "avsnitt er tomme. Skriv teksten, eller slett avsnittet.",
    "state": "avsnitt er ikke satt som klare av den som har ansvaret.",
}


@dataclass(frozen=True)
class Shown:
    """A finding as it is shown. `may_answer`: this person may say that it stands, or that it was read."""

    finding: findings.Finding
    waiver: Waiver | None
    may_answer: bool

    @property
    def label(self) -> str:
        return CHECKS[self.finding.check].label

    @property
    def is_moved(self) -> bool:
        return self.finding.check == "moved"

    @property
    def can_stand(self) -> bool:
        return CHECKS[self.finding.check].can_stand and self.finding.stops and not self.is_moved

    @property
    def way(self) -> str:
        """What the link to the page where it is mended is called."""
        return WAYS.get(self.finding.check, "Rett det")

    @property
    def told_with(self) -> str:
        """The key in TOGETHER; empty where it is told by itself."""
        if self.waiver:
            return ""
        kind = "own" if self.finding.check == "carried" and not self.finding.section else self.finding.check
        return kind if kind in TOGETHER else ""

    @property
    def state(self) -> tuple[str, str]:
        """What it means for the approval, and the tone of that."""
        if self.waiver:
            return "Begrunnet", "neutral"
        return ("Stopper godkjenning", "warning") if self.finding.stops else ("Råd", "neutral")


@dataclass(frozen=True)
class Part:
    """What was found in one section, or of the document as a whole where there is none."""

    number: str
    title: str
    section: Section | None
    may_write: bool
    shown: tuple[Shown, ...]

    @property
    def anchor(self) -> str:
        return f"avsnitt-{self.section.pk}" if self.section else "hele-dokumentet"

    @property
    def entries(self) -> list[list[Shown]]:
        """The codes without figures of one section are mended at once, and stand together; the rest stand alone."""
        keyed = groupby(self.shown, lambda one: "token" if one.finding.check == "token" else one.finding)
        return [list(group) for _, group in keyed]


@dataclass(frozen=True)
class Together:
    """Several findings of one kind, each with the part it was found in, and the one page where all are mended."""

    kind: str
    found: tuple[tuple[Part, Shown], ...]

    @property
    def says(self) -> str:
        return f"{len(self.found)} {TOGETHER[self.kind]}"

    @property
    def first(self) -> Shown:
        return self.found[0][1]

    @property
    def anchor(self) -> str:
        return f"samlet-{self.kind}"

    @property
    def way(self) -> str:
        return "Gå til egne tall og tabeller" if self.kind == "own" else "Gå til tavlen"

    @property
    def answerable(self) -> Shown | None:
        """The one by which all may be answered for the same reason."""
        return next((one for _, one in self.found if one.can_stand and one.may_answer), None)


@dataclass(frozen=True)
class Review:
    """`checked_at` is empty where it was never checked; it `is_current` while nothing has changed since.

    `parts` hold all that was found, `apart` what of it is not told `together`.
    """

    document: Document
    parts: tuple[Part, ...]
    checked_at: datetime | None
    is_current: bool

    @property
    def together(self) -> list[Together]:
        found = [(part, one) for part in self.parts for one in part.shown]
        kinds = {kind: tuple(pair for pair in found if pair[1].told_with == kind) for kind in TOGETHER}
        return [Together(kind, some) for kind, some in kinds.items() if len(some) > 1]

    @property
    def apart(self) -> list[Part]:
        kinds = {one.kind for one in self.together}
        rest = [
            replace(part, shown=tuple(one for one in part.shown if one.told_with not in kinds)) for part in self.parts
        ]
        return [part for part in rest if part.shown]

    @property
    def shown(self) -> list[Shown]:
        return [one for part in self.parts for one in part.shown]

    @property
    def stopping(self) -> int:
        return sum(one.finding.stops and not one.waiver for one in self.shown)

    @property
    def readable(self) -> list[Shown]:
        """Figures that moved whose sentences this person may say were read."""
        return [one for one in self.shown if one.is_moved and one.may_answer]


def review_of(document: Document, user: User, *, only_own: bool = False, figures: str = "") -> Review:
    """`only_own` are the sections that the person is responsible for."""
    kept = _kept(document, figures or state_of_figures())
    if kept is None:
        return Review(document, (), None, is_current=False)
    row, is_current = kept
    found = [findings.from_json(one) for one in row.found]
    waivers = {one.fingerprint: one for one in document.waivers.select_related("waived_by")}
    numbered = list(number_sections(document.sections.select_related("document", "responsible")))
    sections = {_anchor(number): (section_number(number), section) for number, section in numbered}
    whole = [one for one in found if one.anchor not in sections]
    parts = [] if only_own else [_part("", "Hele dokumentet", None, whole, waivers, user)]
    for anchor, (number, section) in sections.items():
        if not only_own or section.responsible_id == user.pk:
            own = [one for one in found if one.anchor == anchor]
            parts.append(_part(number, section.title, section, own, waivers, user))
    return Review(document, tuple(part for part in parts if part.shown), row.checked_at, is_current)


def _kept(document: Document, figures: str) -> tuple[Finding, bool] | None:
    """Where no worker is set up, what is not known is found first."""
    row = Finding.objects.filter(document=document).exclude(rests_on="").first()
    is_current = row is not None and row.rests_on == rests_on(document.mark, figures)
    if not is_current and not settings.HAS_WORKER and not document.is_approved:
        check(document.pk)
        return Finding.objects.get(document=document), True
    return (row, is_current) if row else None


def _part(
    number: str,
    title: str,
    section: Section | None,
    found: Iterable[findings.Finding],
    waivers: dict[str, Waiver],
    user: User,
) -> Part:
    may_write = section is not None and user.has_perm("meetings.change_section", section)
    may_answer = may_write or user.has_perm("meetings.approve_document")
    shown = tuple(Shown(one, waivers.get(one.fingerprint), may_answer) for one in found)
    return Part(number, title, section, may_write, shown)


def _anchor(number: tuple[int, ...]) -> str:
    return "avsnitt-" + "-".join(map(str, number))
