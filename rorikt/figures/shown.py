"""A table on the page that it leads to, or the sentence that says what is missing for it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from rorikt.figures.values import NotAvailable, Table


@dataclass(frozen=True)
class Shown:
    """A table, or the sentence that says what is missing for it."""

    table: Table | None = None
    missing: str = ""


def shown(make: Callable[..., Table], *arguments: Any, **options: Any) -> Shown:
    """Without the way to the rows behind the table: this is the page that it leads to."""
    try:
        return Shown(replace(make(*arguments, **options), source=""))
    except NotAvailable as missing:
        return Shown(missing=str(missing))
