"""Prove that nothing kept was changed, lost or made anew, and say what was done to what."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from rorikt.audit import heads, trail
from rorikt.audit.models import AuditEntry
from rorikt.people.models import Cooperation
from rorikt.proving.findings import Fault
from rorikt.proving.proving import as_json, prove
from rorikt.starting.command import DatabaseCommand


class Command(DatabaseCommand):
    help = (
        "Kontrollerer at endringsloggen er hel og er den som ble signert, og at det som er godkjent, sendt og lagret, "
        "er slik det var. Avslutter med 1 når noe ikke er det."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="Skriv funnene som JSON.")
        parser.add_argument("--trail-only", action="store_true", help="Bare endringsloggen, ikke det den forteller om.")
        parser.add_argument(
            "--heads", action="append", default=[], metavar="FIL", type=Path,
            help="Signerte ender som er tatt vare på et annet sted, for eksempel av en syslog-tjener.",
        )  # fmt: skip
        parser.add_argument(
            "--restored", metavar="GRUNN", default="",
            help="Databasen er satt tilbake med vilje: signer enden slik den er nå, med grunnen.",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        now, began = timezone.now(), time.monotonic()
        if options["restored"].strip():
            self._put_back(options["restored"].strip())
        if missing := [str(path) for path in options["heads"] if not path.exists()]:
            raise CommandError(f"Filen finnes ikke: {', '.join(missing)}.")
        found = []
        for one in prove(now, options["heads"], with_rooms=not options["trail_only"]):
            found.append(one)
            if not options["json"]:
                self.stdout.write(f"{'FEIL' if isinstance(one, Fault) else 'Merk'}: {one.text}")
        faults, rows = sum(isinstance(one, Fault) for one in found), AuditEntry.objects.count()
        seconds = round(time.monotonic() - began, 1)
        if options["json"]:
            told = {"faults": faults, "rows": rows, "seconds": seconds, "found": as_json(found)}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        if faults:
            raise CommandError(f"{faults} avvik. Endringsloggen har {rows} rader.")
        if not options["json"]:
            self.stdout.write(f"Alt er slik det var. Endringsloggen er hel: {rows} rader ({seconds} s).")

    def _put_back(self, reason: str) -> None:
        subject = Cooperation.objects.order_by("pk").first() or Cooperation()
        now = timezone.now()
        trail.record("satte databasen tilbake", subject, by=None, now=now, reason=reason)
        try:
            head = heads.sign_head(now, reason=reason)
        except (heads.Unsigned, OSError) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"Signert på nytt fra rad {head.number if head else 0}: {reason}")
