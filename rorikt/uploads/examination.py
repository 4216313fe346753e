"""An uploaded file examined in a process of its own, with limits on time and memory.

A file may be made to break the one who reads it: the process that answers people only writes it to a folder and reads
a short answer. `python -m rorikt.uploads.examination` is the other side; it asks nothing of Django and gets no secrets.

The safe copy claims a standard only where veraPDF has found that it keeps it, since a packet repeats what its parts
claim. Without veraPDF, nothing is claimed.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import pikepdf
from django.conf import settings

from rorikt.children import processes
from rorikt.office import conversion
from rorikt.pdf import pdf_standards, verapdf
from rorikt.safe_pdf.safe import SCANNED, TAGGED, Refused, make_safe, save_to, too_heavy, with_fields_as_stamps
from rorikt.uploads import choosing, likeness, scans
from rorikt.uploads.choosing import Copy
from rorikt.uploads.likeness import Page

MOST_BYTES = 100 * 1024 * 1024
MOST_MEMORY = 2 * 1024**3
MOST_SECONDS = 15
# For veraPDF to hold a copy against the standard: to begin with, for each page, and at most. A page takes a tenth.
CHECK_SECONDS, CHECK_SECONDS_A_PAGE, MOST_CHECK_SECONDS = 30, 0.3, 240


@dataclass(frozen=True)
class Finding:
    """`kind` is the suffix of the original, `safe` the PDF that is put into packets in its stead.

    `treatment` says in Norwegian what was done to it, `accessibility` how far it can be read aloud.
    """

    kind: str
    safe: bytes
    page_count: int
    treatment: tuple[str, ...]
    accessibility: str


def examine(data: bytes, tell: Callable[[str], None] = lambda stage: None, *, is_for_packets: bool = True) -> Finding:
    """Raises Refused, within a minute for a PDF or a picture, with a Norwegian sentence that says what to do.

    `tell` is told what it is about to do. A copy that is only for the screen is safe and read back as the others
    are; the text of scanned pages is not read for it, and it is not held against the standard of archives.
    """
    check_outside(data)
    kind = conversion.kind_of(data)
    if kind in conversion.OFFICE:
        tell("Gjør om filen til PDF med LibreOffice")
    # LibreOffice needs more time and memory than what we read ourselves; what it makes is then examined as any PDF.
    source, left_out = conversion.office_to_pdf(data, kind) if kind in conversion.OFFICE else (data, ())
    tell("Lager en trygg kopi")
    with tempfile.TemporaryDirectory(prefix="rorikt-work-") as folder:
        given = Path(folder) / "given"
        given.write_bytes(source)
        try:
            copy = choosing.choose(Path(folder), given, partial(_in_child, folder))
        except (processes.TimedOut, processes.Died, ValueError) as error:
            raise too_heavy() from error
        if not is_for_packets:
            treatment = (*copy.answer["treatment"], *copy.told)
            found = copy.answer
            return Finding(kind, copy.path.read_bytes(), found["page_count"], treatment, found["accessibility"])
        read = ""
        if copy.answer["accessibility"] == SCANNED:
            tell("Leser teksten på de skannede sidene")
            copy, read = _with_text(Path(folder), copy)
        if copy.is_true:  # else its pages are made smaller, to be sure: what could not be read back once is let be
            with suppress(processes.TimedOut, processes.Died):
                _in_child(folder, "rorikt.uploads.reading_back", "heads", copy.path)
        tell("Kontrollerer kopien mot arkivstandarden")
        answer = copy.answer
        done = [*answer["treatment"], *copy.told, *([read] if read else []), _claim(folder, copy)]
        if kind in conversion.OFFICE:
            done = [f"Filen var {conversion.OFFICE[kind]}, og er gjort om til PDF med LibreOffice.", *left_out, *done]
        return Finding(kind, copy.path.read_bytes(), answer["page_count"], tuple(done), answer["accessibility"])


def _with_text(folder: Path, copy: Copy) -> tuple[Copy, str]:
    """A copy of scanned pages with the text that is read on them, and a sentence that tells it.

    The copy as it was, where nothing can be read, or a page would look otherwise for it.
    """
    if not scans.has_reader():
        return copy, scans.NOT_INSTALLED
    original, apart = Path(copy.answer["original"]), folder / "read"
    apart.mkdir()
    try:
        scans.read_text(original, apart / "read.pdf", copy.answer["page_count"])
        made = choosing.choose(apart, apart / "read.pdf", partial(_in_child, str(apart)))
        compared = json.loads(_in_child(str(apart), "rorikt.uploads.reading_back", "compare", original, made.path))
    except (processes.TimedOut, processes.Died, Refused, ValueError):
        return copy, scans.FAILED
    if made.answer["accessibility"] == SCANNED:
        return copy, scans.NOTHING_READ
    if not made.is_true or not all(page and not Page(**page).looks_other for page in compared):
        return copy, scans.FAILED
    treatment = list(dict.fromkeys([*copy.answer["treatment"], *made.answer["treatment"]]))
    answer = {**made.answer, "treatment": treatment, "accessibility": scans.RECOGNISED}
    return Copy(made.path, answer, made.told), scans.READ


def _claim(folder: str, copy: Copy) -> str:
    """Let the copy say which standards it keeps; the sentence that tells it to a person.

    Tags that nobody has set are not made up to get a higher level: a page tagged as one element is not PDF/A-2a, nor is
    the text of a page that became a picture there to be read, and only what the sender calls accessible is. What is not
    the same as its original is no archive copy of it.
    """
    answer, made = copy.answer, copy.path
    archive = ["2a", "2u", "2b"] if answer["accessibility"] == TAGGED else ["2u", "2b"]
    unclaimed = "Møtepakker med vedlegget merkes derfor ikke som arkivfil (PDF/A)."
    if not copy.is_true:
        doubt = "fordi det ikke er sikkert at den er lik originalen"
        return f"Kopien er ikke kontrollert mot arkivstandarden, {doubt}. {unclaimed}"
    if copy.pictured:
        archive = ["2b"]
    if not settings.CHECK_COPIES:
        return f"Kopien er ikke kontrollert mot arkivstandarden. {unclaimed}"
    try:
        seconds = min(CHECK_SECONDS + CHECK_SECONDS_A_PAGE * answer["page_count"], MOST_CHECK_SECONDS)
        kept = verapdf.keeps(made, [*archive, *(["ua1"] if answer["claims_access"] else [])], seconds)
    except verapdf.Unfinished as error:
        return f"Kopien er ikke kontrollert mot arkivstandarden. {error} {unclaimed}"
    except verapdf.Missing:
        return f"Kopien er ikke kontrollert mot arkivstandarden, fordi veraPDF ikke kan kjøres her. {unclaimed}"
    level = next((name for name in archive if name in kept), None)
    if level is None:
        return f"Kopien er kontrollert med veraPDF, og oppfyller ikke arkivstandarden. {unclaimed}"
    try:
        _in_child(folder, "rorikt.uploads.examination", "claim", made, level[1].upper(), str(int("ua1" in kept)))
    except (processes.TimedOut, processes.Died) as error:
        raise too_heavy() from error
    held = [verapdf.NAMES[name] for name in (level, "ua1") if name in kept]
    return f"Kopien er kontrollert med veraPDF, og oppfyller {' og '.join(held)}."


def _in_child(folder: str, module: str, *arguments: object, seconds: float = 0) -> str:
    """`seconds` unless it is 0, which stands for as long as the module may take."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    most = MOST_SECONDS if module == "rorikt.uploads.examination" else likeness.MOST_SECONDS
    return processes.run(command, seconds=seconds or most, environment=processes.environment(folder))


def check_outside(data: bytes) -> None:
    """What can be said without opening the file. Raises Refused."""
    if not data:
        raise Refused("empty", "Filen er tom. Velg filen på nytt, eller be avsenderen sende den igjen.")
    check_size(len(data))
    conversion.check_kind(conversion.kind_of(data))


def check_size(byte_count: int) -> None:
    """What can be said before the file is even taken into memory. Raises Refused."""
    if byte_count > MOST_BYTES:
        raise Refused(
            "too_big", "Filen er større enn 100 MB. Lagre den med mindre bilder, eller del den i flere vedlegg."
        )


def _claim_inside(made: str, level: str, accessible: str) -> None:
    written = Path(f"{made}.claims")
    with pikepdf.open(made) as pdf:
        title = str(pdf.docinfo[pikepdf.Name.Title])
        pdf_standards.describe(pdf, title, level=level, accessible=accessible == "1")
        save_to(pdf, written)
    os.replace(written, made)


def _examine_inside(given: str, made: str, way: str) -> None:
    """Answers with what became of it, and where the PDF is that it was made of, and the same with fields as stamps."""
    try:
        data, original = Path(given).read_bytes(), Path(given)
        kind = conversion.kind_of(data)
        done = []
        if kind != "pdf":
            data, original = conversion.to_pdf(data, kind), Path(f"{given}.pdf")
            original.write_bytes(data)
            done = [f"Filen var {conversion.PICTURES[kind]}, og er gjort om til PDF."]
        chosen = choosing.way_from(json.loads(way))
        safe = make_safe(data, chosen)
        stamped = with_fields_as_stamps(data, chosen.lender)
    except Refused as refused:
        print(json.dumps({"refused": [refused.code, refused.message]}))
        return
    Path(made).write_bytes(safe.data)
    answer = {key: value for key, value in asdict(safe).items() if key != "data"}
    answer |= {"treatment": [*done, *safe.treatment], "original": str(original), "stamped": ""}
    if stamped is not None:
        answer["stamped"] = f"{made}.stamped"
        Path(answer["stamped"]).write_bytes(stamped)
    print(json.dumps(answer))


def main(task: str, *arguments: str) -> None:
    processes.limit(memory=MOST_MEMORY, seconds=MOST_SECONDS)
    tasks: dict[str, Callable[..., None]] = {"examine": _examine_inside, "claim": _claim_inside}
    tasks[task](*arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
