"""Texts that the database keeps sealed with a key derived from the installation's own: secrets of other systems, and
what a person notes for nobody else.

Someone who has only the database, or a copy of it, cannot read them. When the installation's key is changed without a
fallback they are lost. `purpose` makes a key of its own: what was sealed for one is not opened for another.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes


class Unreadable(Exception):
    """The secret was sealed with another key than the installation has now."""


def seal(secret: str, purpose: str = "") -> str:
    return _box(purpose).encrypt(secret.encode()).decode()


def unseal(sealed: str, purpose: str = "") -> str:
    """Raises Unreadable where the key has been changed, or the text was not sealed here for this."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        # Without the cause: what is shown of an error never holds any part of a secret.
        raise Unreadable from None


def _box(purpose: str) -> MultiFernet:
    """Seals with the key in use, opens also with those it replaced."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_derived(key, purpose)) for key in keys])


def _derived(key: str | bytes, purpose: str) -> bytes:
    info = f"rorikt.sealing {purpose}".strip().encode()
    derived = HKDF(SHA256(), length=32, salt=None, info=info).derive(force_bytes(key))
    return base64.urlsafe_b64encode(derived)
