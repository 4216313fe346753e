"""The one page before a document, as it is composed and frozen with it: key figures, what moved, what is asked."""

from collections.abc import Iterator, Sequence

from meetings.documents.content import Content, KeyFigure, Moved, NumberedSection, Summary, Text
from meetings.documents.models import Document, DocumentVersion
from meetings.key_figures import choosing
from meetings.key_figures.asked import asked_of_council, proposal_chapter
from meetings.key_figures.trend import FIRST, is_same_thing, printed, trend
from meetings.tokens.tokens import Binder, Unbound, split
from rorikt.amounts import short_date
from rorikt.figures.values import Chart, Figure, Table
from rorikt.texts import richtext

SAID_AS = {"resultat": "merforbruk"}
BEFORE_SUMMARIES = (
    "Versjonen ble godkjent før sammendrag ble tatt vare på. Nøkkeltallene er tall fra teksten, og det er ikke kjent "
    "hva de var i forrige rapport."
)


def summary_of(document: Document, sections: Sequence[NumberedSection], binder: Binder) -> Summary | None:
    """None of minutes. `binder` has bound the figures of the sentences."""
    if document.kind == Document.Kind.MINUTES:
        return None
    version = last_version(document)
    last = version.frozen if version else None
    shown, missing = [], []
    for token in document.key_figures or choosing.usual(binder):
        try:
            figure = choosing.bound(token, binder)
        except Unbound as error:
            missing.append(f"Nøkkeltall: {error}")
        else:
            shown.append(key_figure(token, figure, sections, last))
    in_short, broken = bound_text(document.in_short or "", binder)
    return Summary(
        key_figures=tuple(shown),
        moved=tuple(_moved(binder.figures, sections, last)) if last else (),
        last=_called(version) if version else FIRST,
        asked=asked_of_council(document, sections),
        missing=(*missing, *broken),
        in_short=in_short,
    )


def bound_text(text: str, binder: Binder) -> tuple[str, list[str]]:
    """A plain text with the figures of its tokens in place, and a sentence for each that cannot be bound."""
    pieces, broken = [], []
    for written, token in split(text):
        try:
            pieces.append(binder.bind_figure(token).text if token is not None else written)
        except Unbound as error:
            pieces.append(written)
            broken.append(f"Kort sagt: {error}")
    return "".join(pieces), broken


def summary_in(content: Content) -> Summary:
    """That of a content as it is stored. What was approved before there were any shows what its sentences hold."""
    if content.summary:
        return content.summary
    shown = {choosing.family(token): shown_in(content, token) for token in choosing.USUAL}
    for figure in content.figures:
        shown.setdefault(choosing.family(figure.key), figure)
    found = [figure for figure in shown.values() if figure][: choosing.MOST]
    return Summary(
        key_figures=tuple(key_figure(figure.key, figure, content.sections, None) for figure in found),
        last=BEFORE_SUMMARIES,
        asked=richtext.plain_paragraphs(proposal_chapter(content.kind, content.sections)[1]),
    )


def last_version(document: Document) -> DocumentVersion | None:
    """What was approved last time: of the document it was made from, or of a report the one before it.

    Never one that is closed to readers of this.
    """
    earlier = Document.objects.exclude(pk=document.pk).filter(kind=document.kind)
    if document.succeeds_id:
        earlier = earlier.filter(pk=document.succeeds_id)
    elif document.is_report:
        earlier = earlier.filter(as_of__lt=document.as_of)
    else:
        return None
    if document.exempt_part is None:
        earlier = earlier.public()
    versions = DocumentVersion.objects.filter(document__in=earlier).select_related("document")
    return versions.order_by("-document__as_of", "-document", "-sequence").first()


def key_figure(token: str, figure: Figure, sections: Sequence[NumberedSection], last: Content | None) -> KeyFigure:
    section = _section_of(token, figure, sections)
    return KeyFigure(
        token=token,
        figure=figure,
        text=printed(figure),
        trend=trend(figure, shown_in(last, token)) if last else "",
        section=f"{section.number} {section.title}" if section else "",
        anchor=section.anchor if section else "",
    )


def shown_in(last: Content, token: str) -> Figure | None:
    """What the last report showed of the same, or of what says the same by another name."""
    wanted = choosing.family(token)
    return _shown(last, wanted) or (_shown(last, SAID_AS[wanted]) if wanted in SAID_AS else None)


def _shown(last: Content, wanted: str) -> Figure | None:
    """As a key figure, or in its sentences; of several months the last."""
    for key in last.summary.key_figures if last.summary else ():
        if choosing.family(key.token) == wanted:
            return key.figure
    found = [figure for figure in last.figures if choosing.family(figure.key) == wanted]
    own = [figure for figure in found if figure.key == choosing.timeless(figure.key)]  # of the report's own day
    return own[0] if own else max(found, key=lambda figure: figure.key, default=None)


def _section_of(token: str, figure: Figure, sections: Sequence[NumberedSection]) -> NumberedSection | None:
    """The first that says it, or else the first with a table or a chart of the same page of figures.

    A list of tickets is behind many figures, each with its own choice of them, and tells of none.
    """
    said = [one for one in sections if any(choosing.family(key) == choosing.family(token) for key in _keys(one))]
    page = "" if "?" in figure.source else figure.source.partition("#")[0]
    shown = [one for one in sections if page and any(_page(block) == page for block in one.blocks)]
    return next(iter([*said, *shown]), None)


def section_showing(sections: Sequence[NumberedSection], key: str) -> NumberedSection | None:
    """The first whose sentences have the figure."""
    return next((one for one in sections if key in _keys(one)), None)


def _keys(section: NumberedSection) -> Iterator[str]:
    for block in section.blocks:
        if isinstance(block, Text) and 'data-figure="' in block.html:
            yield from (piece.partition('"')[0] for piece in block.html.split('data-figure="')[1:])


def _page(block: object) -> str:
    source = block.source if isinstance(block, (Table, Chart)) else ""
    return source.partition("?")[0].partition("#")[0]


def _moved(figures: dict[str, Figure], sections: Sequence[NumberedSection], last: Content) -> Iterator[Moved]:
    """Figures of the sentences that both reports have and that are of the same thing, where they are not the same."""
    before = {figure.key: figure for figure in last.figures}
    for key, figure in figures.items():
        earlier = before.get(key)
        if earlier is None or earlier.value == figure.value or not is_same_thing(figure, earlier):
            continue
        section = section_showing(sections, key)
        if section:
            where = f"{section.number} {section.title}"
            yield Moved(figure.label, printed(earlier), printed(figure), where, section.anchor)


def _called(version: DocumentVersion) -> str:
    content = version.frozen
    approved = dict(content.control).get("Godkjent dato", "")
    return f"Holdt mot «{content.title}» med status per {short_date(content.as_of)}, godkjent {approved}."
