"""Passwords that people here choose first, and so do those who guess: a season and a year, the name of the place.

Django's own list is of English words. This one takes a password apart: where nothing is left but such words, years and
signs, it is as good as known.
"""

import re
from collections.abc import Iterable

TOPICS = (
    # seasons, months and days
    "vinter vår var sommer høst host jul påske paske januar februar mars april mai juni juli august "
    "september oktober november desember mandag tirsdag onsdag torsdag fredag lørdag lordag søndag sondag "
    # what one is asked for, and what one is told
    "passord passordet password velkommen innlogging logginn login admin administrator bruker test demo "
    "hemmelig hemmelighet kode koden jegelskerdeg elsker hei heisann hallo god dag "
    # work
    "kommune kommunen fylke rådhus radhus ikt it data pc kontor styre styret råd rad møte mote sak leder "
    "økonomi okonomi rorikt norge norsk norway "
    # others
    "mitt min nytt ny ditt din mamma pappa katt hund fotball brann rosenborg molde viking qwerty "
    "qwertyuiop asdf asdfgh abc abcd abcdef sol sommeren vinteren våren høsten "
)
WORDS = tuple(TOPICS.split())
SIGNS = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
LETTERS = re.compile(r"[^a-zæøå]")
AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
FEWEST = 5  # different signs
ROWS = ("abcdefghijklmnopqrstuvwxyzæøå", "qwertyuiopå", "asdfghjkløæ", "zxcvbnm", "01234567890")


def is_common(password: str, names: Iterable[str] = ()) -> bool:
    """`names` are those of the cooperation, its municipalities and the person."""
    plain = password.casefold()
    if len(set(plain)) < FEWEST or is_row(plain):
        return True
    words = {LETTERS.sub("", word.casefold()) for word in (*WORDS, *parts_of(names))} - {""}
    # As it stands, and with signs that stand for letters; a year before or after it is no such sign.
    inner = AROUND.sub("", plain).translate(SIGNS)
    return any(is_made_of(LETTERS.sub("", text), words) for text in (plain, inner, plain.translate(SIGNS)))


def parts_of(names: Iterable[str]) -> set[str]:
    """A name, and its words of three letters or more."""
    return {word for name in names for word in (name, *re.split(r"[\W_]+", name)) if len(word) >= 3}


def is_made_of(text: str, words: Iterable[str]) -> bool:
    """Whether the letters are these words, one after the other; so are none."""
    reached = [True] + [False] * len(text)
    for end in range(1, len(text) + 1):
        reached[end] = any(
            len(word) <= end and reached[end - len(word)] and text.startswith(word, end - len(word)) for word in words
        )
    return reached[len(text)]


def is_row(text: str) -> bool:
    """Whether it is keys that lie beside each other, or letters and digits in their order, forwards or back."""
    pieces = re.findall(r"[a-zæøå]+|\d+", text)
    if not pieces or "".join(pieces) != text:
        return False
    rows = [*(row * 2 for row in ROWS), *(row[::-1] * 2 for row in ROWS)]
    return all(any(piece in row for row in rows) for piece in pieces)
