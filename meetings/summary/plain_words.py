"""What makes a short text heavy to read, as hints to the one who wrote it. Nothing is refused and nothing rewritten."""

import re
from collections.abc import Iterable

MOST_WORDS = 150
MOST_IN_SENTENCE = 25
LONG_WORD = 7  # letters, from which a word counts as long
HEAVY = 45  # LIX: up to 40 is easy to read, from 50 on it is the language of offices
_TOKEN = re.compile(r"\[\[.*?\]\]", re.DOTALL)
_WORD = re.compile(r"[^\W\d_][\w-]*|\d[\d \u00a0.,]*\d|\d")
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+(?=[A-ZÆØÅ0-9«\[])|\n\n+")
_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0]\d{3})+(?:,\d+)?|\d+(?:,\d+)?")


def sentences_of(text: str) -> list[str]:
    return [part.strip() for part in _SENTENCE_END.split(text) if _WORD.search(part)]


def words_of(text: str) -> list[str]:
    """A token stands for a figure, and counts as one word."""
    return _WORD.findall(_TOKEN.sub(" 1 ", text))


def lix(text: str) -> int | None:
    """The words of a sentence on average, and how many of a hundred words are long. None of no words."""
    words = words_of(text)
    if not words:
        return None
    long = sum(len(word) >= LONG_WORD for word in words)
    return round(len(words) / max(len(sentences_of(text)), 1) + 100 * long / len(words))


def hints_on(text: str, said: str) -> list[str]:
    """A sentence for each thing to look at again. `said` is all that the document says, with its figures."""
    return [*_on_length(text), *_on_sentences(text), *_on_words(text), *_on_numbers(text, said)]


def _on_length(text: str) -> Iterable[str]:
    count = len(words_of(text))
    if count > MOST_WORDS:
        yield f"Teksten har {count} ord. Kort den ned til {MOST_WORDS} eller færre."


def _on_sentences(text: str) -> Iterable[str]:
    for sentence in sentences_of(text):
        count = len(words_of(sentence))
        if count > MOST_IN_SENTENCE:
            begins = " ".join(sentence.split()[:6])
            yield f"Setningen som begynner med «{begins} …», har {count} ord. Del den i to."


def _on_words(text: str) -> Iterable[str]:
    value = lix(text)
    if value is None or value < HEAVY:
        return
    longest = sorted({word.lower() for word in words_of(text) if len(word) >= 2 * LONG_WORD}, key=len, reverse=True)
    named = ", ".join(f"«{word}»" for word in longest[:3])
    yield f"Teksten er tung å lese (liks {value}; under 40 er lett). Korte setninger og korte ord hjelper." + (
        f" Lange ord: {named}." if named else ""
    )


def _on_numbers(text: str, said: str) -> Iterable[str]:
    known = {_bare(number) for number in _NUMBER.findall(said)}
    for number in dict.fromkeys(_NUMBER.findall(_TOKEN.sub(" ", text))):
        if len(_bare(number)) > 1 and _bare(number) not in known:
            yield f"Tallet {number} står ikke i dokumentet. Sett det inn med kode, eller se etter at det er riktig."


def _bare(number: str) -> str:
    return number.replace(" ", "").replace("\u00a0", "")
