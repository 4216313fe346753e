"""What differs between two answers that are otherwise the same: the token of a form, and the nonce of the page."""

import re
from collections.abc import Sequence

from django.http import HttpRequest
from django.middleware import csrf
from django.utils.crypto import constant_time_compare

TOKEN, NONCE = "token", "nonce"
_TOKENS = re.compile(rb"(?<![A-Za-z0-9])[A-Za-z0-9]{%d}(?![A-Za-z0-9])" % csrf.CSRF_TOKEN_LENGTH)

# Text and slots by turns, beginning with a text.
Pieces = Sequence[tuple[bytes, str]]


def cut(body: bytes, request: HttpRequest) -> list[tuple[bytes, str]] | None:
    """The body as texts, each with the slot after it. `None` where something of this one answer would be left in it."""
    secret, nonce = str(request.META.get("CSRF_COOKIE", "")), getattr(request, "_csp_nonce", None)
    places = [(one.span(), TOKEN) for one in _TOKENS.finditer(body) if secret and _is_of(one[0], secret)]
    if nonce:
        places += [(one.span(), NONCE) for one in re.finditer(re.escape(nonce.encode()), body)]
    pieces, at = [], 0
    for (start, end), slot in sorted(places):
        if start < at:
            return None
        pieces.append((body[at:start], slot))
        at = end
    pieces.append((body[at:], ""))
    return None if secret and any(secret.encode() in text for text, _ in pieces) else pieces


def fill(pieces: Pieces, request: HttpRequest) -> bytes:
    """With those of this request, which are made as they are where a page is."""
    slots = {slot for _, slot in pieces}
    given = {"": b""}
    if TOKEN in slots:
        given[TOKEN] = csrf.get_token(request).encode()
    if NONCE in slots:
        given[NONCE] = str(getattr(request, "csp_nonce", "")).encode()
    return b"".join(part for text, slot in pieces for part in (text, given[slot]))


def _is_of(token: bytes, secret: str) -> bool:
    """Whether it is the secret under a mask: a hash is as long, and is none."""
    chars, half = csrf.CSRF_ALLOWED_CHARS, csrf.CSRF_SECRET_LENGTH
    mask, text = token[:half].decode(), token[half:].decode()
    bare = "".join(chars[chars.index(one) - chars.index(other)] for one, other in zip(text, mask, strict=True))
    return constant_time_compare(bare, secret)
