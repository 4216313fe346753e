"""The outline a new document starts from: headings, with the tokens of the figures that belong under each.

Plain data. `{head}` is the title of the one who heads the cooperation, `{year}` the accounting year, `{next}` the year
after the meeting's; nothing here is about one cooperation.
"""

from collections.abc import Iterator
from typing import NamedTuple

from meetings.documents.models import Document


class OutlinePart(NamedTuple):
    """A heading with its text (HTML, may hold tokens) and the headings below it."""

    title: str
    body: str = ""
    parts: tuple["OutlinePart", ...] = ()


# Of a closed year: what came of it, and what each municipality pays.
MONEY_OF_A_YEAR = OutlinePart(
    "Økonomi",
    parts=(
        OutlinePart(
            "Driftsresultat",
            "<p>Regnskapet viser [[resultat]].</p>"
            "<p>[[tabell:driftsresultat]]</p><p>[[tabell:arsaker]]</p><p>[[tabell:fordeling-merforbruk]]</p>",
        ),
        OutlinePart("Investeringer", "<p>[[tabell:investeringer]]</p><p>[[tabell:investeringsoppgjor]]</p>"),
    ),
)
# Of an open one: how far it has come, and what is foreseen. There is nothing to share or settle yet.
MONEY_SO_FAR = OutlinePart(
    "Økonomi",
    parts=(
        OutlinePart(
            "Driftsresultat hittil",
            "<p>Regnskapet viser [[resultat]]. Årsbudsjettet er [[budsjett-sum]].</p>"
            "<p>[[tabell:driftsresultat]]</p><p>[[tabell:prognose]]</p><p>[[tabell:arsaker]]</p>",
        ),
        OutlinePart("Investeringer hittil", "<p>[[tabell:investeringer]]</p>"),
    ),
)

ACTIVITIES = (
    OutlinePart(
        "Aktiviteter",
        parts=(
            OutlinePart(
                "Kundeservice",
                parts=(
                    OutlinePart("Organisering"),
                    OutlinePart(
                        "Support",
                        "<p>[[tabell:sla]]</p><p>[[tabell:losningstid]]</p><p>[[tabell:kritiske-hendelser]]</p>"
                        "<p>På statusdatoen var det [[apne-totalt]] åpne feilmeldinger og tjenesteforespørsler.</p>"
                        "<p>[[diagram:nye-per-kategori]]</p><p>[[diagram:nye-per-kommune]]</p>"
                        "<p>[[diagram:apne-saker]]</p>",
                    ),
                ),
            ),
            OutlinePart("Drift og infrastruktur"),
            OutlinePart("Informasjonssikkerhet"),
            OutlinePart("Prosjekter"),
            OutlinePart("Byggprosjekter", "<p>[[tabell:byggprosjekter]]</p>"),
        ),
    ),
    OutlinePart("Definisjoner og begreper", "<p>[[definisjoner]]</p>"),
)

CASE_PAPER = (
    OutlinePart("Forslag til enighet fra {head}"),
    OutlinePart("Innledning"),
    OutlinePart("Saken"),
    OutlinePart("Omfang"),
    OutlinePart("Gjennomføring"),
    OutlinePart("Kostnader første år"),
    OutlinePart("Kostnader senere år"),
    OutlinePart("Anbefaling"),
    OutlinePart("Definisjoner", "<p>[[definisjoner]]</p>"),
)

# Of a closed year nothing is foreseen any more.
MAIN_PICTURE_OF_A_YEAR = OutlinePart(
    "Hovedbildet", "<p>Driften viser [[avvik-hittil]], mot et årsbudsjett på [[budsjett-sum]].</p>"
)
PERIOD_REPORT = (
    OutlinePart(
        "Hovedbildet",
        "<p>Driften viser [[avvik-hittil]]. For hele året ventes [[avvik-ventet]], mot et årsbudsjett på "
        "[[budsjett-sum]].</p>",
    ),
    OutlinePart(
        "Drift",
        parts=(
            OutlinePart("Resultat og prognose", "<p>[[tabell:resultat-og-prognose]]</p>"),
            OutlinePart("Avvik som skal forklares", "<p>[[tabell:avvik]]</p>"),
            OutlinePart(
                "Tiltak",
                "<p>[[tabell:tiltak]]</p>"
                "<p>Tiltakene ut over det som er regnet med i prognosen, dekker [[tiltak-dekning]].</p>",
            ),
        ),
    ),
    OutlinePart("Investeringer", "<p>[[tabell:investeringer-disposisjon]]</p>"),
    OutlinePart("Åpne punkter", "<p>[[tabell:oppfolging]]</p>"),
    OutlinePart("Forslag til vedtak"),
)

MINUTES = (OutlinePart("Deltakere"), OutlinePart("Saker"), OutlinePart("Eventuelt"))

OUTLINES: dict[str, tuple[OutlinePart, ...]] = {
    Document.Kind.ACTIVITY_REPORT: (MONEY_OF_A_YEAR, *ACTIVITIES),
    Document.Kind.CASE_PAPER: CASE_PAPER,
    Document.Kind.MINUTES: MINUTES,
    Document.Kind.PERIOD_REPORT: PERIOD_REPORT,
}


def outline_of(kind: str, *, is_year_open: bool = False) -> tuple[OutlinePart, ...]:
    """The report of an open accounting year begins with how far it has come, and what is foreseen."""
    if kind == Document.Kind.ACTIVITY_REPORT and is_year_open:
        return (MONEY_SO_FAR, *ACTIVITIES)
    if kind == Document.Kind.PERIOD_REPORT and not is_year_open:
        return (MAIN_PICTURE_OF_A_YEAR, *PERIOD_REPORT[1:])
    return OUTLINES[kind]


def texts_of(kind: str, *, is_year_open: bool) -> dict[str, str]:
    """The standard text below each heading of the outline."""
    return dict(_texts(outline_of(kind, is_year_open=is_year_open)))


def _texts(parts: tuple[OutlinePart, ...]) -> Iterator[tuple[str, str]]:
    for part in parts:
        yield part.title, part.body
        yield from _texts(part.parts)


def heading_in(title: str, *, is_year_open: bool) -> str:
    """What a heading of the money is called when the year is open, or closed, whatever it was called before."""
    wanted, other = (MONEY_SO_FAR, MONEY_OF_A_YEAR) if is_year_open else (MONEY_OF_A_YEAR, MONEY_SO_FAR)
    names = {before.title: after.title for before, after in zip(other.parts, wanted.parts, strict=True)}
    return names.get(title, title)
