"""On what ground something is exempt from the public: law, paragraph, ledd and letter, as it is printed and read back.

Pure: knows neither the database nor the request. What is stored is the printed text, so that it stands in a packet as
it stood; `parse` gives its parts where it has the usual form, and none for a text of its own.

Source: offentleglova §§ 5, 13–26 (grounds), § 16 (§§ 14 and 15 do not hold for what an elected body is sent), § 31 (a
ground is told with its ledd, letter or number, and § 13 with the duty of secrecy it points to); kommuneloven ch. 11.
"""

import re
from dataclasses import dataclass

OPENNESS = "offentleglova"
LAWS = (
    OPENNESS,
    "forvaltningsloven",
    "kommuneloven",
    "personopplysningsloven",
    "barnevernsloven",
    "helsepersonelloven",
    "opplæringslova",
    "sikkerhetsloven",
)
# What a paragraph is a ground for, in the words that an author would look for it by.
USUAL = {
    "5": "utsatt innsyn",
    "13": "taushetsplikt",
    "20": "utenrikspolitiske interesser",
    "21": "forsvar og sikkerhet",
    "23": "forhandlinger, anbud, lønn og personal",
    "24": "kontrolltiltak og lovbrudd",
    "25": "ansettelser",
    "26": "eksamen, personbilder, fødselsnummer",
}
GROUNDS = frozenset({"5", "13", *(str(number) for number in range(17, 27))})
INTERNAL = frozenset({"14", "15"})
SECRECY = "13"
# Paragraphs with several ledd: one of them has to be named.
SEVERAL = {
    OPENNESS: frozenset({"5", "13", "20", "23", "24", "25", "26"}),
    "forvaltningsloven": frozenset({"13"}),
    "kommuneloven": frozenset({"11-5"}),
}
LEDD = ("første", "andre", "tredje", "fjerde", "femte", "sjette")
TENDER_EVENT = "til leverandør er valgt"

_NAMES = {"offl": OPENNESS, "offentlighetsloven": OPENNESS, "offentlighetslova": OPENNESS, "offentlegloven": OPENNESS,
          "fvl": "forvaltningsloven", "forvaltningslova": "forvaltningsloven", "kommunelova": "kommuneloven",
          "koml": "kommuneloven"}  # fmt: skip
_LEDD_WORDS = {"annet": "andre", "1": "første", "2": "andre", "3": "tredje", "4": "fjerde", "5": "femte"}
_TEXT = re.compile(
    r"(?P<law>[^\W\d_]+)\.?\s*§\s*(?P<paragraph>\d+(?:-\d+)?\s?[a-z]?)(?![\w-])"
    r"(?:,?\s+(?P<ledd>\w+)\.?\s+ledd)?"
    r"(?:,?\s+(?:bokstav\s+(?P<letter>[a-zæøå])|(?:nr\.?|nummer)\s*(?P<number>\d+)))?",
    re.IGNORECASE,
)
_POINTS_TO = re.compile(r",?\s+jf\.?\s+", re.IGNORECASE)


class Unusable(Exception):
    """A ground that cannot be used; the message says why and what to do, `part` is the name of the part of it."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part, self.message = part, message


@dataclass(frozen=True)
class Basis:
    """`letter` is a letter or a number of the ledd; `secrecy` the rule that § 13 of offentleglova points to."""

    law: str
    paragraph: str
    ledd: str = ""
    letter: str = ""
    secrecy: str = ""

    def __str__(self) -> str:
        ledd = f" {self.ledd} ledd" if self.ledd else ""
        letter = f" {'nr.' if self.letter.isdigit() else 'bokstav'} {self.letter}" if self.letter else ""
        secrecy = f", jf. {self.secrecy}" if self.secrecy else ""
        return f"{self.law} § {self.paragraph}{ledd}{letter}{secrecy}"

    @property
    def suggested_event(self) -> str:
        """Until what such an exemption lasts when nothing else is said: tenders, until the supplier is chosen."""
        is_tender = (self.law, self.paragraph, self.ledd) == (OPENNESS, "23", "tredje")
        return TENDER_EVENT if is_tender else ""


def parse(text: str) -> Basis | None:
    """`None` for a text that is not of the usual form, such as several paragraphs in a row or another law."""
    ground, *pointed_to = _POINTS_TO.split(text.strip(), maxsplit=1)
    found = _TEXT.fullmatch(ground.strip())
    if found is None:
        return None
    law = _law(found["law"])
    if law not in LAWS:
        return None
    letter = (found["letter"] or found["number"] or "").lower()
    ledd = _ledd(found["ledd"] or "")
    if ledd is None or (pointed_to and law != OPENNESS):
        return None
    return Basis(law, _paragraph(found["paragraph"]), ledd, letter, pointed_to[0] if pointed_to else "")


def read(law: str, paragraph: str, ledd: str, letter: str, secrecy: str) -> Basis:
    """What a person typed of each part. Raises Unusable for what is no paragraph or no letter."""
    number = _paragraph(paragraph.strip().removeprefix("§"))
    if not re.fullmatch(r"\d+(-\d+)?[a-z]?", number):
        raise Unusable("paragraph", "Skriv nummeret på paragrafen, for eksempel 23.")
    part = re.sub(r"^(bokstav|nr\.?|nummer)\s*", "", letter.strip().lower())
    if not re.fullmatch(r"([a-zæøå]|\d+)?", part):
        raise Unusable("letter", "Skriv en bokstav eller et nummer, for eksempel a eller 2.")
    return Basis(law, number, ledd, part, " ".join(secrecy.split()))


def check(basis: Basis, *, is_elected_body: bool) -> None:
    """Raises Unusable for a ground that cannot exempt what the council is sent, or that is not told in full."""
    if basis.law == OPENNESS:
        check_internal(basis.paragraph, is_elected_body=is_elected_body)
        if basis.paragraph not in GROUNDS | INTERNAL:
            raise Unusable(
                "paragraph",
                f"Offentleglova § {basis.paragraph} gir ikke grunn til å unnta noe. "
                "Velg § 5, § 13 eller en av §§ 17–26.",
            )
        if basis.paragraph == SECRECY and parse_rule(basis.secrecy) is None:
            raise Unusable(
                "secrecy",
                "Offentleglova § 13 krever at du også oppgir regelen om taushetsplikt, "
                "for eksempel «forvaltningsloven § 13 første ledd nr. 2» (se § 31).",
            )
    if basis.paragraph in SEVERAL.get(basis.law, ()) and not (basis.ledd or basis.letter):
        raise Unusable(
            "ledd",
            f"{basis.law.capitalize()} § {basis.paragraph} har flere ledd. "
            "Oppgi hvilket, eller bokstav eller nummer (se offentleglova § 31).",
        )


def check_internal(paragraph: str, *, is_elected_body: bool) -> None:
    """Raises Unusable for internal papers as the ground for what an elected body is sent."""
    if paragraph in INTERNAL and is_elected_body:
        raise Unusable("paragraph", INTERNAL_REFUSED)


INTERNAL_REFUSED = (
    "Saksframlegg med vedlegg og sakslisten kan ikke unntas etter offentleglova § 14 eller § 15 (se § 16). "
    "Velg et annet grunnlag."
)


def parse_rule(text: str) -> str | None:
    """The rule of secrecy as it is written, where it names a paragraph of a law."""
    return text if re.search(r"\b\w{3,}\.?\s*§\s*\d", text) else None


def _law(name: str) -> str:
    plain = name.lower().rstrip(".")
    return _NAMES.get(plain, plain)


def _paragraph(text: str) -> str:
    return re.sub(r"\s+", "", text).lower()


def _ledd(word: str) -> str | None:
    """Empty where none is named, `None` for a word that is no ledd."""
    plain = _LEDD_WORDS.get(word.lower(), word.lower())
    return plain if not plain or plain in LEDD else None
