"""The figures of the installation in the words of Prometheus."""

import logging
from collections.abc import Iterator
from datetime import datetime

from django.db import DatabaseError, InterfaceError, connection
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from rorikt.conditions import Measure, measures
from rorikt.metrics import counted
from rorikt.running.looking import vital

logger = logging.getLogger(__name__)
CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


def told(now: datetime) -> bytes:
    """What the processes of this machine have counted, and what the database tells, the same from every machine."""
    registry = CollectorRegistry()
    counted.register(registry)
    registry.register(OfTheDatabase(now))
    return generate_latest(registry)


class OfTheDatabase(Collector):
    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Where the database does not answer, what it would tell is left out, and the condition tells why."""
        well = GaugeMetricFamily("rorikt_condition_well", "1 where it is well, 0 where not.", labels=["condition"])
        for found in vital.found(self.now):
            well.add_metric([found.condition.name], float(found.state.is_well))
        yield well
        for measure in measures():
            try:
                yield _family(measure, self.now)
            except (DatabaseError, InterfaceError):
                connection.close_if_unusable_or_obsolete()
                logger.warning("the measure %s cannot be taken", measure.name)

    def describe(self) -> list[GaugeMetricFamily]:
        """None beforehand, so that to register it asks for nothing."""
        return []


def _family(measure: Measure, now: datetime) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"rorikt_{measure.name}", measure.help, labels=measure.labels)
    for labels, value in measure.look(now):
        family.add_metric([labels[name] for name in measure.labels], value)
    return family
