"""A case taken up, debated, voted on and settled; what is refused leaves nothing half done."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from meetings.agenda.models import AgendaItem, Meeting
from meetings.documents.content import NumberedSection, Text
from meetings.proceedings import actions, closing, deciding, treating
from meetings.proceedings.models import Attendance, CaseAbsence, Proposal, Sitting, Treatment, Vote
from meetings.proceedings.recommending import recommended_text
from meetings.proceedings.roll import roll_of
from meetings.proof import decided
from rorikt.audit.models import AuditEntry
from rorikt.audit.overtaken import Overtaken, stamp
from tests import factories
from tests.meetings.proceedings.test_actions import attend, decide, names, substitute

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 2, 14, 9, tzinfo=UTC)


@pytest.fixture
def council(db):
    return factories.make_council()


@pytest.fixture
def item(council, head):
    """Taken up, with a recommended proposal."""
    made = factories.make_open_meeting(council).agenda.get()
    treating.take_up(made, by=head, now=NOW)
    Proposal.objects.create(item=made, text="Rådet vedtar anskaffelsen.", is_recommended=True)
    return made


def put(item, member, head, text="Rådet utsetter anskaffelsen."):
    proposal = Proposal(item=item, text=text, put_by=member)
    treating.put_proposal(proposal, by=head, now=NOW)
    return proposal


def cast(item, head, **told):
    for name, choice in told.items():
        member = roll_of(item.meeting).by_pk[int(name.removeprefix("m"))]
        row = Vote.objects.filter(item=item, seat=member).first()
        deciding.vote(item, member, choice, seen=stamp(deciding.vote_values(row)), by=head, now=NOW)


def all_vote(item, council, head, *choices):
    cast(item, head, **{f"m{one.pk}": choice for one, choice in zip(council, choices, strict=True)})


def settle(item, head, text="Rådet vedtar anskaffelsen.", outcome="decided"):
    stored = Treatment.objects.get(item=item).decision
    deciding.settle(item, outcome, text, seen=stamp({"decision": stored}), by=head, now=NOW)


def outcome(item):
    return Treatment.objects.get(item=item).outcome


def write(item, part, value, head):
    seen = stamp(treating.written(Treatment.objects.get(item=item), part))
    treating.write(item, part, value, seen=seen, by=head, now=NOW)


def test_the_recommendation_is_the_proposal_of_the_approved_case_paper():
    item = factories.make_item()
    paper = factories.make_document(agenda_item=item, status="approved")
    html = "<p>Rådet vedtar <a href='#x'>budsjettet</a>:</p><ol><li>Rammen økes.</li><li>Nøkkelen gjelder.</li></ol>"
    sections = (NumberedSection("1", 1, "a", "Forslag til enighet", (Text(html),)),)
    factories.make_version(paper, content=factories.make_content(kind="case_paper", sections=sections))

    assert recommended_text(item) == "Rådet vedtar budsjettet:\n\n1. Rammen økes.\n2. Nøkkelen gjelder."


@pytest.mark.parametrize(
    ("case", "text"),
    [
        ({"standard": "notice"}, "Innkalling og saksliste godkjennes."),
        ({"kind": "briefing"}, "Saken tas til orientering."),
        ({}, ""),
    ],
)
def test_a_standard_case_comes_to_what_it_always_does(case, text):
    assert recommended_text(factories.make_item(**case)) == text


def test_a_case_is_taken_up_once_and_shown_as_the_one_that_is_debated(head, council):
    item = factories.make_open_meeting(council, cases=0) and factories.make_item(
        meeting=Meeting.objects.get(), kind="briefing"
    )

    treating.take_up(item, by=head, now=NOW)
    treating.take_up(item, by=head, now=NOW)

    assert (Treatment.objects.count(), Proposal.objects.get().is_recommended) == (1, True)
    assert Sitting.objects.get().current == item


def test_a_case_is_not_taken_up_before_the_meeting_is_open_nor_when_it_is_withdrawn(head, item):
    with pytest.raises(ValidationError, match="ikke åpnet"):
        treating.take_up(factories.make_item(), by=head, now=NOW)
    withdrawn = factories.make_item(meeting=item.meeting, sent_at=NOW, withdrawn_at=NOW)
    with pytest.raises(ValidationError, match="trukket"):
        treating.take_up(withdrawn, by=head, now=NOW)


def test_a_unanimous_decision_stores_the_vote_of_each_with_what_they_represent(head, item, council):
    proposal = item.proposals.get()
    deciding.choose_voting(item, f"unanimous-{proposal.pk}", seen=stamp({"voting": ""}), by=head, now=NOW)

    settle(item, head)

    treatment = Treatment.objects.get()
    assert (treatment.voting, treatment.outcome, treatment.settled_at) == ("unanimous", "decided", NOW)
    votes = list(item.votes.values_list("seat", "choice", "proposal", "represents"))
    assert votes == [(one.pk, "for", proposal.pk, one.municipality.name) for one in council]
    assert AuditEntry.objects.first().action == "avgjorde sak"


def test_a_vote_by_name_is_decided_by_the_majority(head, item, council):
    recommended, other = item.proposals.get(), put(item, council[3], head)
    all_vote(item, council, head, *[f"for-{other.pk}"] * 3, *[f"for-{recommended.pk}"] * 2)

    with pytest.raises(ValidationError, match="ikke fikk flertall"):
        settle(item, head, text=recommended.text)
    settle(item, head, text=other.text)

    assert (Treatment.objects.get().voting, outcome(item)) == ("by_name", "decided")
    assert list(decided.findings()) == []


def test_a_tie_is_settled_by_the_chair_and_the_chairs_choice_is_kept(head, item, council):
    attend(item.meeting, council[4], head, state="absent")
    recommended, other = item.proposals.get(), put(item, council[3], head)
    ours, theirs = f"for-{recommended.pk}", f"for-{other.pk}"
    all_vote(item, council[:4], head, ours, theirs, theirs, ours)

    settle(item, head)

    assert Treatment.objects.get().chair_chose == recommended


def test_without_the_chair_the_deputy_leads_or_the_one_who_is_chosen(head, item, council):
    put(item, council[3], head)
    for reason, leader in ((None, council[0]), (council[0], council[1])):
        if reason:
            absence = CaseAbsence(item=item, seat=reason, reason="disqualified", basis="forvaltningsloven § 6")
            treating.set_absence(absence, by=head, now=NOW)
        seats = treating.seats_in(item, roll_of(item.meeting))
        assert deciding.leader_in(seats, None) == leader
    assert deciding.leader_in(seats, council[2].pk) == council[2]
    assert deciding.leader_in(seats, council[0].pk) == council[1]


def test_a_vote_by_one_who_is_absent_or_disqualified_is_refused(head, item, council):
    attend(item.meeting, council[4], head, state="absent")
    absence = CaseAbsence(
        item=item, seat=council[3], reason="disqualified", basis="forvaltningsloven § 6 første ledd e"
    )
    treating.set_absence(absence, by=head, now=NOW)
    outsider = factories.make_council_member(function="observer")

    for member, why in ((council[4], "deltar ikke"), (council[3], "inhabil"), (outsider, "deltar ikke")):
        with pytest.raises(ValidationError, match=why):
            cast(item, head, **{f"m{member.pk}": "against"})
    assert not Vote.objects.exists()


def test_a_blank_vote_is_refused_where_the_law_has_none(head, item, council):
    with pytest.raises(ValidationError, match="§ 8-1"):
        cast(item, head, **{f"m{council[0].pk}": "blank"})
    assert (Vote.objects.count(), Treatment.objects.get().voting) == (0, "")

    write(item, "is_hiring", "on", head)
    cast(item, head, **{f"m{council[0].pk}": "blank"})

    write(item, "is_hiring", "", head)
    all_vote(item, council[1:], head, *["against"] * 4)
    with pytest.raises(ValidationError, match="§ 8-1"):
        settle(item, head, text="Forslaget falt.")


def test_in_a_council_that_is_no_elected_body_blank_is_allowed_and_few_can_decide(head, item, council):
    factories.make_cooperation(is_council_elected_body=False)
    for one in council[2:]:
        attend(item.meeting, one, head, state="absent")
    proposal = item.proposals.get()
    all_vote(item, council[:2], head, f"for-{proposal.pk}", "blank")

    settle(item, head)

    assert outcome(item) == "decided"


def test_nobody_votes_against_in_an_election(head, item, council):
    AgendaItem.objects.filter(pk=item.pk).update(kind="election")

    with pytest.raises(ValidationError, match="stemmer ingen mot"):
        cast(item, head, **{f"m{council[0].pk}": "against"})


def test_all_who_take_part_have_to_vote(head, item, council):
    all_vote(item, council[:3], head, *["against"] * 3)

    with pytest.raises(ValidationError, match=f"ikke stemt: {council[3].name}, {council[4].name}"):
        settle(item, head, text="Forslaget falt.")
    assert outcome(item) == ""


def test_a_vote_of_one_who_has_no_place_never_counts(head, item, council):
    """However it came in: there are no more votes than members who take part."""
    all_vote(item, council, head, *["against"] * 5)
    outsider = factories.make_council_member()
    Vote.objects.create(item=item, seat=outsider, choice="against")

    with pytest.raises(ValidationError, match="har stemt, og deltar ikke"):
        settle(item, head, text="Forslaget falt.")


def test_the_council_cannot_decide_with_less_than_half_of_its_members_but_can_postpone(head, item, council):
    for one in council[2:]:
        attend(item.meeting, one, head, state="absent")
    proposal = item.proposals.get()
    all_vote(item, council[:2], head, *[f"for-{proposal.pk}"] * 2)

    with pytest.raises(ValidationError, match=r"2 av 5 stemmer, og minst 3 må gjøre det"):
        settle(item, head)
    settle(item, head, text="", outcome="postponed")

    assert outcome(item) == "postponed"


def test_a_decision_without_a_text_is_refused(head, item):
    proposal = item.proposals.get()
    deciding.choose_voting(item, f"unanimous-{proposal.pk}", seen=stamp({"voting": ""}), by=head, now=NOW)

    with pytest.raises(ValidationError, match="Skriv vedtaket"):
        settle(item, head, text="  ")
    assert outcome(item) == ""


def test_a_late_case_is_decided_only_where_nobody_objects(head, item):
    AgendaItem.objects.filter(pk=item.pk).update(is_late=True)
    item.refresh_from_db()
    proposal = item.proposals.get()
    deciding.choose_voting(item, f"unanimous-{proposal.pk}", seen=stamp({"voting": ""}), by=head, now=NOW)

    with pytest.raises(ValidationError, match="ettersendt"):
        settle(item, head)
    write(item, "late_is_accepted", "on", head)
    settle(item, head)

    assert outcome(item) == "decided"


def test_a_meeting_at_a_distance_does_not_treat_what_has_to_be_closed(head, item):
    write(item, "closed_basis", closing.SECRECY, head)
    Meeting.objects.filter(pk=item.meeting_id).update(is_remote=True)

    with pytest.raises(ValidationError, match="§ 11-7"):
        write(item, "closed_basis", closing.PERSONNEL, head)
    item.refresh_from_db()
    proposal = item.proposals.get()
    deciding.choose_voting(item, f"unanimous-{proposal.pk}", seen=stamp({"voting": ""}), by=head, now=NOW)
    with pytest.raises(ValidationError, match="§ 11-7"):
        settle(item, head)
    write(item, "closed_basis", closing.PRIVACY, head)
    settle(item, head)


def test_the_doors_are_closed_on_a_ground_of_the_law(head, item):
    with pytest.raises(ValidationError, match="Velg grunnlaget"):
        write(item, "closed_basis", "fordi vi vil", head)
    with pytest.raises(ValidationError, match="Velg grunnlaget"):
        write(item, "closed_basis", closing.OWN, head)
    factories.make_cooperation(is_council_elected_body=False)
    write(item, "closed_basis", closing.OWN, head)


def test_a_substitute_sits_in_the_case_for_one_who_is_disqualified_and_is_then_at_the_meeting(head, item, council):
    vara = substitute(council[0])

    absence = CaseAbsence(item=item, seat=council[0], reason="disqualified", basis="§ 6", substitute=vara)
    treating.set_absence(absence, by=head, now=NOW)

    assert "Vara 1" in names(item)
    assert council[0].name not in names(item)
    assert Attendance.objects.get(seat=vara).state == "present"
    treating.remove_absence(absence, by=head, now=NOW)
    assert council[0].name in names(item)
    assert "Vara 1" not in names(item)


def test_an_absence_is_refused_for_one_without_a_place_or_without_a_ground(head, item, council):
    far = substitute(council[1])
    wrong = {
        "Skriv hva inhabiliteten": CaseAbsence(item=item, seat=council[0], reason="disqualified"),
        "samme kommune": CaseAbsence(item=item, seat=council[0], reason="left", substitute=far),
        "Velg et varamedlem": CaseAbsence(item=item, seat=council[0], reason="left", substitute=council[1]),
        "deltar ikke i saken": CaseAbsence(item=item, seat=far, reason="left"),
    }
    for why, absence in wrong.items():
        with pytest.raises(ValidationError, match=why):
            treating.set_absence(absence, by=head, now=NOW)
    assert not CaseAbsence.objects.exists()
    assert not Attendance.objects.filter(seat=far).exists()


def test_a_proposal_is_put_by_one_who_takes_part_and_stands_once_somebody_has_voted_for_it(head, item, council):
    with pytest.raises(ValidationError, match="Bare den som deltar"):
        put(item, factories.make_council_member(function="observer"), head)
    mine = put(item, council[0], head)
    seen = stamp({"text": mine.text})
    treating.word_proposal(mine, "Et annet.", seen=seen, by=head, now=NOW)
    with pytest.raises(Overtaken):
        treating.word_proposal(mine, "Et tredje.", seen=seen, by=head, now=NOW)
    cast(item, head, **{f"m{council[0].pk}": f"for-{mine.pk}"})

    with pytest.raises(ValidationError, match="står som det er"):
        treating.withdraw_proposal(mine, by=head, now=NOW)
    with pytest.raises(ValidationError, match="Innstillingen står"):
        treating.withdraw_proposal(item.proposals.get(is_recommended=True), by=head, now=NOW)


def test_two_who_write_the_decision_the_second_sees_the_text_of_the_first(head, item):
    nothing = stamp({"decision": ""})
    treating.write(item, "decision", "Kari sin tekst", seen=nothing, by=head, now=NOW)

    with pytest.raises(Overtaken) as told:
        treating.write(item, "decision", "Min tekst", seen=nothing, by=head, now=NOW)
    with pytest.raises(Overtaken):
        deciding.settle(item, "decided", "Min tekst", seen=nothing, by=head, now=NOW)

    assert (told.value.stored, told.value.by) == ({"decision": "Kari sin tekst"}, head.name)
    treating.write(item, "decision", "Min tekst", seen=told.value.stamp, by=head, now=NOW)
    assert Treatment.objects.get().decision == "Min tekst"


def test_a_settled_case_is_changed_only_after_it_is_taken_up_again_with_a_trace(head, item, council):
    deciding.choose_voting(item, f"unanimous-{item.proposals.get().pk}", seen=stamp({"voting": ""}), by=head, now=NOW)
    settle(item, head)
    with pytest.raises(ValidationError, match="Gjenåpne"):
        write(item, "notes", "x", head)

    treating.reopen(item, by=head, now=NOW)
    write(item, "notes", "x", head)

    assert outcome(item) == ""
    assert list(decided.findings()) == []  # the trail tells of it as it stands
    assert AuditEntry.objects.filter(action="gjenåpnet sak").count() == 1
    with pytest.raises(ValidationError, match="ikke avgjort"):
        treating.reopen(item, by=head, now=NOW)


def test_other_rooms_follow_when_a_case_is_settled_and_when_it_is_taken_up_again(head, item, monkeypatch):
    followed = []
    monkeypatch.setattr(deciding, "settled", [lambda treatment, by, now: followed.append(treatment.outcome)])
    monkeypatch.setattr(treating, "reopened", [lambda treatment, by, now: followed.append("igjen")])

    settle(item, head, text="", outcome="sent_back")
    treating.reopen(item, by=head, now=NOW)

    assert followed == ["sent_back", "igjen"]


def test_every_change_is_counted_so_that_those_who_follow_see_it(head, item):
    before = Sitting.objects.get().revision

    write(item, "notes", "x", head)

    assert Sitting.objects.get().revision == before + 1


def test_a_second_ballot_and_a_draw_settle_an_election(head, council):
    item = factories.make_open_meeting(council[:4], cases=0) and factories.make_item(
        meeting=Meeting.objects.get(), kind="election"
    )
    treating.take_up(item, by=head, now=NOW)
    one, other = put(item, council[0], head, "Kari"), put(item, council[1], head, "Ola")
    all_vote(item, council[:4], head, *[f"for-{one.pk}", f"for-{other.pk}"] * 2)

    for part, value, why in (("is_second_ballot", "on", "Stem på nytt"), ("drawn", str(other.pk), "loddtrekning")):
        with pytest.raises(ValidationError, match=why):
            settle(item, head, "Ola")
        write(item, part, value, head)
    settle(item, head, "Ola")

    assert Treatment.objects.get().drawn == other


def test_after_the_meeting_is_closed_nothing_of_it_is_changed_by_any_verb(head, item, council):
    deciding.choose_voting(item, f"unanimous-{item.proposals.get().pk}", seen=stamp({"voting": ""}), by=head, now=NOW)
    settle(item, head)
    actions.close_meeting(item.meeting, by=head, now=NOW)

    for verb in (
        lambda: attend(item.meeting, council[0], head, state="left"),
        lambda: treating.take_up(item, by=head, now=NOW),
        lambda: treating.reopen(item, by=head, now=NOW),
        lambda: write(item, "notes", "x", head),
        lambda: settle(item, head),
        lambda: actions.close_meeting(item.meeting, by=head, now=NOW),
        lambda: decide(item, head),
    ):
        with pytest.raises(ValidationError, match="hevet"):
            verb()
