"""How a person wants pages to look and to be read aloud: what there is to choose, and what is stored of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Choice:
    """`options` are values with labels, the usual one being `usual`; each value stands in an attribute of the page,
    `data-<attribute>`, which the style sheet knows."""

    name: str
    attribute: str
    label: str
    options: tuple[tuple[str, str], ...]
    usual: str


AUTO = ("auto", "Som enheten")
CHOICES = (
    Choice(
        "size",
        "text-size",
        "Tekststørrelse",
        (
            ("90", "Mindre"),
            ("100", "Vanlig"),
            ("115", "Større"),
            ("130", "Stor"),
            ("150", "Svært stor"),
            ("175", "Størst"),
        ),
        "100",
    ),
    Choice(
        "measure",
        "measure",
        "Lengde på linjene",
        (("short", "Korte"), ("usual", "Vanlige"), ("full", "Hele bredden")),
        "usual",
    ),
    Choice("spacing", "spacing", "Luft mellom linjene", (("usual", "Vanlig"), ("wide", "Mer luft")), "usual"),
    Choice("scheme", "color-scheme", "Farger", (AUTO, ("light", "Lyse"), ("dark", "Mørke")), "auto"),
    Choice("contrast", "contrast", "Kontrast", (AUTO, ("usual", "Vanlig"), ("more", "Høy")), "auto"),
    Choice(
        "speed",
        "aloud-speed",
        "Fart når teksten leses høyt",
        (("0.8", "Langsom"), ("1", "Vanlig"), ("1.25", "Rask"), ("1.5", "Raskere")),
        "1",
    ),
)
DARK_BY_DEVICE = "screen and (prefers-color-scheme: dark)"
CONTRAST_BY_DEVICE = "screen and (prefers-contrast: more)"
USUAL = {choice.name: choice.usual for choice in CHOICES}


def looks_from(stored: object) -> dict[str, str]:
    """What holds for each choice. What was never chosen, or is no choice any more, is as usual."""
    chosen: Mapping[str, Any] = stored if isinstance(stored, dict) else {}
    return {choice.name: _known(choice, chosen.get(choice.name)) for choice in CHOICES}


def _known(choice: Choice, value: object) -> str:
    return next((option for option, _ in choice.options if option == value), choice.usual)


def to_store(looks: Mapping[str, str]) -> dict[str, str] | None:
    """Only what is not as usual, so that what is usual can be mended for those who chose nothing."""
    return {name: value for name, value in looks.items() if value != USUAL[name]} or None


def media_for(looks: Mapping[str, str]) -> dict[str, str]:
    """When the style sheets of a dark ground and of high contrast hold."""
    return {
        "dark_media": _media(looks["scheme"], "dark", DARK_BY_DEVICE),
        "contrast_media": _media(looks["contrast"], "more", CONTRAST_BY_DEVICE),
    }


def _media(chosen: str, wanted: str, by_device: str) -> str:
    if chosen == AUTO[0]:
        return by_device
    return "screen" if chosen == wanted else "not all"
