"""Secrets of other systems, kept in the database sealed with a key derived from the installation's own.

Someone who has only the database cannot read them. When the installation's key is changed without a fallback they are
lost, and have to be entered again.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes


class Unreadable(Exception):
    """The secret was sealed with another key than the installation has now."""


def seal(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises Unreadable where the key has been changed, or the text is not one of ours."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        # Without the cause: what is shown of an error never holds any part of a secret.
        raise Unreadable from None


def _box() -> MultiFernet:
    """Seals with the key in use, opens also with those it replaced."""
    return MultiFernet([Fernet(_derived(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derived(key: str | bytes) -> bytes:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"rorikt.sealing").derive(force_bytes(key))
    return base64.urlsafe_b64encode(derived)
