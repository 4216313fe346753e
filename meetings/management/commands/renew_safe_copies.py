"""Make the safe copies of attachments again, after a new release or where Ghostscript has come to the machine."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser
from django.db.models import Q
from django.utils import timezone

from meetings.attachments.actions import renew_safe_copy
from meetings.attachments.files import examine_again
from meetings.attachments.models import Attachment
from rorikt.starting.command import DatabaseCommand


class Command(DatabaseCommand):
    help = "Lager trygge kopier av vedlegg som mangler dem eller ikke kan leses, eller av alle."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="også av vedlegg som har en trygg kopi")
        parser.add_argument("--dry-run", action="store_true", help="bare si hva som ville blitt gjort")

    def handle(self, *args: Any, **options: Any) -> None:
        done = failed = 0
        chosen = Attachment.objects.select_related("agenda_item__meeting")
        for attachment in chosen if options["all"] else chosen.filter(~Q(fault="") | Q(safe_file="")):
            try:
                examined = examine_again(attachment)
            except (ValidationError, OSError) as error:
                failed += 1
                reason = error.messages[0] if isinstance(error, ValidationError) else "Filen mangler på lageret."
                self.stderr.write(f"{attachment.agenda_item.number} «{attachment.title}»: {reason}")
                continue
            if not options["dry_run"]:
                renew_safe_copy(attachment, examined=examined, now=timezone.now())
            done += 1
        self.stdout.write(f"{done} trygge kopier laget, {failed} vedlegg lot seg ikke lese.")
