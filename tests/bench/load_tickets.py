"""Fills the tickets of the demo up to N: run inside the installation (`python -m tests.bench.load_tickets N`)."""

import os
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import count, islice

import django


def main(wanted: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rorikt.settings")
    django.setup()
    from support.tickets.models import Ticket

    known = list(Ticket.objects.order_by("pk"))
    if not known:
        return
    fields = [field.attname for field in Ticket._meta.fields]
    numbers = count(max(one.number for one in known) + 1)

    def copies() -> Iterator[Ticket]:
        for turn in count(1):
            for one in known:
                values = {name: getattr(one, name) for name in fields}
                earlier = {
                    name: value - timedelta(days=turn)
                    for name, value in values.items()
                    if name.endswith("_at") and value
                }
                yield Ticket(**{**values, **earlier, "id": None, "number": next(numbers)})

    missing = max(wanted - len(known), 0)
    Ticket.objects.bulk_create(islice(copies(), missing), batch_size=2000)


if __name__ == "__main__":
    main(int(sys.argv[1]))
