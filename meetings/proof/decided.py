"""What was decided in the meetings, held against what the trail told of it."""

from collections.abc import Iterator

from meetings.proceedings.models import Treatment
from rorikt.proving.findings import Fault
from rorikt.proving.told import Held, faults


def findings() -> Iterator[Fault]:
    yield from faults(
        Held(
            Treatment.objects.select_related("item__meeting"),
            {"decision": "Vedtaket i", "outcome": "Utfallet av"},
            lambda treatment: f"sak {treatment.item.number}",
            lambda treatment: {name: getattr(treatment, name) for name in ("decision", "outcome")},
        )
    )
