"""No pattern of ours takes long over a text that was made for it: every one of them is tried with letters of its own.

A pattern that begins with «any number of these» and is searched for takes the square of the length, and one with such
parts in each other far more. What meets only short texts, because who uses it has looked at the length, says so below.
"""

import ast
import importlib
import os
import re
import signal
import time
from contextlib import contextmanager
from pathlib import Path
from re import _parser as parser

import pytest
from django.core.exceptions import ValidationError

from budget.services.forms import LONGEST_STEP
from rorikt.cases.choosing import read_case
from rorikt.sheets import cell_values

ROOT = Path(__file__).resolve().parent.parent
APPS = ["rorikt", "budget", "support", "meetings"]
THOROUGH = "TESTS_THOROUGH" in os.environ
LENGTH, SECONDS = (20_000, 2.0) if THOROUGH else (2_000, 0.25)
WAYS = {"match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
USUAL = {"CATEGORY_DIGIT": "7", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "b"}
# Each meets no text longer than that, of `rorikt.sheets.cell_values` and `rorikt.cases.choosing`.
SHORT_TEXTS = {
    "rorikt.sheets.cell_values": cell_values.LONGEST,
    "rorikt.cases.choosing": 1_000,
    "budget.services.forms": LONGEST_STEP,
}


class TooSlow(BaseException):
    """Raised by the clock, also in the middle of a match."""


@contextmanager
def at_most(seconds):
    def stop(*_):
        raise TooSlow

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds * 40)  # of the clock on the wall, on a machine with much to do
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def patterns():
    """Each with the module that it stands in and how it is asked: those with a name, and those written where used."""
    texts = {path: path.read_text() for app in APPS for path in sorted((ROOT / app).rglob("*.py"))}
    whole = "\n".join(texts.values())
    found = {}
    for path, text in texts.items():
        if "migrations" in path.parts or path.name in {"wsgi.py", "settings.py"} or "re." not in text:
            continue
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        module = importlib.import_module(name)
        kinds = [one for one in vars(module).values() if isinstance(one, type) and one.__module__ == name]
        for space in (module, *kinds):
            for called, value in vars(space).items():
                if isinstance(value, re.Pattern):
                    ways = re.findall(rf"\b{called}\.(\w+)", text if called.startswith("_") else whole)
                    add(found, name, value, WAYS & set(ways) or WAYS)
        for node in ast.walk(ast.parse(text)):
            if is_written(node):
                add(found, name, re.compile(node.args[0].value), {node.func.attr} & WAYS)
    return list(found.values())


def add(found, name, pattern, ways):
    found.setdefault((pattern.pattern, pattern.flags, name), (name, pattern, set()))[2].update(ways)


def is_written(node):
    """A call of `re` with the pattern itself in it."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr in WAYS) == ("re", True)
        and bool(node.args)
        and isinstance(node.args[0], ast.Constant)
    )


def ask(pattern, ways, text):
    """As it is asked: all ways of going through a text are alike."""
    if "fullmatch" in ways:
        pattern.fullmatch(text)
    if "match" in ways:
        pattern.match(text)
    if ways - {"fullmatch", "match"}:
        for _ in pattern.finditer(text):
            pass


def letters_of(pattern):
    """One of each kind that it asks for, in the order that it asks for them."""
    found = []

    def look(parts):
        for operation, of in parts:
            match str(operation):
                case "LITERAL":
                    found.append(chr(of))
                case "IN":
                    for kind, one in of:
                        match str(kind):
                            case "LITERAL":
                                found.append(chr(one))
                            case "RANGE":
                                found.append(chr(one[0]))
                            case "CATEGORY":
                                found.append(USUAL.get(str(one), "-"))
                case "ANY" | "NOT_LITERAL":
                    found.append("b")
                case "BRANCH":
                    for branch in of[1]:
                        look(branch)
                case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                    look(of[2])
                case "SUBPATTERN":
                    look(of[3])
                case "ASSERT" | "ASSERT_NOT":
                    look(of[1])
                case "ATOMIC_GROUP":
                    look(of)

    look(parser.parse(pattern))
    return list(dict.fromkeys([*found[:10], " ", "7", "b", "\n"]))


def texts_for(pattern, length):
    letters = letters_of(pattern.pattern)
    beginning = "".join(letters[:6])
    pairs = [first + second for first in letters[:6] for second in letters[:6] if first != second]
    texts = [letter * length for letter in letters]
    texts += [pair * (length // 2) for pair in (pairs if THOROUGH else pairs[:8])]
    texts += [beginning + text + "\x00" for text in texts[: len(letters)]] + [(beginning * length)[:length]]
    return [text.encode("latin-1", "replace") for text in texts] if isinstance(pattern.pattern, bytes) else texts


def test_no_pattern_takes_long_over_any_text():
    slow, tried = [], patterns()
    for name, pattern, ways in tried:
        for text in texts_for(pattern, min(LENGTH, SHORT_TEXTS.get(name, LENGTH))):
            began = time.process_time()
            try:
                with at_most(SECONDS):
                    ask(pattern, ways, text)
            except TooSlow:
                slow.append((name, pattern.pattern, text[:20]))
                break
            if time.process_time() - began > SECONDS:
                slow.append((name, pattern.pattern, text[:20]))
                break
    assert slow == []
    assert len(tried) > 250


@pytest.mark.parametrize("letter", [" ", "T", "7", "-", "\u00a0", "(", "1.", "1 000"])
@pytest.mark.parametrize("read", [cell_values.to_amount, cell_values.to_integer, cell_values.to_date])
def test_a_cell_that_is_far_too_long_is_refused_at_once(read, letter):
    began = time.process_time()

    with pytest.raises(ValueError, match="er for langt til å være et tall, en dag eller et tidspunkt") as refused:
        read(letter * 100_000)

    assert len(str(refused.value)) < 200
    assert time.process_time() - began < 1


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("read", [cell_values.to_amount, cell_values.to_integer, cell_values.to_date])
def test_a_cell_that_is_no_number_of_this_world_is_refused_in_words(read, cell):
    with pytest.raises(ValueError, match="er ikke et tall"):
        read(cell)


def test_a_case_that_is_far_too_long_is_refused_at_once():
    began = time.process_time()

    with pytest.raises(ValidationError, match="for langt til å være et saksnummer"):
        read_case(", id 1" * 100_000)

    assert time.process_time() - began < 1
