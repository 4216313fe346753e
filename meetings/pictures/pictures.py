"""A picture kept, and put into what is printed."""

import hashlib
from base64 import b64encode
from datetime import datetime

from django.db import transaction

from meetings.pictures.models import Picture
from rorikt.audit import trail
from rorikt.people.models import User
from rorikt.uploads.pictures import TYPES, clean_picture


def keep_picture(data: bytes, *, by: User, now: datetime) -> Picture:
    """The cleaned picture; the same one twice is kept once. Raises Unreadable with a Norwegian sentence."""
    clean = clean_picture(data)
    sha256 = hashlib.sha256(clean.data).hexdigest()
    fields = {"kind": clean.kind, "width": clean.width, "height": clean.height, "data": clean.data}
    with transaction.atomic():
        picture, is_new = Picture.objects.get_or_create(
            sha256=sha256, defaults={**fields, "uploaded_at": now, "uploaded_by": by}
        )
        if is_new:
            trail.record("lastet opp bilde", picture, by=by, now=now, sha256=sha256)
    return picture


def as_background(sha256: str) -> str:
    """The style of an empty box that shows the picture: on paper what is there for the eye alone is no content."""
    picture = Picture.objects.filter(sha256=sha256).first()
    if picture is None:
        return ""
    share = 100 * picture.height / picture.width  # of its width, which padding is counted in
    shown = f"background: url({as_data(sha256)}) no-repeat; background-size: 100%; padding-top: {share:.2f}%"
    return f"{shown}; image-rendering: crisp-edges"  # smoothed by the reader's program, it could not be archived


def bytes_of(sha256: str) -> bytes | None:
    picture = Picture.objects.filter(sha256=sha256).first()
    return bytes(picture.data) if picture else None


def as_data(sha256: str) -> str:
    """The picture itself as an address, for print: what is printed asks nobody. Empty for one that is not known."""
    picture = Picture.objects.filter(sha256=sha256).first()
    return f"data:{TYPES[picture.kind]};base64,{b64encode(picture.data).decode()}" if picture else ""
