"""On what ground something is exempt from the public, and which grounds cannot be used.

Source: offentleglova §§ 14–16 and 31; kommuneloven chapter 11.
"""

import re

from django.core.exceptions import ValidationError

_PARAGRAPH = re.compile(r"§\s*\d")
# The law by its names in both forms of Norwegian, and short; not a regulation on «offentlige anskaffelser».
_INTERNAL = re.compile(r"\b(offentl[ei]g\w*lov|offl)[^§]*§+\s*1[45]\b", re.IGNORECASE)


def check_basis(text: str) -> None:
    """Raises ValidationError unless the ground names a paragraph that can exempt papers of an elected body."""
    if not _PARAGRAPH.search(text):
        raise ValidationError("Oppgi lov og paragraf, for eksempel «offentleglova § 23 tredje ledd».")
    if _INTERNAL.search(text):
        raise ValidationError(
            "Saksframlegg med vedlegg kan ikke unntas etter offentleglova § 14 eller § 15 (se § 16). "
            "Velg et annet grunnlag."
        )
