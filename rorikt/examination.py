"""An uploaded file examined in a process of its own, with limits on time and memory.

A file may be made to break the one who reads it: the process that answers people only writes it to a folder and reads
a short answer. `python -m rorikt.examination` is the other side; it knows nothing of Django and gets no secrets.
"""

import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from rorikt import children, conversion, safe_pdf
from rorikt.safe_pdf import Refused

MOST_BYTES = 100 * 1024 * 1024
MOST_MEMORY = 2 * 1024**3
MOST_SECONDS = 15


@dataclass(frozen=True)
class Finding:
    """`kind` is the suffix of the original, `safe` the PDF that is put into packets in its stead.

    `treatment` says in Norwegian what was done to it, `accessibility` how far it can be read aloud (see safe_pdf).
    """

    kind: str
    safe: bytes
    page_count: int
    treatment: tuple[str, ...]
    accessibility: str


def examine(data: bytes) -> Finding:
    """Raises Refused, within half a minute for a PDF or a picture, with a Norwegian sentence that says what to do."""
    _check_outside(data)
    kind = conversion.kind_of(data)
    # LibreOffice needs more time and memory than what we read ourselves; what it makes is then examined as any PDF.
    source = conversion.to_pdf(data, kind) if kind not in {"pdf", *conversion.PICTURES} else data
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder) / "given", Path(folder) / "made.pdf"
        given.write_bytes(source)
        command = [sys.executable, "-m", "rorikt.examination", str(given), str(made)]
        try:
            answer = json.loads(children.run(command, seconds=MOST_SECONDS, environment=_environment(folder)))
        except (children.TimedOut, children.Died, ValueError) as error:
            raise safe_pdf.too_heavy() from error
        if "refused" in answer:
            raise Refused(*answer["refused"])
        done = answer["treatment"]
        if kind in conversion.OFFICE:
            done = [f"Filen var {conversion.OFFICE[kind]}, og er gjort om til PDF med LibreOffice.", *done]
        return Finding(kind, made.read_bytes(), answer["page_count"], tuple(done), answer["accessibility"])


def _check_outside(data: bytes) -> None:
    if not data:
        raise Refused("empty", "Filen er tom. Velg filen på nytt, eller be avsenderen sende den igjen.")
    if len(data) > MOST_BYTES:
        raise Refused(
            "too_big", "Filen er større enn 100 MB. Lagre den med mindre bilder, eller del den i flere vedlegg."
        )


def _environment(folder: str) -> dict[str, str]:
    root = str(Path(__file__).resolve().parent.parent)
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "PYTHONPATH": root,
        "LC_ALL": "C.UTF-8",
        "PYTHONWARNINGS": "ignore",
        "TMPDIR": folder,
    }


def main(given: str, made: str) -> None:
    children.limit(memory=MOST_MEMORY, seconds=MOST_SECONDS)
    try:
        data = Path(given).read_bytes()
        kind = conversion.kind_of(data)
        done = []
        if kind != "pdf":
            data = conversion.to_pdf(data, kind)
            done = [f"Filen var {conversion.PICTURES[kind]}, og er gjort om til PDF."]
        safe = safe_pdf.make_safe(data)
    except Refused as refused:
        print(json.dumps({"refused": [refused.code, refused.message]}))
        return
    Path(made).write_bytes(safe.data)
    answer = {key: value for key, value in asdict(safe).items() if key != "data"}
    print(json.dumps({**answer, "treatment": [*done, *safe.treatment]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
