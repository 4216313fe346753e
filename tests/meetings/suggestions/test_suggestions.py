"""Cases that the figures propose: found by the clock, answered by a person, and never proposed twice."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from budget.frame.models import FrameChange
from meetings.agenda.models import AgendaItem
from meetings.suggestions import actions, duties
from meetings.suggestions.finding import facts
from meetings.suggestions.models import CaseSuggestion
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User
from support.sla.models import Priority
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 5, 2, 9, tzinfo=UTC)
TODAY = NOW.date()


def found():
    return {fact.key: fact for fact in facts(TODAY)}


def resolve(within=0, breached=0, *, aim=None, priority=Priority.HIGH, **given):
    """Incidents of April, by a policy of two working hours."""
    factories.make_calendar()
    factories.make_policy(priority=priority, aim=aim)
    for hours in [1] * within + [6] * breached:
        at = datetime(2024, 4, 10, 7, tzinfo=UTC)
        resolved_at = at + timedelta(hours=hours)
        factories.make_measured_ticket(priority=priority, created_at=at, resolved_at=resolved_at, **given)


@pytest.mark.parametrize(("aim", "is_proposed"), [(76, True), (75, False), (None, False)])
def test_a_month_below_the_aim_of_its_policy_is_proposed(aim, is_proposed):
    resolve(3, 1, aim=aim)

    assert ("sla:2024-04" in found()) == is_proposed
    if is_proposed:
        fact = found()["sla:2024-04"]
        assert fact.title == "Løsningstider under målet i april 2024"
        assert fact.text.replace("\u00a0", " ").endswith("høy, april 2024: 75,0 %. Målet er 76 %.")


def test_the_month_that_is_proposed_says_on_its_page_which_case_it_became(client, head):
    resolve(0, 1, aim=100)
    actions.keep_facts(TODAY, now=NOW)
    suggestion = CaseSuggestion.objects.get()
    actions.make_case(suggestion, by=head, now=NOW)
    client.force_login(head)

    page = client.get(suggestion.url).content.decode()

    assert "Venter på et møte" in page
    assert suggestion.title in page


def test_a_critical_incident_is_proposed_with_the_way_to_its_page(client, head):
    resolve(0, 1, priority=Priority.CRITICAL, number=4711)
    (fact,) = found().values()

    assert fact.title == "Kritisk hendelse 10.04.2024, feilmelding 4711"
    assert fact.text.endswith("SLA: Brudd.")
    client.force_login(head)
    assert client.get(fact.url).status_code == 200


def make_forecast(frame=None, **given):
    factories.make_key(valid_from=date(2023, 1, 1))
    factories.make_line(year=2024, budgeted=Decimal(1200), actual=Decimal(400))
    head = User.objects.filter(role=User.Role.HEAD).first() or factories.make_user()
    factories.state_reach(2024, 4, by=head)
    if frame is not None:
        decision = factories.Decision("Rådet", date(2023, 12, 1), given.pop("case", None))
        kind = FrameChange.Kind.BASE
        factories.make_frame_change(kind=kind, amount=Decimal(frame), decision=decision, by=head)


@pytest.mark.parametrize(("frame", "is_proposed"), [(1199, True), (1200, False), (None, False)])
def test_a_forecast_over_its_frame_is_proposed(frame, is_proposed):
    make_forecast(frame)

    assert ("forecast:2024-04" in found()) == is_proposed
    if is_proposed:
        text = found()["forecast:2024-04"].text.replace("\u00a0", " ")
        assert text == (
            "Prognosen for 2024 etter januar–april er 1 200,00 kr. Rammen er 1 199,00 kr, og prognosen er 1,00 kr over."
        )


def test_a_frame_with_an_exempt_amount_is_not_told_by_the_difference():
    meeting = factories.make_meeting(held_on=date(2024, 1, 10))
    item = factories.make_item(meeting=meeting, exemption_basis="offl. § 23", public_title="Ramme")
    make_forecast(1199, case=item.reference)

    text = found()["forecast:2024-04"].text

    assert "199" not in text
    assert text.endswith("Rammen har et beløp som er unntatt offentlighet.")


def test_the_forecast_says_on_its_page_where_it_was_treated(client, head, finance):
    make_forecast(1199)
    actions.keep_facts(TODAY, now=NOW)
    item = actions.make_case(CaseSuggestion.objects.get(), by=head, now=NOW)
    AgendaItem.objects.filter(pk=item.pk).update(meeting=factories.make_meeting(), sequence=1)
    factories.decide(AgendaItem.objects.get(pk=item.pk))
    client.force_login(finance)

    page = client.get(reverse("budget:forecast", args=[2024])).content.decode()

    assert "Behandlet i" in page
    assert "sak 2024/M1-001" in page
    assert "Vedtatt 14.\u00a0februar 2024" in page


def test_an_action_past_its_date_is_proposed_and_one_in_time_is_not():
    late = factories.make_action(title="Signer", due_on=date(2024, 5, 1))
    factories.make_action(item=late.item, due_on=TODAY)

    (fact,) = found().values()

    assert (fact.key, fact.title) == (f"action:{late.pk}:2024-05-01", "Tiltak over fristen: Signer")
    assert fact.url == late.get_absolute_url()


def test_what_follows_from_an_exempt_case_is_proposed_by_its_public_title():
    closed = {"exemption_basis": "offl. § 23", "public_title": "Anskaffelse"}
    item = factories.decide(factories.make_item(**closed)).item
    factories.make_action(item=item, title="Kvitravn", body="Kvitravn AS")

    (fact,) = found().values()

    assert "Kvitravn" not in f"{fact}"
    assert fact.title == f"Tiltak over fristen: sak {item.number}, Anskaffelse"


def test_nothing_is_proposed_of_an_empty_installation():
    assert found() == {}


# What is kept


def test_the_clock_proposes_once_tells_anew_and_takes_away_what_is_so_no_more(head):
    action = factories.make_action(title="Signer", due_on=date(2024, 5, 1))

    assert [duties.propose(NOW), duties.propose(NOW)] == ["1 nytt forslag til saker.", ""]
    action.title = "Signer avtalen"
    action.save()
    duties.propose(NOW)
    assert CaseSuggestion.objects.get().title == "Tiltak over fristen: Signer avtalen"
    action.state, action.ended_on = "done", TODAY
    action.save()
    duties.propose(NOW)
    assert not CaseSuggestion.objects.exists()


def test_one_click_makes_a_waiting_case_with_its_figures_and_its_origin(client, head):
    factories.make_action(title="Signer & send", due_on=date(2024, 5, 1))
    actions.keep_facts(TODAY, now=NOW)
    suggestion = CaseSuggestion.objects.get()
    client.force_login(head)

    client.post(reverse("meetings:suggestion-make-case", args=[suggestion.pk]))

    item = AgendaItem.objects.waiting().get()
    assert item.origin == suggestion
    assert (item.title, item.kind) == ("Tiltak over fristen: Signer & send", "decision")
    assert item.summary.startswith("<p>Fristen var 1.")
    assert AuditEntry.objects.first().action == "laget sak av forslag"


def test_what_is_answered_is_not_proposed_again_and_answered_once(head):
    factories.make_action(due_on=date(2024, 5, 1))
    actions.keep_facts(TODAY, now=NOW)
    suggestion = CaseSuggestion.objects.get()
    actions.dismiss(suggestion, reason="Er avtalt muntlig.", by=head, now=NOW)

    assert actions.keep_facts(TODAY, now=NOW) == 0
    for answer in (lambda: actions.make_case(suggestion, by=head, now=NOW),
                   lambda: actions.dismiss(suggestion, reason="Igjen", by=head, now=NOW)):  # fmt: skip
        with pytest.raises(ValidationError, match="allerede avgjort"):
            answer()
    assert not AgendaItem.objects.waiting().exists()
    assert CaseSuggestion.objects.get().reason == "Er avtalt muntlig."


def test_a_new_date_is_a_new_fact_but_not_while_a_case_is_made_of_the_old_one(head):
    action = factories.make_action(due_on=date(2024, 4, 1))
    actions.keep_facts(TODAY, now=NOW)
    item = actions.make_case(CaseSuggestion.objects.get(), by=head, now=NOW)
    action.due_on = date(2024, 5, 1)
    action.save()

    assert actions.keep_facts(TODAY, now=NOW) == 0
    AgendaItem.objects.filter(pk=item.pk).update(meeting=factories.make_meeting(), sequence=1)
    factories.decide(AgendaItem.objects.get(pk=item.pk))
    assert actions.keep_facts(TODAY, now=NOW) == 1


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_suggestion_is_not_dismissed_without_a_reason(head, reason):
    suggestion = factories.make_suggestion()

    with pytest.raises(ValidationError, match="Skriv hvorfor"):
        actions.dismiss(suggestion, reason=reason, by=head, now=NOW)

    suggestion.refresh_from_db()
    assert suggestion.answered_at is None


@pytest.mark.parametrize("broken", [{"reason": "Grunn"}, {"answered_at": NOW}])
def test_the_database_keeps_an_answer_whole(broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_suggestion(**broken)


def test_the_page_lists_what_waits_and_what_became_of_the_others(client, head):
    waiting, taken, gone = (factories.make_suggestion() for _ in range(3))
    actions.make_case(taken, by=head, now=NOW)
    actions.dismiss(gone, reason="Er avtalt.", by=head, now=NOW)
    client.force_login(head)
    url = reverse("meetings:suggestions")

    first, answered = (client.get(url, asked).content.decode() for asked in ({}, {"vis": "avgjort"}))

    assert [one.title in first for one in (waiting, taken, gone)] == [True, False, False]
    assert [one.title in answered for one in (waiting, taken, gone)] == [False, True, True]
    assert "Er avtalt." in answered
    assert "som venter på et møte" in answered


@pytest.mark.parametrize("count", [1, 12])
@pytest.mark.parametrize("asked", [{}, {"vis": "avgjort"}])
def test_the_page_costs_the_same_queries_for_any_length(client, head, count, asked, django_assert_max_num_queries):
    for _ in range(count):
        suggestion = factories.make_suggestion()
        if asked:
            actions.make_case(suggestion, by=head, now=NOW)
    client.force_login(head)
    client.get(reverse("meetings:suggestions"))

    with django_assert_max_num_queries(8):
        response = client.get(reverse("meetings:suggestions"), asked)

    assert len(response.context["rows"]) == count


@pytest.mark.parametrize("role", ["author", "finance", "council_member", "administrator"])
def test_the_suggestions_are_for_those_who_run_the_meetings(client, request, role):
    suggestion = factories.make_suggestion()
    client.force_login(request.getfixturevalue(role))

    assert client.get(reverse("meetings:suggestions")).status_code == 403
    for name in ("suggestion-make-case", "suggestion-dismiss"):
        assert client.post(reverse(f"meetings:{name}", args=[suggestion.pk]), {"reason": "x"}).status_code == 403
