"""Measuring tickets again changes what is counted from now on, and nothing that is approved."""

from datetime import UTC, datetime, timedelta

from meetings.approving import approval
from rorikt.jobs.queue import silent
from support.measuring.actions import recompute_verdicts
from support.sla.models import Priority, SlaPolicy
from support.statistics.figures import sla_percent
from tests import factories

NOW = datetime(2024, 2, 6, 11, tzinfo=UTC)
MONDAY = datetime(2024, 1, 8, 8, tzinfo=UTC)
JANUARY = MONDAY.date().replace(day=1)


def test_an_approved_report_keeps_its_figures_when_targets_change_and_all_is_measured_again(head):
    factories.make_cooperation()
    factories.make_calendar()
    factories.make_policies()
    factories.make_measured_ticket(
        priority=Priority.CRITICAL, created_at=MONDAY, resolved_at=MONDAY + timedelta(hours=2)
    )
    factories.make_measured_ticket(created_at=MONDAY + timedelta(weeks=3))  # all of January is read in
    document = factories.make_document(period_from=JANUARY, period_to=JANUARY)
    factories.make_section(document=document, body="<p>Innenfor: [[sla-prosent:kritisk:2024-01]].</p>")
    version = approval.approve_document(document, by=head, now=NOW)
    content_hash = version.content_hash

    SlaPolicy.objects.filter(priority=Priority.CRITICAL).update(target=1)
    changed = recompute_verdicts(silent, by=head, now=NOW)

    version.refresh_from_db()
    assert changed == 1
    assert sla_percent(Priority.CRITICAL, JANUARY).value == 0
    assert version.content_hash == content_hash
    assert version.content["figures"]["sla-prosent:kritisk:2024-01"]["text"] == "100,0\u00a0%"
