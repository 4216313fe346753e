"""What the one page before a document shows: what is written for it in plain words, and which figures, those that
the head has chosen or the usual ones of its kind.

The figures are named as tokens are, without a month or a day: that of the document itself is meant, its period's last
month. So the next document shows the same ones without anybody choosing again.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from budget.money.cells import FORMS
from meetings.documents.models import Document
from meetings.tokens.catalogue import catalogue
from meetings.tokens.tokens import Binder, Unbound, resolve_name
from rorikt.audit.rows import store_row
from rorikt.figures.values import Figure
from rorikt.people.models import User

MOST = 8  # that one page has room for
USUAL = (
    "resultat:mill",
    "regnskap-sum:mill",
    "investeringer-regnskap:mill",
    "apne-totalt",
    "apne-over-fristen",
    "nye-feilmeldinger",
    "kritiske-hendelser",
    "sla-prosent:hoy",
)
USUAL_OF_PERIOD = (
    "avvik-hittil:mill",
    "avvik-ventet:mill",
    "prognose-sum:mill",
    "budsjett-sum:mill",
    "avvik-antall",
    "tiltak-sum",
    "tiltak-dekning",
    "investeringer-regnskap:mill",
)
MONTH = "MÅNED"
_TIME = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def timeless(token: str) -> str:
    """Without the month or the day it names."""
    return ":".join(part for part in token.split(":") if not _TIME.fullmatch(part))


def family(token: str) -> str:
    """What it counts, whenever, and however it is written."""
    return ":".join(part for part in timeless(token).split(":") if part not in FORMS)


def named(token: str, document: Document) -> str:
    """The token that is bound: where it must have a month, the last of the document's period."""
    offer, arguments = resolve_name(token)
    wants_month = offer.arguments[len(arguments) : offer.required] == (MONTH,)
    return f"{token}:{document.period_to:%Y-%m}" if wants_month and document.period_to else token


def bound(token: str, binder: Binder) -> Figure:
    """Raises Unbound for one that is no figure, or has no value now."""
    figure = binder.bind(named(token, binder.document))
    if not isinstance(figure, Figure):
        raise Unbound(f"[[{token}]] er ikke et tall, og kan ikke være nøkkeltall.")
    return figure


def usual(binder: Binder) -> list[str]:
    """Of those of a report, what the document can show; of another document the first figures of its sentences."""
    if not binder.document.is_report:
        return list(binder.figures)[:MOST]
    return [token for token in usual_of(binder.document) if _has_value(token, binder)]


def usual_of(document: Document) -> tuple[str, ...]:
    return USUAL_OF_PERIOD if document.is_of_period else USUAL


def _has_value(token: str, binder: Binder) -> bool:
    try:
        bound(token, binder)
    except Unbound:
        return False
    return True


def chosen_for(document: Document) -> list[str]:
    """Those that its summary shows now."""
    return document.key_figures or usual(Binder(document))


def choices(document: Document) -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be chosen, in groups: each token with its label and its value now. Of several months the last one."""
    binder = Binder(document)
    first = {token: bound(token, binder) for token in usual_of(document) if _has_value(token, binder)}
    grouped = [("Vanlige", [(token, f"{figure.label}: {figure.text}") for token, figure in first.items()])]
    taken = {family(token) for token in first}
    for group in catalogue(document):
        found: dict[str, str] = {}
        for entry in group.entries:
            token = timeless(entry.token.strip("[]"))
            if not entry.is_block and family(token) not in taken:
                found[token] = f"{entry.label}: {entry.example}"
        grouped.append((group.label, list(found.items())))
    return [(label, listed) for label, listed in grouped if listed]


@transaction.atomic
def write_in_short(document: Document, text: str, *, by: User, now: datetime) -> None:
    """What the document says in plain words; nothing is written where it is empty."""
    document.in_short = text or None
    document.status, document.mark = Document.Status.DRAFT, uuid4()
    store_row(document, by=by, now=now, only=["in_short", "status", "mark"], is_figure=False)


@transaction.atomic
def choose(document: Document, chosen: Iterable[str], *, by: User, now: datetime) -> None:
    """None chosen means the usual ones. Raises ValidationError as `store_row`."""
    document.key_figures = list(chosen) or None
    document.status, document.mark = Document.Status.DRAFT, uuid4()
    store_row(document, by=by, now=now, only=["key_figures", "status", "mark"], is_figure=False)
