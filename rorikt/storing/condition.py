"""How it is with the store of files, for the page «Drift» and for `/klar/`."""

from datetime import datetime
from io import BytesIO
from uuid import uuid4

from django.conf import settings

from rorikt.conditions import Condition, State
from rorikt.refusals import Unreachable, in_words
from rorikt.storing import keeping
from rorikt.storing.unused import WAITING


def look(now: datetime) -> tuple[str, bool, datetime | None, str]:
    """A word, whether it is well, when, and what there is to say: a few bytes are written, read and forgotten."""
    kept = keeping.store()
    where = f"Mappen {settings.MEDIA_ROOT}" if kept.is_local else f"Bøtten {kept.bucket_name}"  # type: ignore[union-attr]
    name, text, read = f"{WAITING}{uuid4().hex}", now.isoformat().encode(), BytesIO()
    try:
        keeping.put(name, text)
        kept.fetch(name, read)
        keeping.forget(name)
    except (OSError, Unreachable) as error:
        return "Svarer ikke", False, None, f"{where}: {in_words(error) or error}"
    return ("I orden", True, now, where) if read.getvalue() == text else ("Svarer feil", False, None, where)


CONDITIONS = (Condition("Lagring av filer", lambda now: State(*look(now)), vital=True),)
