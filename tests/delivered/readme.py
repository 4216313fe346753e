"""What the README tells people to type, read out of it, so that it cannot drift from what is tried."""

import re

from tests.shipped import ROOT


def blocks(heading, kind="sh", file="README.md"):
    """The code blocks of a kind under a heading, to the next heading; each as it stands."""
    text = (ROOT / file).read_text(encoding="utf-8")
    _, _, rest = text.partition(f"# {heading}\n")
    assert rest, f"{file} has no heading {heading}"
    section = re.split(r"^#+ ", re.sub(r"^```.*?^```", _hidden, rest, flags=re.S | re.M), maxsplit=1, flags=re.M)[0]
    return [block.replace("\0", "#") for block in re.findall(rf"^```{kind}\n(.*?)^```", section, re.S | re.M)]


def commands(heading, file="README.md"):
    """Every command of the section, without the comment behind it."""
    lines = [line for block in blocks(heading, file=file) for line in block.splitlines()]
    return [command for line in lines if (command := re.sub(r"(^|\s)#.*", "", line).strip())]


def _hidden(block):
    """A comment at the beginning of a line of code is no heading."""
    return block[0].replace("#", "\0")
