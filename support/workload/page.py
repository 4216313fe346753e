"""What the page of the workload shows, gathered."""

from rorikt.calendar import start_of
from rorikt.figures.values import Table
from support.counting.columns import Tickets
from support.sla.policies import Rules
from support.statistics.period import Period
from support.workload.flow import categories_again, queue, waiting_and_reopening
from support.workload.rhythm import by_weekday_and_hour
from support.workload.targets import two_targets


def tables(tickets: Tickets, period: Period, level: int, rules: Rules | None) -> list[Table]:
    """Those with targets and working days only where a calendar is in force."""
    found = [
        waiting_and_reopening(tickets, period),
        categories_again(tickets, period, level),
        by_weekday_and_hour(tickets, period),
    ]
    if rules is None or start_of(period.first) < rules.clock.begins:
        return found
    return [two_targets(tickets, period, rules), queue(tickets, period, rules), *found]
