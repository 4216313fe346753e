"""Settings from the environment. A missing or odd value stops the start with the name of the variable."""

import os
from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured

Value = TypeVar("Value")
FLAGS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def required(name: str) -> str:
    """Raises ImproperlyConfigured where it is not set or blank."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is not set; see .env.sample")
    return value


def optional(name: str, default: str) -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """Raises ImproperlyConfigured for a value that is not one of FLAGS."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value not in FLAGS:
        raise ImproperlyConfigured(f"{name} is {value!r}, expected one of {', '.join(FLAGS)}")
    return FLAGS[value]


def parsed(name: str, default: str, read: Callable[[str], Value]) -> Value:
    """What `read` makes of it. Raises ImproperlyConfigured with what it says, where it raises ValueError."""
    try:
        return read(optional(name, default))
    except ValueError as problem:
        raise ImproperlyConfigured(f"{name}: {problem}") from None


def choice(name: str, allowed: tuple[str, ...]) -> str:
    """One of `allowed`, of which the first is the default."""
    value = optional(name, allowed[0])
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}, expected one of {', '.join(allowed)}")
    return value


def number(name: str, *, default: int, least: int) -> int:
    """A whole number, at least `least`."""
    value = optional(name, str(default))
    if not value.isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f"{name} is {value!r}, expected a whole number of at least {least}")
    return int(value)


def secret(name: str, *, shortest: int) -> str:
    """Empty, or at least `shortest` characters, which nobody guesses. What is wrong with it is said without it."""
    value = os.environ.get(name, "").strip()
    if value and len(value) < shortest:
        raise ImproperlyConfigured(f"{name} is too short, expected at least {shortest} characters")
    return value
