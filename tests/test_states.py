"""What is in a state that few may see, a word of its own in each, and every address as every role.

`test_exempt_cases.py` does so for what is exempt; here all is of cases that are open to everybody.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from budget.allocations.models import AllocationRun
from budget.keys.models import CostKey
from budget.runs.actions import share_changes
from meetings.notes.models import Words
from meetings.own.models import ManualFigure
from tests import factories
from tests.factories import KEY_2024, RUN_AT
from tests.test_access import addresses
from tests.test_exempt_cases import crawl, path_of, readable, with_word
from tests.transactions import rolled_back

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

VESTNES, MOLDE = "1535", "1506"
STAFF = frozenset({"head", "secretary", "author", "administrator"})
EVERYBODY = STAFF | {"council_member", "finance"}
# Word: who finds it somewhere. The member and the finance officer are of Vestnes.
FOUND_BY = {
    "rødvinge": STAFF,  # a paper that nobody has approved
    "gråvinge": STAFF,  # what was written in a paper after it was approved
    "hvitvinge": STAFF,  # a comment on an approved paper, and a change that somebody proposes to it
    "svartvinge": STAFF,  # a split of an amount that is a draft
    "gulvinge": STAFF,  # a plan that is not adopted
    "grønnvinge": STAFF,  # a measure that is only proposed
    "blåvinge": frozenset(),  # the private note of a member
    "brunvinge": frozenset({"council_member", "finance"}),  # a note that another member shares with Vestnes
    "sølvvinge": frozenset({"head", "secretary"}),  # a question for the case officer alone, who is another
    "gullvinge": STAFF,  # what Molde has paid
    "lillavinge": frozenset({"head", "administrator"}),  # one who is invited
    "åpenvinge": EVERYBODY,  # an approved paper, so that the crawl is known to find what is there
}


@dataclass
class World:
    """Addresses with arguments that show what was made, and who looks, by role."""

    given: dict
    people: dict


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        yield make_world()


def make_world():
    by_number = {one.number: one for one in factories.make_municipalities()}
    vestnes, molde = by_number[VESTNES], by_number[MOLDE]
    people = {
        role: factories.make_user(role, **({"municipality": vestnes} if role in {"finance", "council_member"} else {}))
        for role in sorted(EVERYBODY)
    }
    head = people["head"]
    if not CostKey.objects.exists():
        factories.make_cooperation()
        factories.make_key(KEY_2024, valid_from=date(2023, 1, 1))
    meeting = factories.make_meeting(year=2031, sequence=1, held_on=date(2031, 2, 12))
    item = factories.make_item(meeting=meeting, title="En sak")

    draft = factories.make_document(agenda_item=item, title="rødvinge framlegg", in_short="rødvinge kort")
    draft_section = factories.make_section(document=draft, title="rødvinge avsnitt", body="<p>rødvinge tekst</p>")
    ManualFigure.objects.create(document=draft, slug="x", label="rødvinge tall", value=1, origin="rødvinge kilde")

    paper = factories.make_document(agenda_item=item, title="åpenvinge framlegg")
    factories.make_version(paper, approved_by=head)
    section = factories.make_section(document=paper, title="gråvinge avsnitt", body="<p>gråvinge tekst</p>")
    type(paper).objects.filter(pk=paper.pk).update(title="gråvinge framlegg", in_short="gråvinge kort")
    comment = factories.make_comment(section=section, text="hvitvinge kommentar", made_by=head)
    edit = factories.make_edit(section=section, body="<p>hvitvinge forslag</p>", reason="hvitvinge", made_by=head)

    line = factories.make_line(year=2031, title="Tjenester", budgeted=Decimal(1000))
    measure = factories.make_measure(
        line=line, title="grønnvinge tiltak", state="proposed", decided_by="", decided_on=None
    )
    plan = factories.make_plan(title="gulvinge plan", base_year=2030)
    planned = factories.make_plan_line(plan=plan, title="gulvinge linje")
    change = factories.make_frame_change(year=2031, title="Et tillegg", by=head)
    (run,) = share_changes([change], year=2032, by=head, now=RUN_AT)
    AllocationRun.objects.filter(pk=run.pk).update(title="svartvinge fordeling", reason="svartvinge grunn")
    paid = factories.make_received(municipality=molde, year=2031, reference="gullvinge")

    private = factories.make_user("council_member", municipality=vestnes)
    secret, shared = (Words(text=f"{word} notat", quote=f"{word} sitat") for word in ("blåvinge", "brunvinge"))
    note = factories.make_note(author=private, words=secret, item=item)
    of_vestnes = factories.make_note(author=private, words=shared, document=paper, shared_with_id=VESTNES)
    question = factories.make_question(item=item, asked_by=private, text="sølvvinge spørsmål", about="sølvvinge")
    invitation = factories.make_invitation(name="lillavinge person", email="lillavinge@example.no", invited_by=head)
    return World(
        people=people,
        given={
            "budget:measure": [(measure.pk,)],
            "budget:plan": [(plan.pk,)],
            "budget:plan-line": [(planned.pk,)],
            "budget:frame": [(2031,)],
            "budget:frame-change": [(change.pk,)],
            "budget:run": [(run.pk,)],
            "budget:invoice": [(run.pk, VESTNES)],
            "budget:charges": [(2031,)],
            "budget:municipality-charges": [(2031, VESTNES), (2031, MOLDE)],
            "budget:received": [(2031,), (paid.pk,)],
            "budget:received-edit": [(paid.pk,)],
            "budget:line": [(line.pk,)],
            "budget:operating-result": [(2031,)],
            "budget:forecast": [(2031,)],
            "budget:balances": [(2031,)],
            "budget:outlook": [(2031,)],
            "meetings:meeting": [(2031, 1)],
            "meetings:packet": [(2031, 1)],
            "meetings:parcel": [(2031, 1)],
            "meetings:notice": [(2031, 1)],
            "meetings:case": [(2031, 1, 1)],
            "meetings:numbered-item": [(2031, 1, 1)],
            "meetings:agenda-item": [(item.reference_id,)],
            "meetings:extract": [(item.reference_id,)],
            "meetings:document": [(draft.pk,), (paper.pk,)],
            "meetings:document-for": [(draft.pk, VESTNES), (paper.pk, VESTNES)],
            "meetings:document-edition": [(draft.pk, VESTNES), (paper.pk, VESTNES)],
            "meetings:document-figure": [(draft.pk, "tall:x")],
            "meetings:manual-figure": [(draft.pk, "x")],
            "meetings:version": [(paper.pk, 1)],
            "meetings:comparison": [(draft.pk,), (paper.pk,)],
            "meetings:section": [(draft_section.pk,), (section.pk,)],
            "meetings:comment": [(comment.pk,)],
            "meetings:proposed-edit": [(edit.pk,)],
            "meetings:note": [(note.pk,), (of_vestnes.pk,)],
            "meetings:notes-export": [("json",), ("html",)],
            "meetings:question": [(question.pk,)],
            "rorikt:invitation": [(invitation.pk,)],
        },
    )


@pytest.fixture(scope="module")
def pages(world):
    plain = [path for name in addresses() if not name.startswith("support:") and (path := path_of(name, ()))]
    given = [
        path
        for name in addresses()
        for values in world.given.get(
            max((one for one in world.given if name.startswith(one)), key=len, default=""), ()
        )
        if (path := path_of(name, values))
    ]
    return [*plain, *given]


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_each_role_finds_the_words_of_what_it_may_see_and_no_other(client, world, pages, role, data_folder):
    """In pages, exports, titles, file names, headers, notes that are written out, lists, counts and the trail."""
    client.force_login(world.people[role])

    answers = crawl(client, pages, exports=["csv"], follow=1)

    where = {word: with_word(answers, word)[:5] for word in FOUND_BY}
    assert {word for word, found in where.items() if found} == {
        word for word, roles in FOUND_BY.items() if role in roles
    }, where


def test_nobody_finds_a_word_without_a_log_in(client, world, pages):
    answers = {path: readable(client.get(path)) for path in pages}

    assert [path for word in FOUND_BY for path in with_word(answers, word)] == []
