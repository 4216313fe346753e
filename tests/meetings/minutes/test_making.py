"""Minutes made of what happened, checked against the law, and made again without losing what a person wrote."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from meetings.documents import writing
from meetings.documents.models import Document
from meetings.minutes import checks, making, wording
from meetings.minutes.facts import Ballot, CaseFacts, PutForward
from meetings.proceedings.models import Attendance, Treatment, Vote
from rorikt.texts import richtext
from tests import factories
from tests.meetings.minutes.holding import BY_NAME, EXEMPT, LATER, POSTPONED, UNANIMOUS, make_held, make_next
from tests.unguarded import rewrite, unguarded

pytestmark = pytest.mark.django_db


@pytest.fixture
def minutes(head):
    return making.make_minutes(make_held(), by=head, now=LATER)


def section_of(document, kind, sequence=None):
    return document.minutes_parts.get(kind=kind, **({"item__sequence": sequence} if sequence else {})).section


def texts(document, *address):
    return richtext.plain(section_of(document, *address).body.replace("</p>", "</p> "))


def problems(document):
    return {point.label: [problem.text for problem in point.problems] for point in checks.points_of(document)}


def test_minutes_tell_when_and_where_who_met_and_who_was_away(minutes):
    assert texts(minutes, "meeting") == (
        "Samarbeidsrådet holdt møte 2024/M1 14. februar 2024 i Formannskapssalen. "
        "Møtet ble åpnet kl. 10.00 og hevet kl. 12.30. "
        "Møteleder: Rådsmedlem A, leder, representerer Molde. Sekretær: Sekretæren."
    )
    assert texts(minutes, "present") == (
        "Med stemmerett: Rådsmedlem A, leder, representerer Molde Rådsmedlem B, nestleder, representerer Vestnes "
        "Vara C, varamedlem, representerer Rauma, møtte for Rådsmedlem C "
        "Uten stemmerett: Sekretæren, sekretær 3 av 3 med stemmerett møtte. Rådet var vedtaksført."
    )
    assert texts(minutes, "absent") == "Rådsmedlem C, medlem, representerer Rauma (syk). Vara C møtte i stedet."


def test_a_case_tells_how_it_was_voted_and_what_was_decided(minutes):
    assert texts(minutes, "case", UNANIMOUS) == "Avstemning: enstemmig vedtatt. Vedtak Innkallingen godkjennes."
    assert texts(minutes, "case", BY_NAME) == (
        "Rådsmedlem B var inhabil etter forvaltningsloven § 6 første ledd e og deltok ikke i saken. "
        "Innstilling: Rådet bygger nye serverrom. Forslag fra Vara C: Rådet venter. Avstemning: "
        "For innstillingen: 1 (Rådsmedlem A (Molde)). Mot: 1 (Vara C (Rauma)). "
        "Stemmene sto likt. Møtelederens stemme avgjorde for innstillingen. Vedtak Rådet bygger nye serverrom."
    )
    assert texts(minutes, "case", EXEMPT) == (
        "Saken er unntatt offentlighet etter offentleglova § 23 tredje ledd. "
        "Dørene ble lukket under behandlingen, etter kommuneloven § 11-5. "
        "Avstemning: enstemmig vedtatt. Vedtak Rådet velger tilbud nummer to."
    )
    assert texts(minutes, "case", POSTPONED) == "Saken ble utsatt."


def test_a_meeting_has_minutes_once_and_only_when_it_is_over(head):
    going_on = make_held(closed_at=None)
    with pytest.raises(ValidationError, match="ikke hevet"):
        making.make_minutes(going_on, by=head, now=LATER)
    held = make_held()
    making.make_minutes(held, by=head, now=LATER)

    with pytest.raises(ValidationError, match="allerede en protokoll"):
        making.make_minutes(held, by=head, now=LATER)


def test_only_minutes_are_of_a_meeting(head):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_document(kind=Document.Kind.CASE_PAPER, minutes_of=factories.make_meeting())


def test_minutes_as_they_are_made_have_all_that_the_law_lists(minutes):
    assert problems(minutes) == {
        "Tid og sted": [],
        "Hvem som møtte, og hvem som hadde forfall": [],
        "Hvilke saker som ble behandlet": [],
        "Vedtakene": [],
        "Avstemningene": [],
        "Hjemmel for lukkede dører": [],
        "Grunnlag for inhabilitet og fritak": [],
    }


@pytest.mark.parametrize(
    ("address", "old", "new", "label", "told"),
    [
        (("meeting",), "februar 2024", "mars 2024", "Tid og sted", "februar 2024"),
        (("meeting",), "10.00", "11.00", "Tid og sted", "kl. 10.00"),
        (("present",), "Rådsmedlem B", "Rådsmedlem C", "Hvem som møtte, og hvem som hadde forfall", "Rådsmedlem B"),
        (("absent",), "Rådsmedlem C", "Ingen", "Hvem som møtte, og hvem som hadde forfall", "Rådsmedlem C"),
        (("case", UNANIMOUS), "godkjennes", "godkjennes ikke", "Vedtakene", "Innkallingen godkjennes."),
        (("case", UNANIMOUS), "enstemmig vedtatt", "vedtatt", "Avstemningene", "enstemmig vedtatt"),
        (("case", BY_NAME), "Mot: 1 (Vara C", "Mot: 1 (Rådsmedlem B", "Avstemningene", "Mot: 1 (Vara C"),
        (("case", BY_NAME), "§ 6 første ledd e", "§ 6", "Grunnlag for inhabilitet og fritak", "§ 6 første ledd e"),
        (("case", EXEMPT), "kommuneloven § 11-5", "loven", "Hjemmel for lukkede dører", "kommuneloven § 11-5"),
        (("case", POSTPONED), "utsatt", "drøftet", "Vedtakene", "Saken ble utsatt."),
    ],
)
def test_what_was_tampered_with_is_found_with_a_link_to_it(minutes, address, old, new, label, told):
    section = section_of(minutes, *address)
    assert old in section.body
    section.body = section.body.replace(old, new)
    section.save()

    found = {point.label: point.problems for point in checks.points_of(minutes) if point.problems}

    assert told in found[label][0].text
    assert found[label][0].url == section.get_absolute_url()
    assert set(found) == {label}


def test_one_who_was_away_is_not_written_among_those_who_met(minutes):
    section = section_of(minutes, "present")
    section.body = section.body.replace("</ul>", "<li><p>Rådsmedlem C, medlem</p></li></ul>", 1)
    section.save()

    assert problems(minutes)["Hvem som møtte, og hvem som hadde forfall"] == [
        "Rådsmedlem C hadde forfall, men står under «Til stede»."
    ]


def test_a_case_that_was_left_out_is_found(minutes):
    section_of(minutes, "case", POSTPONED).delete()

    assert problems(minutes)["Hvilke saker som ble behandlet"] == [
        "Sak 2024/M1-004 mangler. Hent den med «Oppdater fra møtet»."
    ]


def test_what_was_never_recorded_is_found(head):
    meeting = make_held(place="")
    with unguarded(Attendance):
        meeting.attendances.filter(seat__function="deputy").delete()
    rewrite(Treatment.objects.filter(item__meeting=meeting, item__sequence=UNANIMOUS), voting="")

    found = problems(making.make_minutes(meeting, by=head, now=LATER))

    assert found["Tid og sted"] == ["Møtet har ikke noe sted. Skriv det på møtet."]
    assert found["Hvem som møtte, og hvem som hadde forfall"] == [
        "Det er ikke ført om Rådsmedlem B møtte. Før frammøtet på møtet."
    ]
    assert found["Avstemningene"] == ["Avstemningen i sak 2024/M1-001 er ikke ført."]


def edit(document, address, head, text):
    section = section_of(document, *address)
    section.body = text
    writing.save_section(section, revision=section.revision, by=head, now=LATER)
    return section


def test_making_them_again_renews_what_nobody_wrote_in_and_leaves_what_a_person_wrote(minutes, head):
    edit(minutes, ("case", BY_NAME), head, "<p>Min egen tekst.</p>")
    rewrite(Treatment.objects.filter(item__sequence=UNANIMOUS), decision="Innkallingen godkjennes med merknad.")

    assert making.renewal_of(minutes).clashes == (), "the meeting says there what it said before"
    making.renew(minutes, taken=[], kept=[], by=head, now=LATER)

    assert "godkjennes med merknad" in texts(minutes, "case", UNANIMOUS)
    assert texts(minutes, "case", BY_NAME) == "Min egen tekst."
    assert not making.renewal_of(minutes).is_needed


@pytest.mark.parametrize("is_taken", [True, False])
def test_an_edited_section_is_chosen_about_when_the_meeting_says_something_else(minutes, head, is_taken):
    section = edit(minutes, ("case", UNANIMOUS), head, "<p>Min egen tekst.</p>")
    rewrite(Treatment.objects.filter(item__sequence=UNANIMOUS), decision="Noe annet.")
    [clash] = making.renewal_of(minutes).clashes
    with pytest.raises(ValidationError, match="Velg tekst"):
        making.renew(minutes, taken=[], kept=[], by=head, now=LATER)
    assert texts(minutes, "case", UNANIMOUS) == "Min egen tekst."

    taken, kept = ([clash.name], []) if is_taken else ([], [clash.name])
    making.renew(minutes, taken=taken, kept=kept, by=head, now=LATER)

    section.refresh_from_db()
    assert ("Noe annet." in section.body) is is_taken
    assert ("Min egen tekst." in section.body) is not is_taken
    assert not making.renewal_of(minutes).is_needed, "what was chosen about is not asked again"


def test_a_choice_counts_for_the_text_that_was_seen(minutes, head):
    edit(minutes, ("case", UNANIMOUS), head, "<p>Min egen tekst.</p>")
    rewrite(Treatment.objects.filter(item__sequence=UNANIMOUS), decision="Noe annet.")
    [seen] = making.renewal_of(minutes).clashes
    edit(minutes, ("case", UNANIMOUS), head, "<p>En nyere tekst.</p>")

    with pytest.raises(ValidationError, match="Velg tekst"):
        making.renew(minutes, taken=[seen.name], kept=[], by=head, now=LATER)

    assert texts(minutes, "case", UNANIMOUS) == "En nyere tekst."


def test_a_case_that_was_left_out_comes_back(minutes, head):
    section_of(minutes, "case", POSTPONED).delete()

    making.renew(minutes, taken=[], kept=[], by=head, now=LATER)

    assert texts(minutes, "case", POSTPONED) == "Saken ble utsatt."


def test_the_last_minutes_are_put_on_the_case_of_the_next_meeting(head):
    held = make_held()
    coming, case = make_next()
    assert making.attach_last_minutes(coming, by=head, now=LATER) is None, "they are not made yet"

    document = making.make_minutes(held, by=head, now=LATER)

    assert document.agenda_item == case, "a meeting that was prepared before gets them when they are made"
    assert making.attach_last_minutes(coming, by=head, now=LATER) == document
    assert list(case.documents.all()) == [document]


def test_minutes_cost_the_same_queries_for_any_number_of_cases(head, django_assert_num_queries):
    document = making.make_minutes(make_held(), by=head, now=LATER)

    with django_assert_num_queries(13):
        checks.points_of(document)
    for _ in range(5):
        factories.make_item(meeting=document.minutes_of)
    with django_assert_num_queries(13):
        checks.points_of(document)


def test_a_unanimous_vote_names_what_all_voted_for_where_there_was_a_choice(db):
    item = factories.make_item()
    recommended = PutForward("Rådet vedtar.", "")
    other = PutForward("Rådet venter.", "Rådsmedlem B")
    ballot = Ballot(Vote.Choice.FOR, other, ("Rådsmedlem A",))
    case = CaseFacts(item, (), (recommended, other), ballots=(ballot,), voting="unanimous")

    assert list(wording.voting_lines(case)) == ["Avstemning: forslaget fra Rådsmedlem B ble enstemmig vedtatt."]
    alone = replace(case, proposals=(other,))
    assert list(wording.voting_lines(alone)) == [wording.UNANIMOUS]
