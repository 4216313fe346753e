"""The pages of a meeting while it is held."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.agenda.actions import save_item
from meetings.agenda.models import AgendaItem
from meetings.proceedings import closing
from meetings.proceedings.models import Attendance, CaseAbsence, Proposal, Sitting, Treatment, Vote
from rorikt.audit.overtaken import stamp
from rorikt.people.models import User
from rorikt.saving.models import SavedChange
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def council(db):
    factories.make_cooperation()
    return factories.make_council()


@pytest.fixture
def item(council, reader):
    """Taken up, with a recommended proposal."""
    made = factories.make_open_meeting(council).agenda.select_related("meeting").get()
    reader.post(url("case-take-up", made))
    Proposal.objects.create(item=made, text="Rådet vedtar anskaffelsen.", is_recommended=True)
    return made


def url(name, item, *more):
    meeting = item.meeting
    return reverse(f"meetings:{name}", args=[meeting.year, meeting.sequence, item.sequence, *more])


def of_meeting(name, meeting, *more):
    return reverse(f"meetings:{name}", args=[meeting.year, meeting.sequence, *more])


def send(client, path, user, number=None, **fields):
    """As saving.js does it."""
    headers = {"X-Saving": str(number or uuid.uuid4()), "X-Person": str(user.pk)}
    return client.post(path, {name.replace("__", "-"): value for name, value in fields.items()}, headers=headers)


def test_a_meeting_is_held_by_plain_forms_from_its_opening_to_its_end(reader, council):
    """Without JavaScript."""
    item = factories.make_item(kind="briefing")
    meeting = item.meeting
    reader.post(of_meeting("meeting-open", meeting))
    page = reader.get(of_meeting("meeting-now", meeting))
    everybody = {f"{row.member.pk}-state": "present" for row in page.context["now"].rows}
    everybody |= {f"{row.member.pk}-seen": row.seen for row in page.context["now"].rows}
    assert reader.post(of_meeting("meeting-attendances", meeting), everybody).status_code == 302
    assert Attendance.objects.count() == 5

    reader.post(url("case-take-up", item))
    case = reader.get(url("case-now", item)).context["case"]
    proposal = item.proposals.get()
    reader.post(url("case-voting", item), {"voting": f"unanimous-{proposal.pk}", "seen": case.voting_seen})
    case = reader.get(url("case-now", item)).context["case"]
    assert case.decision == "Saken tas til orientering."
    settled = {"decision": case.decision, "seen": case.seen["decision"], "outcome": "decided"}
    assert reader.post(url("case-settle", item), settled).status_code == 302
    reader.post(of_meeting("meeting-close", meeting))

    meeting.refresh_from_db()
    assert meeting.stage == "held"
    assert item.treatment.decision == "Saken tas til orientering."
    for path in (of_meeting("meeting-now", meeting), url("case-now", item), of_meeting("meeting-follow", meeting)):
        assert "Saken tas til orientering." in reader.get(url("case-now", item)).content.decode()
        assert reader.get(path).status_code == 200


def test_votes_by_name_are_sent_at_once_by_a_plain_form_and_only_those_that_were_changed(reader, item, council):
    proposal = item.proposals.get()
    reader.post(url("case-voting", item), {"voting": "by_name", "seen": stamp({"voting": ""})})
    ballots = reader.get(url("case-now", item)).context["case"].ballots
    votes = {f"{one.seat.sitter.pk}-seen": one.seen for one in ballots}
    votes |= {f"{one.pk}-choice": f"for-{proposal.pk}" for one in council[:3]}
    Vote.objects.create(item=item, seat=council[4], choice="against")  # somebody else's, meanwhile

    answer = reader.post(url("case-votes", item), votes)

    assert answer.status_code == 302
    assert Vote.objects.filter(choice="for").count() == 3
    assert Vote.objects.filter(choice="against").count() == 1


def test_a_change_is_answered_with_the_time_and_the_stamp_of_what_stands(reader, item, head):
    answer = send(reader, url("case-part", item, "notes"), head, notes="Protokolltilførsel", seen=stamp({"notes": ""}))

    told = answer.json()
    assert answer.status_code == 200
    assert told["stamp"] == stamp({"notes": "Protokolltilførsel"})
    assert len(told["at"]) == 5
    assert Treatment.objects.get().notes == "Protokolltilførsel"


def test_a_change_that_is_sent_twice_is_stored_once_and_answered_the_same(reader, item, council, head):
    number, fields = uuid.uuid4(), {"text": "Et annet forslag", "put_by": council[0].pk}
    path = url("case-proposal", item)

    first, second = send(reader, path, head, number, **fields), send(reader, path, head, number, **fields)

    assert first.json() == second.json()
    assert item.proposals.count() == 2
    assert SavedChange.objects.filter(pk=number).count() == 1


def test_the_second_of_two_secretaries_is_told_what_the_first_has_stored(reader, item, head):
    seen = stamp({"decision": ""})
    send(reader, url("case-part", item, "decision"), head, decision="Karis tekst", seen=seen)

    answer = send(reader, url("case-part", item, "decision"), head, decision="Min tekst", seen=seen)

    told = answer.json()
    assert answer.status_code == 409
    assert told["told"] == "Karis tekst"
    assert told["reason"].startswith(f"{head.name} lagret noe annet ")
    assert told["stored"] == {"decision": "Karis tekst"}
    again = send(reader, url("case-part", item, "decision"), head, decision="Min tekst", seen=told["stamp"])
    assert again.status_code == 200


def test_without_javascript_both_texts_are_shown_and_one_is_chosen(reader, item, head):
    path, seen = url("case-part", item, "decision"), stamp({"decision": ""})
    reader.post(path, {"decision": "Karis tekst", "seen": seen})

    answer = reader.post(path, {"decision": "Min tekst", "seen": seen})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Karis tekst" in page
    assert "Min tekst" in page
    [failed] = answer.context["failed"]
    reader.post(path, dict(failed.again))
    assert Treatment.objects.get().decision == "Min tekst"


@pytest.mark.parametrize("by_script", [True, False])
def test_what_is_refused_is_told_and_nothing_is_stored(reader, item, council, head, by_script):
    member = council[0]
    CaseAbsence.objects.create(item=item, seat=member, reason="disqualified", basis="§ 6")
    fields = {f"{member.pk}__choice": "against", f"{member.pk}__seen": stamp({"choice": ""})}
    path = url("case-vote", item, member.pk)

    if by_script:
        answer = send(reader, path, head, **fields)
        assert (answer.status_code, answer.json()["reason"]) == (
            422,
            f"{member.name} er inhabil i saken, og kan ikke stemme.",
        )
    else:
        answer = reader.post(path, {name.replace("__", "-"): value for name, value in fields.items()})
        assert answer.status_code == 409
        assert "er inhabil i saken, og kan ikke stemme." in answer.content.decode()
    assert not Vote.objects.exists()
    assert not SavedChange.objects.exists()


def test_what_one_person_wrote_is_not_stored_for_another_who_has_logged_in(reader, item, author):
    answer = send(reader, url("case-part", item, "notes"), author, notes="x", seen=stamp({"notes": ""}))

    assert answer.status_code == 403
    assert Treatment.objects.get().notes == ""


def test_an_ended_session_is_answered_by_a_redirect_to_the_log_in_and_nothing_else(client, reader, item, head):
    client.logout()

    answer = send(client, url("case-part", item, "notes"), head, notes="x", seen=stamp({"notes": ""}))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("fields", [{}, {"outcome": "avvist"}, {"outcome": "decided", "decision": "x" * 20_001}])
def test_odd_input_is_refused_in_words(reader, item, head, fields):
    answer = send(reader, url("case-settle", item), head, seen=stamp({"decision": ""}), **fields)

    assert answer.status_code == 422
    assert answer.json()["reason"]


def test_parts_that_there_are_none_of_are_not_found(reader, item):
    assert reader.post(url("case-part", item, "settled_by")).status_code == 404


def test_the_page_is_the_same_until_something_happens(reader, item):
    path = url("case-now", item)
    etag = reader.get(path)["ETag"]

    assert reader.get(path, headers={"If-None-Match": etag}).status_code == 304
    reader.post(url("case-part", item, "notes"), {"notes": "x", "seen": stamp({"notes": ""})})
    changed = reader.get(path, headers={"If-None-Match": etag})

    assert changed.status_code == 200
    assert changed["ETag"] != etag
    assert changed["Cache-Control"] == "private, no-store"


def test_to_ask_whether_something_has_happened_costs_little(reader, item, django_assert_max_num_queries):
    path = of_meeting("meeting-follow", item.meeting)
    etag = reader.get(path)["ETag"]

    with django_assert_max_num_queries(3):
        assert reader.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_a_member_follows_the_case_that_is_debated_with_the_own_vote(
    client, item, council, council_member, reader, head
):
    council[0].user = council_member
    council[0].save()
    proposal = item.proposals.get()
    for one, choice in ((council[0], "against"), (council[1], f"for-{proposal.pk}")):
        fields = {f"{one.pk}-choice": choice, f"{one.pk}-seen": stamp({"choice": ""})}
        reader.post(url("case-vote", item, one.pk), fields)
    client.force_login(council_member)

    followed = client.get(of_meeting("meeting-follow", item.meeting)).context["followed"]

    assert followed.title == item.title
    assert not followed.is_closed
    assert [told.vote for told in followed.own] == ["Mot"]
    assert len(followed.votes) == 2


def test_who_voted_for_whom_in_an_election_is_told_to_nobody_else(client, item, council, finance, reader):
    AgendaItem.objects.update(kind="election")
    Vote.objects.create(item=item, seat=council[0], choice="blank")
    client.force_login(finance)

    page = client.get(of_meeting("meeting-follow", item.meeting))

    assert page.context["followed"].votes == []
    assert council[0].name not in page.content.decode()


def test_an_exempt_case_is_followed_by_those_who_may_see_it_and_by_its_public_title_by_others(
    client, item, council, council_member, finance
):
    AgendaItem.objects.update(
        exemption_basis="offentleglova § 23 tredje ledd", public_title="En anskaffelse", title="Hemmelig"
    )
    path = of_meeting("meeting-follow", item.meeting)

    client.force_login(finance)
    page = client.get(path).content.decode()
    assert "En anskaffelse" in page
    assert "Hemmelig" not in page
    assert "Rådet vedtar anskaffelsen" not in page
    client.force_login(council_member)
    assert "Rådet vedtar anskaffelsen" in client.get(path).content.decode()


def test_behind_closed_doors_only_the_council_follows_and_not_one_who_is_disqualified(
    client, item, council, council_member, finance, reader
):
    council[0].user = council_member
    council[0].save()
    closed = {"closed_basis": closing.PRIVACY, "seen": stamp({"closed_basis": ""})}
    reader.post(url("case-part", item, "closed_basis"), closed)
    path = of_meeting("meeting-follow", item.meeting)

    client.force_login(finance)
    assert client.get(path).context["followed"].is_closed
    client.force_login(council_member)
    assert not client.get(path).context["followed"].is_closed
    CaseAbsence.objects.create(item=item, seat=council[0], reason="disqualified", basis="§ 6")
    page = client.get(path)
    assert page.context["followed"].is_closed
    assert "Rådet vedtar anskaffelsen" not in page.content.decode()


def test_the_chair_runs_the_meeting_and_another_member_does_not(client, item, council, council_member):
    client.force_login(council_member)
    assert client.get(url("case-now", item)).status_code == 403

    council[0].user = council_member
    council[0].save()

    assert client.get(url("case-now", item)).status_code == 200


@pytest.fixture
def large(reader, head):
    """Sixty cases and forty members, of whom one has a substitute in each place of the council."""
    factories.make_cooperation()
    council = factories.make_council(40)
    for rank, one in enumerate(council[:20], start=1):
        factories.make_council_member(function="substitute", rank=rank, municipality=one.municipality)
    meeting = factories.make_open_meeting(council, cases=60)
    first = meeting.agenda.select_related("meeting").first()
    for item in meeting.agenda.all():
        Treatment.objects.create(item=item, began_at=factories.RUN_AT, voting="by_name")
    recommended = Proposal.objects.create(item=first, text="A", is_recommended=True)
    Proposal.objects.create(item=first, text="B", put_by=council[0])
    Vote.objects.bulk_create(Vote(item=first, seat=one, choice="for", proposal=recommended) for one in council)
    Sitting.objects.update(current=first)
    return first


@pytest.mark.parametrize("name", ["case", "meeting", "follow"])
@pytest.mark.parametrize("role", [User.Role.HEAD, User.Role.COUNCIL_MEMBER])
def test_the_pages_of_a_large_meeting_cost_few_queries(client, large, name, role, django_assert_max_num_queries):
    user = factories.make_user(role=role)
    chair = Attendance.objects.get(seat__function="chair").seat
    chair.user = user
    chair.save()
    client.force_login(user)
    pages = {"meeting": "meeting-now", "follow": "meeting-follow"}
    path = of_meeting(pages[name], large.meeting) if name in pages else url("case-now", large)

    client.get(path)
    with django_assert_max_num_queries(12):
        assert client.get(path).status_code == 200


def test_a_meeting_names_the_page_where_it_is_held(reader, client, item, finance):
    path = item.meeting.get_absolute_url()

    assert of_meeting("meeting-now", item.meeting) in reader.get(path).content.decode()
    client.force_login(finance)
    page = client.get(path).content.decode()
    assert of_meeting("meeting-follow", item.meeting) in page
    assert f'href="{of_meeting("meeting-now", item.meeting)}"' not in page


def test_who_looks_at_the_meeting_sees_a_case_that_came_meanwhile(reader, item, head):
    path = of_meeting("meeting-now", item.meeting)
    seen = reader.get(path)["ETag"]
    assert reader.get(path, headers={"If-None-Match": seen}).status_code == 304

    new = AgendaItem(meeting=item.meeting, title="Kom sent")
    save_item(new, case_officers=[], by=head, now=timezone.now())

    answer = reader.get(path, headers={"If-None-Match": seen})
    assert answer.status_code == 200
    assert "Kom sent" in answer.content.decode()
