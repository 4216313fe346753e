"""The keys of an installation are the same on every machine: the database knows each by a fingerprint.

A machine that starts with another would seal what the others cannot open, and refuse the links that they have sent.
"""

import hashlib

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from rorikt.starting.models import KnownKey

ROUNDS = 200_000
SECRET_KEY = "RORIKT_SECRET_KEY"


def fingerprint_of(name: str, key: str) -> str:
    """Tells nothing of the key, also of one that somebody has made up."""
    return hashlib.pbkdf2_hmac("sha256", key.encode(), f"rorikt {name}".encode(), ROUNDS).hex()


def is_known(name: str, key: str) -> bool:
    """Whether it is the one that the database knows, which the first to ask tells it."""
    mine = fingerprint_of(name, key)
    known = KnownKey.objects.filter(name=name).values_list("fingerprint", flat=True).first()
    if known is None:
        try:
            with transaction.atomic():
                KnownKey.objects.create(name=name, fingerprint=mine)
        except IntegrityError:  # another machine was first
            known = KnownKey.objects.get(name=name).fingerprint
        else:
            return True
    return known == mine


def accept(name: str, key: str) -> None:
    """From now on the installation has this key."""
    KnownKey.objects.update_or_create(name=name, defaults={"fingerprint": fingerprint_of(name, key)})


def has_another() -> bool:
    """Whether this machine has another secret key than the installation. One machine alone has its own."""
    return connection.vendor == "postgresql" and not is_known(SECRET_KEY, settings.SECRET_KEY)
