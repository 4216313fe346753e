"""What must not stand in a log, taken out of whatever is written there. Knows neither Django nor the settings."""

import re

MASK = "…"
# What stands after these in an address lets its reader in, whatever it looks like.
_KEYS = re.compile(r"(/password/reset/key/|/kalender/|/invitasjon(?:er)?/|/invite/)[^/\s?#\"']+")
# A part of an address that nobody has thought up: a token, an id of a job, a hash.
_TOKENS = re.compile(
    r"(?<=/)(?:"
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|[0-9a-f]{24,}"
    r"|(?=[^/\s]*\d)(?=[^/\s]*[A-Z])(?=[^/\s]*[a-z])[A-Za-z0-9_=-]{20,}"
    r")(?=[/.\s?#\"']|$)"
)
_PASSWORD_IN_ADDRESS = re.compile(r"(\w+://[^\s/:@]*:)[^\s/@]+(?=@)")
_SECRET_WORDS = (
    r"passwords?|passord|passwd|secrets?(?:[_-]key)?|tokens?|sessionid|csrftoken|cookie|authorization|api[_-]?key"
)
_NAMED = re.compile(
    rf"(?i)([\w-]*(?:{_SECRET_WORDS})[\"']?\s*[=:]\s*)(?:bearer\s+|basic\s+)?(\"[^\"]*\"|'[^']*'|[^\s\"',;&)}}\]]+)"
)
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}")
_SECRET_NAME = re.compile(rf"(?i)(?:^|[_-])(?:{_SECRET_WORDS})$")


def masked(text: str) -> str:
    """`text` without keys in addresses, and without what is called a password, a token or the like."""
    text = _KEYS.sub(rf"\1{MASK}", text)
    text = _TOKENS.sub(MASK, text)
    text = _PASSWORD_IN_ADDRESS.sub(rf"\1{MASK}", text)
    text = _NAMED.sub(rf"\1{MASK}", text)
    return _BEARER.sub(rf"\1 {MASK}", text)


def is_secret_name(name: str) -> bool:
    """Whether what is called so is not to be told at all."""
    return bool(_SECRET_NAME.search(name))


# What moves the cursor, ends a line or turns the direction of writing: a line of a log stays one line, as it was meant.
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """With control characters written out: `\\x1b`, `\\n`."""
    return CONTROLS.sub(lambda found: found.group().encode("unicode_escape").decode(), text)
