"""Short names made of titles, as tokens and addresses use them: a-z, 0-9 and single hyphens."""

import re
import unicodedata

# Letters that do not come apart into a base letter and a mark; the last three are Sámi.
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "ß": "ss", "đ": "d", "ŋ": "n", "ŧ": "t"})


def slug(text: str) -> str:
    """«Kjøp/leasing» gives `kjop-leasing`; empty where the text has neither letters nor digits."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
