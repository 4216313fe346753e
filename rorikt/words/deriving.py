"""The list of words made from Norsk ordbank: who wants a newer edition runs it again, see norsk_ordbank/README.md."""

import lzma
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from rorikt.words import compounds, lexicon
from rorikt.words.lexicon import FOLDER, NO_NOUN, PARTS

# Of a word class: each form with what it is a form of.
Forms = Mapping[str, Mapping[str, Iterable[str]]]
WORD = re.compile(r"[a-zæøåéèêóòôàäöü]+")
NO_PARTS = {"Prep", "Pref", "Adv"}  # `avvik` is found by itself, not by `vik`
# Forms that the source gives to another word that is written alike.
IRREGULAR = {
    "bok": "bøker bøkene", "far": "faren fedre fedrene", "bror": "broren brødre brødrene",
    "mor": "moren mora mødre mødrene",
    "datter": "døtre døtrene", "søster": "søstre søstrene", "bonde": "bønder bøndene", "bot": "bøter bøtene",
    "rot": "røtter røttene", "fot": "føtter føttene", "natt": "netter nettene", "hånd": "hender hendene",
    "tann": "tanna tannen tenner tennene", "mann": "menn mennene", "kraft": "krefter kreftene", "stad": "steder",
    "sak": "saken", "år": "åra", "sum": "summer", "tre": "trær trærne",
    "kne": "knær knærne", "senter": "sentre sentrene senteret sentret sentra",
    "middel": "midler midlene midlet middelet", "øye": "øyne øynene", "and": "anda anden ender endene",
    "strand": "strender strendene", "stang": "stenger stengene", "tang": "tenger tengene", "rand": "render rendene",
    "ku": "kyr kyrne kuer", "gås": "gjess gjessene", "tå": "tær tærne", "klo": "klør klørne", "sko": "sko skoene",
}  # fmt: skip


def derive(forms: Forms, analysed: Iterable[str]) -> None:
    """`analysed` are the lines of the list of compounds. Writes both lists anew."""
    heads, taken_apart = _compounds(analysed)
    listed = _listed(forms)
    simple = {lemma: told for lemma, told in listed.items() if lemma.removeprefix(NO_NOUN) not in taken_apart}
    lines = dict(_by_form(simple))
    _write("heads", heads)
    _write("forms", lines)
    lexicon._forms.cache_clear()
    lexicon._heads.cache_clear()
    compounds.split.cache_clear()
    compounds._best.cache_clear()
    wrong = {lemma: parts for lemma, parts in taken_apart.items() if not _is_read_as(lemma, parts)}
    for lemma, parts in wrong.items():
        for kind in ("", NO_NOUN):
            for form in listed.get(kind + lemma, ()):
                other = lines.get(form, "").partition(PARTS)[0]
                lemmas = ",".join(filter(None, [kind + lemma, other]))
                lines[form] = f"{lemmas}{PARTS}{','.join(parts)}"
    _write("forms", lines)


def _compounds(analysed: Iterable[str]) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """First parts as they are written with what they are forms of, and each compound with its parts' own words."""
    heads: dict[str, str] = {}
    found: dict[str, tuple[str, str]] = {}
    for line in analysed:
        cells = line.rstrip("\n").split("\t")
        written, first, kind = cells[1], cells[4].rstrip("-"), cells[5]
        if "*" not in written or kind in NO_PARTS:
            continue
        head, last = (part.replace("*", "").replace("-", "") for part in written.split("*", 1))
        if not WORD.fullmatch(head + last) or len(head) < compounds.SHORTEST_PART:
            continue
        bare = first if WORD.fullmatch(first) else head
        heads.setdefault(head, bare)
        found.setdefault(head + last, (bare, last))
    return heads, found


def _listed(forms: Forms) -> dict[str, set[str]]:
    """Forms by what they are forms of, those that are no nouns marked."""
    listed: dict[str, set[str]] = defaultdict(set)
    for kind, rows in forms.items():
        mark = "" if kind == "noun" else NO_NOUN
        for form, lemmas in rows.items():
            for lemma in lemmas:
                if WORD.fullmatch(form) and WORD.fullmatch(lemma):
                    listed[mark + lemma] |= {form, lemma}
    every = {form for lemma, told in listed.items() if not lemma.startswith(NO_NOUN) for form in told}
    for lemma, told in list(listed.items()):
        if not lemma.startswith(NO_NOUN):
            told |= _lost(lemma, told, every)
    for lemma, written in IRREGULAR.items():
        listed[lemma] |= {lemma, *written.split()}
    return listed


def _lost(lemma: str, told: set[str], every: set[str]) -> set[str]:
    """The source gives a form to one word only: those that this one lacks, and that are written as its own would be."""
    found: set[str] = set()
    for slot in _slots(lemma):
        if not set(slot) & told:
            found |= {form for form in slot if form in every}
    return found


def _slots(lemma: str) -> Iterator[list[str]]:
    """Each with the ways in which it may end in the definite, the plural and both."""
    if lemma.endswith("e"):
        yield [lemma + "n", lemma + "t", lemma[:-1] + "a"]
        yield [lemma + "r"]
        yield [lemma + "ne"]
        return
    yield [lemma + "en", lemma + "et", lemma + "a"]
    plural, both = [lemma + "er"], [lemma + "ene"]
    stem = re.sub(r"(.)\1$", r"\1", lemma[:-2])
    if lemma.endswith("er"):
        plural += [lemma + "e", stem + "re", stem + "rer"]
        both += [lemma + "ne", stem + "rene"]
    elif lemma.endswith("el"):
        plural += [stem + "ler"]
        both += [stem + "lene"]
    elif lemma.endswith("um"):
        plural, both = [lemma[:-2] + "er", lemma[:-2] + "a"], [lemma[:-2] + "ene"]
    yield plural
    yield both


def _by_form(listed: Mapping[str, set[str]]) -> dict[str, str]:
    by_form: dict[str, set[str]] = defaultdict(set)
    for lemma, told in listed.items():
        for form in told:
            by_form[form].add(lemma)
    # Nouns first: the mark of the others comes before every letter.
    order = {form: sorted(lemmas, key=lambda one: (one.startswith(NO_NOUN), one)) for form, lemmas in by_form.items()}
    return {form: ",".join(lemmas) for form, lemmas in order.items()}


def _is_read_as(lemma: str, parts: tuple[str, str]) -> bool:
    """Whether taking it apart gives at least its own parts."""
    read = compounds.split(lemma)
    return (bool(read) and read[-1] == parts[1]) or (parts[1].endswith(read[-1:] or ("-",)) and len(read) > 2)


def _write(name: str, lines: Mapping[str, str]) -> None:
    text = "".join(sorted(f"{word}\t{told}\n" for word, told in lines.items()))
    (FOLDER / f"{name}.txt.xz").write_bytes(lzma.compress(text.encode(), preset=9))
