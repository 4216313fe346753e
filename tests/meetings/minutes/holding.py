"""A meeting that was held, with something of everything that minutes tell of."""

from datetime import UTC, date, datetime, time

from meetings.agenda.models import AgendaItem
from meetings.council.models import CouncilMember
from meetings.proceedings.models import Attendance, CaseAbsence, Proposal, Treatment, Vote
from rorikt.people.models import Cooperation, Municipality, User
from tests import factories

OPENED = datetime(2024, 2, 14, 9, 0, tzinfo=UTC)  # ten o'clock
CLOSED = datetime(2024, 2, 14, 11, 30, tzinfo=UTC)
LATER = datetime(2024, 2, 20, 12, tzinfo=UTC)
UNANIMOUS, BY_NAME, EXEMPT, POSTPONED = 1, 2, 3, 4


def make_held(**overrides):
    """Leader, deputy and a substitute met; one member was away. Four cases, one of them exempt."""
    meeting = factories.make_meeting(
        **{"place": "Formannskapssalen", "starts_at": time(10), "opened_at": OPENED, **overrides, "closed_at": None}
    )
    seats = make_council()
    for name in ("chair", "deputy", "secretary"):
        Attendance.objects.create(meeting=meeting, seat=seats[name], state="present")
    Attendance.objects.create(meeting=meeting, seat=seats["member"], state="absent", reason="syk")
    Attendance.objects.create(meeting=meeting, seat=seats["substitute"], state="present", stands_in_for=seats["member"])
    items = [
        factories.make_item(meeting=meeting, title=title, sent_at=OPENED)
        for title in ("Godkjenning av innkalling", "Nye serverrom", "Tilbud fra leverandøren", "Strategi for sky")
    ]
    exempt = items[EXEMPT - 1]
    exempt.exemption_basis, exempt.public_title = "offentleglova § 23 tredje ledd", "Anskaffelse"
    exempt.save()
    settle(items[0], decision="Innkallingen godkjennes.", voting="unanimous")
    vote_by_name(items[1], seats)
    CaseAbsence.objects.create(
        item=items[1], seat=seats["deputy"], reason="disqualified", basis="forvaltningsloven § 6 første ledd e"
    )
    settle(exempt, decision="Rådet velger tilbud nummer to.", voting="unanimous", closed_basis="kommuneloven § 11-5")
    settle(items[3], outcome="postponed")
    meeting.closed_at = overrides.get("closed_at", CLOSED)
    meeting.save()
    return meeting


def make_council():
    known = {one.function: one for one in CouncilMember.objects.all()}
    if known:
        return known
    if not Cooperation.objects.exists():
        factories.make_municipalities()
        Cooperation.objects.create(
            name="Samarbeidet", council_name="Samarbeidsrådet", office_municipality=Municipality.objects.first()
        )
    first, second, third = Municipality.objects.all()[:3]
    chair = factories.make_user(role=User.Role.COUNCIL_MEMBER, municipality=first)
    rows = {
        "chair": ("Rådsmedlem A", first, chair),
        "deputy": ("Rådsmedlem B", second, None),
        "member": ("Rådsmedlem C", third, None),
        "substitute": ("Vara C", third, None),
        "secretary": ("Sekretæren", None, None),
    }
    return {
        function: factories.make_council_member(name=name, function=function, municipality=of, user=user)
        for function, (name, of, user) in rows.items()
    }


def settle(item, *, outcome="decided", decision="", **fields):
    return Treatment.objects.create(
        item=item, outcome=outcome, decision=decision, began_at=OPENED, settled_at=CLOSED, **fields
    )


def vote_by_name(item, seats):
    """One for and one against: the leader decides."""
    recommended = Proposal.objects.create(item=item, text="Rådet bygger nye serverrom.", is_recommended=True)
    Proposal.objects.create(item=item, text="Rådet venter.", put_by=seats["substitute"])
    Vote.objects.create(item=item, seat=seats["chair"], choice="for", proposal=recommended, represents="Molde")
    Vote.objects.create(item=item, seat=seats["substitute"], choice="against", represents="Rauma")
    settle(item, decision="Rådet bygger nye serverrom.", voting="by_name", chair_chose=recommended)


def make_next(held_on=date(2024, 5, 15)):
    """The next meeting, with the case that approves the minutes of the last one."""
    meeting = factories.make_meeting(held_on=held_on)
    case = factories.make_item(meeting=meeting, standard=AgendaItem.Standard.MINUTES, title="Godkjenning av protokoll")
    return meeting, case
