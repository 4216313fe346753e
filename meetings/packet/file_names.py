"""Names of files that every system can unpack, and no two of them the same where upper and lower case are."""

import re
import unicodedata

MOST_LETTERS = 120
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def safe(title: str) -> str:
    """The title with what no system allows in a name made hyphens. Norwegian letters stay."""
    name = _FORBIDDEN.sub("-", unicodedata.normalize("NFC", title))
    name = re.sub(r"\s+", " ", name).strip(" .")[:MOST_LETTERS].rstrip(" .")
    return f"_{name}" if not name or _DEVICES.match(name) else name


def unique(title: str, suffix: str, taken: set[str]) -> str:
    """The first free of «Kart.pdf», «Kart (2).pdf» …; `taken` grows with it."""
    stem, number = safe(title), 1
    name = f"{stem}.{suffix}"
    while name.casefold() in taken:
        number += 1
        name = f"{stem} ({number}).{suffix}"
    taken.add(name.casefold())
    return name
