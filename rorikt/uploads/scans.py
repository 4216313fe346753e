"""The text of scanned pages, read by OCRmyPDF with Tesseract where they are installed, and laid unseen behind them.

What is read is for search and for reading aloud. A page never looks otherwise for it: the caller holds what comes of it
against the original. The program gets a folder and its limits, as every program that opens a stranger's file.
"""

import shutil
from pathlib import Path

from rorikt.children import processes

RECOGNISED = "recognised"  # beside what a safe copy says of itself
PROGRAM = "ocrmypdf"
LANGUAGES = "nor+eng"
FIRST_SECONDS, SECONDS_A_PAGE, MOST_SECONDS = 30, 10, 600
MOST_MEMORY = 3 * 1024**3
MOST_WRITTEN = 512 * 1024 * 1024

READ = "Teksten på de skannede sidene er lest av en maskin (OCR), og kan ha feil."
NOT_INSTALLED = (
    "Teksten på de skannede sidene er ikke lest, fordi programmet for det (OCRmyPDF) ikke er installert her."
)
NOTHING_READ = "Det ble ikke funnet noen tekst på de skannede sidene."
FAILED = "Teksten på de skannede sidene lot seg ikke lese."


def has_reader() -> bool:
    return shutil.which(PROGRAM) is not None


def read_text(original: Path, target: Path, page_count: int) -> None:
    """Write the file anew with what is read on its pages. Raises TimedOut or Died, also where it wrote nothing."""
    program = Path(shutil.which(PROGRAM) or PROGRAM)
    seconds = min(FIRST_SECONDS + SECONDS_A_PAGE * page_count, MOST_SECONDS)
    asked = ["--skip-text", "--output-type", "pdf", "--optimize", "0", "--jobs", "1", "--quiet", "-l", LANGUAGES]
    command = processes.limited(
        [str(program), *asked, str(original), str(target)], memory=MOST_MEMORY, seconds=seconds, written=MOST_WRITTEN
    )
    folder = str(target.parent)
    path = f"{program.parent}:/usr/local/bin:/usr/bin:/bin"
    environment = {"PATH": path, "HOME": folder, "TMPDIR": folder, "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}
    processes.run(command, seconds=seconds, environment=environment)
    if not target.exists():
        raise processes.Died(f"{PROGRAM} wrote nothing")
