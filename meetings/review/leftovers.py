"""What was meant to be replaced or explained: placeholders, notes, abbreviations, and what stood there last time."""

import re
from collections.abc import Collection, Iterator

from meetings.claims.findings import Finding
from meetings.claims.grids import Grid
from meetings.claims.reading import Paper, Passage
from rorikt.texts import richtext

_PLACEHOLDER = re.compile(
    r"""\b(?:TODO|XX+|FIXME|TBD|lorem\ ipsum|fyll\ (?:inn|ut)\ her|sett\ inn\ (?:tall|tekst|her))\b
    | \b(?:dd\.mm\.åååå|ÅÅÅÅ|NN\.NN)\b | \bFyll\ inn\b | \?\?+ | …{2,} | \.{4,} | _{3,}
    | \[(?!\[)[^\[\]]*[^\W\d][^\[\]]*\](?!\]) | <[^<>]*[^\W\d][^<>]*>
    | \((?:\?+|sjekk|må\ sjekkes|kommer|oppdateres|mangler|kilde\?)[^()]*\)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NOTE = re.compile(
    r"^\W*(?:(?:notat|intern(?:t)?|obs|nb|husk|sjekk|kommentar|merk til \w+|til \w+)\s*[:!]|husk å|må sjekkes)",
    re.IGNORECASE,
)
# One that stands alone: «DEV-miljøet» and «HP-link» say what they are, and names have other names beside them.
_ABBREVIATION = re.compile(r"(?<![\w/.@-])[A-ZÆØÅ]{2,6}(?:\d{1,3})?\+?(?![\w/@-]|\.\w)")
_IN_A_NAME = re.compile(r"[a-zæøå,] (?:[A-ZÆØÅ][\w-]+ )+$")
_NAME_AFTER = re.compile(r" [A-ZÆØÅ][a-zæøå]+")
# Known to everybody who reads a municipality's papers, or the name of a house or a firm.
WELL_KNOWN = frozenset(
    """
    AS BA BI CD DVD EU EØS FAU FN GB HMS HR ID IKS IKT IT KB KF KS MB MVA NAV NB NOK NRK OBS OK PC PDF PIN PS QR SA
    SFO SMS SU SUM TB TV UPS USA USB II III IV VI VII VIII IX ACOS ATEA HDO IBM KMD NSM SAP
    """.split()  # noqa: SIM905, too many to be read as a list
)


SHORT = 60  # characters that two texts may have in common by chance


def findings(paper: Paper) -> Iterator[Finding]:
    for passage in paper.passages:
        if found := _left_in(passage.text):
            yield passage.finding("placeholder", f"Her står det {_told(found)}", found)
    for grid in paper.grids:
        found = next(filter(None, map(_left_in, _texts_of(grid))), "") if grid.is_typed else ""
        if found:
            yield grid.finding("placeholder", f"I {grid.name[0].lower()}{grid.name[1:]} står det {_told(found)}", found)
    yield from abbreviations(paper)


def twice(paper: Paper) -> Iterator[Finding]:
    """A paragraph that stands word for word earlier in the same document, as where two texts were both taken."""
    first: dict[str, Passage] = {}
    for passage in paper.passages:
        said = " ".join(passage.text.split())
        if len(said) <= SHORT:
            continue
        if said in first:
            where = first[said].place.title or "dokumentet"
            yield passage.finding("twice", f"Det samme står ord for ord i «{where}». Ta bort det ene.", passage.text)
        else:
            first[said] = passage


def _left_in(text: str) -> str:
    found = _PLACEHOLDER.search(text) or _NOTE.search(text)
    return found[0].strip() if found else ""


def _texts_of(grid: Grid) -> Iterator[str]:
    yield from (f"{label} {group}" for label, group in grid.heads)
    yield from (entry.text for row in (*grid.rows, grid.total) for entry in row)


def _told(found: str) -> str:
    return f"en plassholder eller et notat: «{found}». Skriv inn det som skal stå der."


def abbreviations(paper: Paper) -> Iterator[Finding]:
    """Those that nothing in the document explains, told once, in the section where they are first used."""
    whole = "\n".join(passage.text for passage in paper.passages)
    known = (
        {word for term in paper.terms for word in re.findall(r"[\w+]+", term)} | set(WELL_KNOWN) | _parts(paper.names)
    )
    asked: dict[str, tuple[Passage, list[str]]] = {}
    seen: set[str] = set()
    for passage in paper.passages:
        if _is_in_capitals(passage.text):
            continue
        for found in _ABBREVIATION.finditer(passage.text):
            short = found[0]
            if short in seen or _is_named(passage.text, found):
                continue
            seen.add(short)
            if not known & {short, short.rstrip("+"), short.rstrip("0123456789+")} and not _is_explained(short, whole):
                asked.setdefault(passage.place.anchor, (passage, []))[1].append(short)
    for passage, shorts in asked.values():
        which = ", ".join(shorts)
        says = f"Forklar {which} første gang, eller legg {'den' if len(shorts) == 1 else 'dem'} til i definisjonene."
        yield passage.finding("abbreviation", says, shorts[0], shorts)


def _is_in_capitals(text: str) -> bool:
    """A heading, as many write them."""
    return sum(letter.isupper() for letter in text) > sum(letter.islower() for letter in text)


def _is_named(text: str, found: re.Match[str]) -> bool:
    """«Vitec HK Oppvekst»."""
    return bool(_IN_A_NAME.search(text, 0, found.start()) or _NAME_AFTER.match(text, found.end()))


def _parts(names: Collection[str]) -> set[str]:
    return {part for name in names for part in re.findall(r"[\wÆØÅæøå]+", name)}


def _is_explained(short: str, text: str) -> bool:
    """«Avtale om tjenestenivå (SLA)», «SLA (avtale om …)», «SLA – avtale», «SLA står for»."""
    name = re.escape(short)
    return bool(
        re.search(rf"[a-zæøå]\w* \({name}\)", text)
        or re.search(rf"{name} \([^)]*[a-zæøå]{{3}}", text)
        or re.search(rf"^{name}(?: \(\w+\))?\s*(?:[:–=-]|står for|er |betyr)", text, re.MULTILINE)
        or re.search(rf"{name},? (?:som )?(?:står for|betyr|er en forkortelse)", text)
    )


def unchanged(body: str, last: str) -> list[str]:
    """The paragraphs and tables of a text that the text of last time has word for word.

    Tokens are compared as they are written: a paragraph whose figures follow the period says something new. Short ones
    say the same by their nature.
    """
    before = set(_parts_of(last))
    return [part for part in _parts_of(body) if len(part) > SHORT and "[[" not in part and part in before]


def _parts_of(body: str) -> Iterator[str]:
    """Paragraphs, points of lists, and tables whole."""
    for element in richtext.elements(body):
        typed = richtext.plain_paragraphs(richtext.to_html(element))
        for part in [typed] if element.tag == "table" else typed.split("\n"):
            yield " ".join(part.split())
