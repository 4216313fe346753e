"""The ground of an exemption as the database keeps it: a text that names a paragraph, which can be used here.

What is typed anew is held to more than this, see forms.py; what is stored from before stays as it is.
"""

import re

from django.core.exceptions import ValidationError

from meetings.exemptions.basis import INTERNAL_REFUSED
from rorikt.people.models import Cooperation

_PARAGRAPH = re.compile(r"§\s*\d")
# The law by its names in both forms of Norwegian, and short; not a regulation on «offentlige anskaffelser».
_INTERNAL = re.compile(r"\b(offentl[ei]g\w*lov|offl)[^§]*§+\s*1[45]\b", re.IGNORECASE)


def check_basis(text: str) -> None:
    """Raises ValidationError unless the ground names a paragraph that can exempt papers of the council."""
    if not _PARAGRAPH.search(text):
        raise ValidationError("Oppgi lov og paragraf, for eksempel «offentleglova § 23 tredje ledd».")
    if _INTERNAL.search(text) and is_elected_body():
        raise ValidationError(INTERNAL_REFUSED)


def is_elected_body() -> bool:
    """Whether the council is one, so that offentleglova § 16 holds for what it is sent; so until somebody says no."""
    return Cooperation.objects.values_list("is_council_elected_body", flat=True).first() is not False
