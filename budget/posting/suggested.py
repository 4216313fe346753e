"""Which suggestion holds for a charge."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Suggestion:
    """Art and function from `year` on, of all of a kind or of one `subject`."""

    kind: str
    subject: str
    year: int
    art: str
    function: str


def suggested(rules: Iterable[Suggestion], *, kind: str, subject: str, year: int) -> Suggestion | None:
    """The newest that has begun; one of the subject itself goes before one of the kind. `None` where none holds."""
    held = [rule for rule in rules if rule.kind == kind and rule.subject in ("", subject) and rule.year <= year]
    return max(held, key=lambda rule: (rule.subject != "", rule.year), default=None)
