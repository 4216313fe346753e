"""The outline a new document starts from: headings, with the tokens of the figures that belong under each.

Plain data. `{head}` is the title of the one who heads the cooperation, `{year}` the accounting year, `{next}` the year
after the meeting's; nothing here is about one cooperation.
"""

from typing import NamedTuple

from meetings.models import Document


class Part(NamedTuple):
    """A heading with its text (HTML, may hold tokens) and the headings below it."""

    title: str
    body: str = ""
    parts: tuple["Part", ...] = ()


ACTIVITY_REPORT = (
    Part(
        "Økonomi",
        parts=(
            Part(
                "Driftsresultat",
                "<p>Regnskapet viser et merforbruk på [[merforbruk]] ([[merforbruk-prosent]]).</p>"
                "<p>[[tabell:driftsresultat]]</p><p>[[tabell:arsaker]]</p><p>[[tabell:fordeling-merforbruk]]</p>",
            ),
            Part(
                "Investeringer",
                "<p>[[tabell:investeringer]]</p><p>[[tabell:investeringsoppgjor]]</p>",
            ),
        ),
    ),
    Part(
        "Aktiviteter",
        parts=(
            Part(
                "Kundeservice",
                parts=(
                    Part("Organisering"),
                    Part(
                        "Support",
                        "<p>[[tabell:sla]]</p><p>[[tabell:losningstid]]</p><p>[[tabell:kritiske-hendelser]]</p>"
                        "<p>På statusdatoen var det [[apne-totalt]] åpne feilmeldinger og tjenesteforespørsler.</p>"
                        "<p>[[diagram:nye-per-kategori]]</p><p>[[diagram:nye-per-kommune]]</p>"
                        "<p>[[diagram:apne-saker]]</p>",
                    ),
                ),
            ),
            Part("Drift og infrastruktur"),
            Part("Informasjonssikkerhet"),
            Part("Prosjekter"),
            Part("Byggprosjekter", "<p>[[tabell:byggprosjekter]]</p>"),
        ),
    ),
    Part("Definisjoner og begreper", "<p>[[definisjoner]]</p>"),
)

CASE_PAPER = (
    Part("{head} sitt forslag til enighet"),
    Part("Innledning"),
    Part("Saken"),
    Part("Omfang"),
    Part("Gjennomføring"),
    Part("Kostnader første år"),
    Part("Kostnader påfølgende år"),
    Part("Anbefaling"),
    Part("Definisjoner", "<p>[[definisjoner]]</p>"),
)

MINUTES = (Part("Deltakere"), Part("Saker"), Part("Eventuelt"))

OUTLINES: dict[str, tuple[Part, ...]] = {
    Document.Kind.ACTIVITY_REPORT: ACTIVITY_REPORT,
    Document.Kind.CASE_PAPER: CASE_PAPER,
    Document.Kind.MINUTES: MINUTES,
}
