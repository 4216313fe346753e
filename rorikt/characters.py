"""Which characters can be written in XML, and so in a workbook: the others come along unseen when text is pasted."""

import re

_UNWRITABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """Without those that cannot."""
    return text if text.rstrip("\r\n").isprintable() else _UNWRITABLE.sub("", text)
