"""Which release of the product this is: pages of another one look, and work, in another way."""

import hashlib
from functools import cache

from django.conf import settings

STATIC = settings.BASE_DIR / "rorikt" / "static" / "rorikt"
MADE_OF = ("templates", "meetings", "rorikt")
KINDS = {".html", ".js", ".css", ".py"}


@cache
def release() -> str:
    digest = hashlib.sha256()
    for folder in MADE_OF:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in KINDS:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def worker_text() -> str:
    """What the browser runs beside the pages: one text, since it may not import others under our policy.

    It is another text in another release, by which the browser knows that there is a new one.
    """
    parts = [(STATIC / name).read_text() for name in ("kept.js", "worker.js")]
    return "\n".join([f'const RELEASE = "{release()}";', *parts])
