"""Who finds which documents: drafts are for those who write, and what is exempt for few."""

from datetime import date

import pytest
from django.urls import reverse

from meetings.documents.models import Document
from rorikt.people.models import User
from tests.factories import make_document, make_estimate, make_item, make_meeting, make_section, make_user, make_version

pytestmark = pytest.mark.django_db
EXEMPT = {"exemption_basis": "offentleglova § 23", "public_title": "Avtale"}


@pytest.fixture
def closed_case():
    return make_item(meeting=make_meeting(held_on=date(2024, 2, 14)), **EXEMPT)


def approved(**fields):
    document = make_document(status=Document.Status.APPROVED, **fields)
    make_version(document)
    return document


def test_the_public_finds_what_neither_it_nor_its_case_nor_its_estimate_closes(closed_case):
    open_ = make_document(agenda_item=make_item(meeting=closed_case.meeting), cost_estimate=make_estimate())
    alone = make_document()
    make_document(**EXEMPT)
    make_document(agenda_item=closed_case)
    make_document(cost_estimate=make_estimate(case=closed_case.reference))

    assert set(Document.objects.public()) == {open_, alone}


@pytest.mark.parametrize("closing", ["itself", "its case", "its estimate"])
@pytest.mark.parametrize(("role", "finds"), [(role, role != User.Role.FINANCE) for role in User.Role])
def test_what_is_exempt_is_found_by_all_but_finance(closed_case, closing, role, finds):
    fields = {
        "itself": EXEMPT,
        "its case": {"agenda_item": closed_case},
        "its estimate": {"cost_estimate": make_estimate(case=closed_case.reference)},
    }[closing]
    document = approved(**fields)

    assert (document in Document.objects.visible_to(make_user(role=role))) == finds


@pytest.mark.parametrize(
    ("role", "finds"),
    [(User.Role.HEAD, True), (User.Role.AUTHOR, True), (User.Role.ADMINISTRATOR, True), (User.Role.FINANCE, False),
     (User.Role.COUNCIL_MEMBER, False)],
)  # fmt: skip
def test_drafts_are_found_by_those_who_write_and_once_approved_by_all(role, finds):
    user = make_user(role=role)
    draft = make_document()
    assert (draft in Document.objects.visible_to(user)) == finds

    make_version(draft)

    assert draft in Document.objects.visible_to(user)


def test_what_closes_a_document_is_itself_first_then_its_case_then_that_of_its_estimate(closed_case):
    estimate = make_estimate(case=closed_case.reference)
    own = make_document(agenda_item=closed_case, **EXEMPT)

    assert own.exempt_part == own
    assert make_document(agenda_item=closed_case).exempt_part == closed_case
    assert make_document(cost_estimate=estimate).exempt_part == closed_case
    assert make_document(cost_estimate=make_estimate()).exempt_part is None


def test_the_newest_version_is_the_one_that_is_told_of():
    document = make_document()
    make_version(document)
    newest = make_version(document)
    make_document()

    told = {row.pk: row.approved_at for row in Document.objects.with_newest_version()}

    assert told[document.pk] == newest.approved_at
    assert list(told.values()).count(None) == 1


@pytest.mark.parametrize("address", ["section-edit", "section-comments", "section-edits", "section-suggest"])
def test_a_section_of_a_closed_paper_answers_as_one_that_is_not_there(client, closed_case, finance, address):
    section = make_section(document=approved(agenda_item=closed_case))
    client.force_login(finance)

    answers = [client.get(reverse(f"meetings:{address}", args=[pk])) for pk in (section.pk, section.pk + 1)]

    assert [answer.status_code for answer in answers] == [403, 403]
