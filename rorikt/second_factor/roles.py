"""Which roles must log in in two steps, as the environment names them."""

from collections.abc import Iterable

ALL = "alle"
WORDS = {
    "leder": "head",
    "sekretær": "secretary",
    "fagansvarlig": "author",
    "økonomi": "finance",
    "rådsmedlem": "council_member",
    "administrator": "administrator",
}
# A file of settings may be written without Norwegian letters.
PLAIN = {"sekretar": "sekretær", "okonomi": "økonomi", "radsmedlem": "rådsmedlem", "ikt-leder": "leder"}


def role_of(word: str) -> str:
    """Raises ValueError for a word that is no role."""
    plain = word.strip().lower()
    try:
        return WORDS[PLAIN.get(plain, plain)]
    except KeyError:
        raise ValueError(f"{word!r} is no role, expected one of {', '.join(WORDS)}") from None


def roles_of(words: Iterable[str]) -> frozenset[str]:
    """`leder administrator`, or `alle`; none where nothing stands. Raises ValueError for another word."""
    named = list(words)
    return frozenset(WORDS.values()) if named == [ALL] else frozenset(role_of(word) for word in named)
