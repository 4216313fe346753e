"""What a check has to say of a paper: where, what is wrong, and whether it may stand."""

import hashlib
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple


class Check(NamedTuple):
    """`label` heads its findings. Those of `can_stand` may be answered with a reason; `is_advice` stops nothing."""

    label: str
    can_stand: bool = True
    is_advice: bool = False


CHECKS = {
    "setup": Check("Grunndata", can_stand=False),
    "token": Check("Koder uten tall", can_stand=False),
    "tickets": Check("Saker som ikke er hentet inn"),
    "reach": Check("Hvor langt regnskapet går"),
    "deviation": Check("Avvik uten forklaring"),
    "explained": Check("Forklaringer som ikke går opp", is_advice=True),
    "empty": Check("Tomme avsnitt", can_stand=False),
    "placeholder": Check("Plassholdere og notater"),
    "resembling": Check("Tall som ligner på et kjent tall"),
    "total": Check("Summer"),
    "year": Check("Årstall"),
    "count": Check("Antall"),
    "mean": Check("Gjennomsnitt"),
    "percentage": Check("Prosenter"),
    "direction": Check("Opp eller ned"),
    "image": Check("Bilder", can_stand=False),
    "heading": Check("Overskrifter"),
    "link": Check("Lenker"),
    "unchanged": Check("Tekst fra forrige gang"),
    "twice": Check("Tekst som står to ganger"),
    "state": Check("Avsnitt som ikke er klare"),
    "carried": Check("Tekst og tall fra forrige dokument", can_stand=False),
    "comment": Check("Åpne kommentarer", can_stand=False),
    "edit": Check("Åpne forslag til endring", can_stand=False),
    "moved": Check("Tall som er endret siden teksten ble skrevet"),
    "abbreviation": Check("Forkortelser", is_advice=True),
}


@dataclass(frozen=True)
class Finding:
    """`says` is one sentence; `quote` the words it is about, in the block whose text is `block`.

    `section` is the number as printed and empty where it is about the whole; `values` are the figures it rests on, and
    `source` the path of the page with the right one. `mended_on` is the path of the page where it is mended, where that
    is not the text of its section.
    """

    check: str
    says: str
    section: str = ""
    title: str = ""
    anchor: str = ""
    quote: str = ""
    block: str = ""
    values: tuple[str, ...] = ()
    source: str = ""
    mended_on: str = ""

    @property
    def fingerprint(self) -> str:
        """Another one when the check, the text around it or the values are others, wherever the section is moved."""
        place = self.block or self.title
        return hashlib.sha256("\x1f".join([self.check, place, self.quote, *self.values]).encode()).hexdigest()

    @property
    def stops(self) -> bool:
        return not CHECKS[self.check].is_advice

    @property
    def told(self) -> str:
        """With the section it stands in; what goes on with a small letter is about the section itself."""
        if not self.section:
            return self.says
        return f"Avsnitt {self.section} {self.title}{' ' if self.says[0].islower() else ': '}{self.says}"

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "values": list(self.values)}


def from_json(data: dict[str, Any]) -> Finding:
    return Finding(**{**data, "values": tuple(data["values"])})
