"""When the tests of budget change something, and what a person is told where it is refused."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from budget.keys.models import CostKey, CostKeyShare
from rorikt.audit.models import AuditEntry

NOW = datetime(2024, 2, 6, 12, tzinfo=UTC)


def refused(call, *arguments, **options):
    """What the person is told; nothing is stored and nothing is audited."""
    before = (AuditEntry.objects.count(), CostKey.objects.count(), CostKeyShare.objects.count())
    with pytest.raises(ValidationError) as caught:
        call(*arguments, **options)
    assert (AuditEntry.objects.count(), CostKey.objects.count(), CostKeyShare.objects.count()) == before
    return " ".join(caught.value.messages).replace("\u00a0", " ")
