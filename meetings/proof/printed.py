"""Whether every approved version still prints what its page reads: each printed anew, and read back word by word."""

import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.core.exceptions import ValidationError
from pypdfium2 import PdfDocument

from meetings.approving.sealing import read_text
from meetings.documents.models import DocumentVersion
from meetings.papers import printing
from rorikt.printing import kept_pdfs
from rorikt.proving.findings import Fault

_WORD = re.compile(r"\w+")
_BROKEN = re.compile("(?<=\\w)(?:[\u00ad\ufffe\x02]|-)\\s*\r?\n\\s*(?=\\w)")  # a word set on two lines
MOST = 5  # words that are named


def faults() -> Iterator[Fault]:
    """Printed in a folder of its own, so that nothing kept is taken for what would be printed today."""
    with tempfile.TemporaryDirectory(prefix="rorikt-work-") as folder, kept_pdfs.elsewhere(Path(folder)):
        for version in DocumentVersion.objects.select_related("document").order_by("pk").iterator(chunk_size=10):
            name = f"«{version.document}» versjon {version.sequence}"
            try:
                kept = printing.printed(printing.paper_of_version(version))
            except ValidationError as error:
                yield Fault(f"{name} kan ikke skrives ut: {error.messages[0]}")
                continue
            if missing := missing_words(read_text(version.frozen), text_of(kept.path)):
                named = ", ".join(f"«{word}»" for word in missing[:MOST])
                yield Fault(f"{name}: PDF-en mangler {len(missing)} ord som siden har: {named}.")


def missing_words(page: str, printed: str) -> list[str]:
    """Words that the page has more of than the paper. One that a line broke without a hyphen is found in its pieces."""
    said = _normal(_BROKEN.sub("", printed))
    squeezed = "".join(_WORD.findall(said))
    missing = Counter(_WORD.findall(_normal(page))) - Counter(_WORD.findall(said))
    return sorted(word for word in missing if word not in squeezed)


def text_of(path: Path) -> str:
    document = PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
