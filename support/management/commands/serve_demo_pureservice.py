"""Serve the demo's Pureservice until it is stopped, with the demo's connection switched on meanwhile."""

import signal
from typing import Any

from django.core.management.base import CommandError, CommandParser

from rorikt.starting.command import DatabaseCommand
from support.pureservice.demo import PORT, DeskServer, demo_desk, prepare_demo_connection
from support.pureservice.models import PureserviceConnection


class Command(DatabaseCommand):
    help = "Starter demoens Pureservice på denne maskinen, til den stoppes med Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=PORT, help=f"porten den svarer på (standard {PORT})")

    def handle(self, *args: Any, **options: Any) -> None:
        if not prepare_demo_connection().is_demo:
            raise CommandError("Tilkoblingen er satt opp mot et ekte Pureservice. Demoen rører den ikke.")
        try:
            server = DeskServer(demo_desk(), port=options["port"])
        except (OSError, OverflowError) as error:
            raise CommandError(f"Porten {options['port']} kan ikke brukes. Velg en annen med --port.") from error
        ours = PureserviceConnection.objects.filter(is_demo=True)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            ours.update(is_enabled=True, base_url=server.url)
            self.stdout.write(f"Demoens Pureservice svarer på {server.url} med {len(server.desk.tickets)} saker.")
            self.stdout.write("Synkroniser på siden Brukerstøtte → Pureservice. Stopp med Ctrl-C.")
            server.serve_forever()
        except KeyboardInterrupt:
            self.stdout.write("Stoppet.")
        finally:
            server.server_close()
            ours.update(is_enabled=False)
