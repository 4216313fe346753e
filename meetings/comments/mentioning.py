"""`@Kari Nordmann` in a comment: who is meant. Written as the name or as the e-mail address before its @."""

import re
from collections.abc import Mapping, Sequence

# What follows an @ that does not stand inside a word, such as an e-mail address.
AT = re.compile(r"(?<![\w.@])@(?=\w)")


def mentioned(text: str, names: Mapping[str, int]) -> tuple[list[int], list[str]]:
    """Keys of those who are meant, each once in their order, and what could not be understood.

    `names` are what people may be called. The longest that fits is meant, whatever its case.
    """
    folded = sorted(((name.casefold(), key) for name, key in names.items()), key=lambda one: -len(one[0]))
    found, unknown = dict[int, None](), list[str]()
    for match in AT.finditer(text):
        rest = text[match.end() :]
        key = _key(rest.casefold(), folded)
        if key is None:
            unknown.append("@" + re.split(r"[\s,;:!?()]", rest, maxsplit=1)[0].rstrip("."))
        else:
            found[key] = None
    return list(found), unknown


def _key(rest: str, names: Sequence[tuple[str, int]]) -> int | None:
    for name, key in names:
        if rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum():
            return key
    return None
