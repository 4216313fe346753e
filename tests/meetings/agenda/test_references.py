"""What names a case goes on naming it: when it is renumbered, when it is sent, and when its number was there first."""

from datetime import UTC, date, datetime

import pytest
from django.db.models import ProtectedError
from django.urls import reverse

from budget.frame.actions import Decision
from budget.money.reader import Reader
from budget.runs.actions import AllocationRun
from meetings.agenda.actions import fix_numbers
from meetings.agenda.closed import closed_to
from meetings.agenda.models import AgendaItem
from meetings.reading.money import estimates_of, frame_changes_of
from rorikt.cases.models import CaseReference
from tests.budget import golden
from tests.factories import (
    make_carry_over,
    make_estimate,
    make_frame_change,
    make_item,
    make_key,
    make_meeting,
    make_plan,
    make_revision,
    make_run,
    named_case,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 2, 6, 12, tzinfo=UTC)
EXEMPT = {"exemption_basis": "offentleglova § 23", "public_title": "Avtale"}


def swap(first, second):
    """As an agenda is reordered."""
    places = first.sequence, second.sequence
    AgendaItem.objects.filter(pk=first.pk).update(sequence=99)
    AgendaItem.objects.filter(pk=second.pk).update(sequence=places[0])
    AgendaItem.objects.filter(pk=first.pk).update(sequence=places[1])
    for item in (first, second):
        item.refresh_from_db()


def test_a_case_that_is_reordered_before_it_is_sent_keeps_all_that_names_it(client, head):
    make_key(valid_from=date(2024, 1, 1))
    meeting = make_meeting()
    item, other = make_item(meeting=meeting, **EXEMPT), make_item(meeting=meeting)
    estimate = make_estimate(case=item.reference)
    change = make_frame_change(decision=Decision("Rådet", date(2024, 2, 14), item.reference))
    address = item.get_absolute_url()
    client.force_login(head)

    swap(item, other)

    assert (list(estimates_of(item)), list(frame_changes_of(item))) == ([estimate], [change])
    assert (list(estimates_of(other)), list(frame_changes_of(other))) == ([], [])
    assert [Reader().of_estimate(estimate).is_closed, Reader().of_change(change).is_closed] == [True, True]
    assert item.get_absolute_url() == address
    assert "2024/M1-002 (foreløpig nummer)" in client.get(estimate.get_absolute_url()).content.decode()

    fix_numbers(meeting, now=NOW)

    assert [CaseReference.objects.get(pk=one.reference_id).number for one in (item, other)] == [
        "2024/M1-002",
        "2024/M1-001",
    ]
    page = client.get(change.get_absolute_url()).content.decode()
    assert "2024/M1-002" in page
    assert "foreløpig" not in page


def test_a_case_that_is_sent_later_does_not_touch_those_that_were_sent():
    meeting = make_meeting()
    sent = make_item(meeting=meeting, sent_at=NOW)
    late = make_item(meeting=meeting)

    fix_numbers(meeting, now=NOW)
    fix_numbers(meeting, now=NOW)

    late.refresh_from_db()
    assert late.sent_at == NOW
    assert [CaseReference.objects.get(pk=one.reference_id).number for one in (sent, late)] == [
        "2024/M1-001",
        "2024/M1-002",
    ]


def test_what_was_written_by_number_before_the_case_was_here_is_the_case(client, head):
    make_key(valid_from=date(2024, 1, 1))
    written = named_case("2024/M1-001")
    change = make_frame_change(title="Beredskap", decision=Decision("Rådet", date(2024, 2, 14), written))
    meeting = make_meeting()
    item = make_item(meeting=meeting, **EXEMPT)
    client.force_login(head)

    assert set(closed_to(None)) == {item.reference_id, written.pk}
    assert Reader().of_change(change).case.public_title == "Avtale"

    fix_numbers(meeting, now=NOW)

    written.refresh_from_db()
    assert (written.same_as, written.number) == (item.reference, "2024/M1-001")
    assert list(frame_changes_of(item)) == [change]
    assert Reader().of_change(change).is_closed
    assert client.get(written.get_absolute_url()).url == item.get_absolute_url()
    assert "Beredskap 2024" in client.get(item.get_absolute_url()).content.decode()


def test_a_case_that_is_not_here_says_so(client, head):
    client.force_login(head)

    page = client.get(named_case("2019/M1-002").get_absolute_url())

    assert page.status_code == 200
    assert "Saken ligger ikke her. Bare nummeret er ført opp, under Økonomi." in page.content.decode()
    assert client.get(CaseReference.objects.create().get_absolute_url()).status_code == 404


def test_the_numbered_address_leads_to_the_case_and_for_good_once_it_is_sent(client, head):
    meeting = make_meeting()
    item = make_item(meeting=meeting)
    numbered = reverse("meetings:numbered-item", args=[2024, 1, 1])
    below = reverse("meetings:below-numbered-item", args=[2024, 1, 1, "pakke/"])
    client.force_login(head)

    before = client.get(numbered)
    fix_numbers(meeting, now=NOW)
    after, packet = client.get(numbered), client.get(below, {"offentlig": "1"})

    assert numbered == "/moter/2024/M1/1/"
    assert (before.status_code, before.url) == (302, item.get_absolute_url())
    assert (after.status_code, after.url) == (301, f"/saker/{item.reference_id}/")
    assert (packet.status_code, packet.url) == (302, f"/saker/{item.reference_id}/pakke/?offentlig=1")
    for nowhere in ("/moter/2024/M1/2/", "/moter/2023/M1/1/", "/moter/2024/M1/2/pakke/"):
        assert client.get(nowhere).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        lambda case: make_estimate(case=case),
        lambda case: make_revision(case=case),
        lambda case: make_carry_over(case=case),
        lambda case: make_plan(case=case),
        lambda case: make_key(valid_from=date(2031, 1, 1), case=case),
        lambda case: make_run(AllocationRun.Kind.OPERATING_RESULT, case=case),
        lambda case: make_frame_change(year=2023, decision=Decision("Rådet", date(2024, 2, 14), case)),
    ],
    ids=["estimate", "revision", "carry-over", "plan", "key", "run", "change"],
)
def test_a_case_that_something_names_is_not_deleted(name):
    golden.make_year_2023()
    item = make_item()
    name(item.reference)

    item.delete()

    with pytest.raises(ProtectedError):
        item.reference.delete()


@pytest.mark.parametrize("address", ["budget:cost-estimates", "budget:cost-keys", "budget:plans"])
def test_lists_of_what_names_cases_cost_the_same_for_any_length(client, head, django_assert_max_num_queries, address):
    meeting = make_meeting()
    client.force_login(head)
    costs = []
    for number in range(1, 4):
        case = make_item(meeting=meeting).reference
        make_estimate(case=case)
        make_key(valid_from=date(2023 + number, 1, 1), case=case)
        make_plan(case=case)
        with django_assert_max_num_queries(30) as queries:
            page = client.get(reverse(address)).content.decode()
        assert f"2024/M1-00{number} (foreløpig nummer)" in page
        costs.append(len(queries))

    assert costs[0] == costs[-1]
