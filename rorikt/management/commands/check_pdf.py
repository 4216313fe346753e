"""Hold PDF files against PDF/A-2a and PDF/UA-1."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rorikt.pdf import verapdf
from rorikt.pdf.verapdf import NAMES, STANDARDS, BrokenRule, Verdict


class Command(BaseCommand):
    help = "Kontrollerer PDF-filer mot PDF/A-2a og PDF/UA-1 med veraPDF, og sier hva som feiler og hvor."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FIL", help="PDF-fil som kontrolleres")
        parser.add_argument(
            "--standard", choices=NAMES, action="append", help="bare denne standarden; kan gis flere ganger"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for file in options["files"]:
            if not Path(file).is_file():
                raise CommandError(f"Finner ikke filen {file}. Kontroller navnet, og prøv igjen.")
        try:
            verdicts = verapdf.check(options["files"], options["standard"] or STANDARDS)
        except verapdf.Missing as problem:
            raise CommandError(str(problem)) from problem
        for verdict in verdicts:
            self._tell(verdict)
        failed = {verdict.path for verdict in verdicts if not verdict.is_compliant}
        if failed:
            raise CommandError(f"{len(failed)} av {len(options['files'])} filer består ikke.")

    def _tell(self, verdict: Verdict) -> None:
        answer = "består" if verdict.is_compliant else "kan ikke leses" if verdict.error else "består ikke"
        self.stdout.write(f"{verdict.path}: {verdict.standard} {answer}")
        if verdict.error:
            self.stdout.write(f"  {verdict.error}")
        for finding in verdict.findings:
            self.stdout.write(f"  {_place(finding)}: {finding.message} (punkt {finding.clause}, {_times(finding)})")
            self.stdout.write(f"    {finding.where}")


def _place(finding: BrokenRule) -> str:
    return f"Side {finding.page}" if finding.page else "Hele filen"


def _times(finding: BrokenRule) -> str:
    return "ett sted" if finding.count == 1 else f"{finding.count} steder"
