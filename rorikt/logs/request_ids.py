"""The id of a request, which every line of the log bears that was written because of it, in whichever process.

What else a line belongs to (a job, a duty) is bound in the same way, by structlog's `bound_contextvars`.
"""

import re
from typing import Any
from uuid import uuid4

from structlog.contextvars import get_contextvars

HEADER = "X-Request-ID"
LONGEST = 64
_SAFE = re.compile(rf"[0-9A-Za-z][0-9A-Za-z_-]{{7,{LONGEST - 1}}}")


def new_id() -> str:
    return uuid4().hex


def id_of(given: str, *, is_trusted: bool) -> str:
    """What a proxy of ours gave, where it has a form that can do no harm; else a new one."""
    return given if is_trusted and _SAFE.fullmatch(given) else new_id()


def current_id() -> str:
    """Empty where nobody has asked for what is done."""
    return str(get_contextvars().get("request_id", ""))


def belongings() -> dict[str, Any]:
    """All that the lines written now belong to, to be handed on to another process."""
    return dict(get_contextvars())
