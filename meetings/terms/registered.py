"""The terms that the cooperation has explained, which all its documents share."""

from meetings.definitions.models import Definition
from meetings.documents.content import ExplainedTerm


def registered_terms() -> tuple[ExplainedTerm, ...]:
    """In Norwegian alphabetical order."""
    rows = sorted(Definition.objects.all(), key=lambda row: _order(row.term))
    return tuple(ExplainedTerm(row.term, row.meaning, tuple(row.forms), row.is_name) for row in rows)


def _order(term: str) -> str:
    """Æ, ø and å come last, in that order."""
    return term.lower().translate(str.maketrans("æøå", "{|}"))
