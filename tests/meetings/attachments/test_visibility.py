"""Who finds which attachments: one is closed with its case."""

import pytest

from meetings.attachments.models import Attachment
from rorikt.people.models import User
from tests.factories import make_attachment, make_item, make_meeting, make_user

pytestmark = pytest.mark.django_db
EXEMPT = {"exemption_basis": "offentleglova § 23", "public_title": "Avtale"}


@pytest.fixture
def attachments():
    """An open one, one that is exempt itself, and one of a case that is."""
    meeting = make_meeting()
    case = make_item(meeting=meeting)
    return [
        make_attachment(agenda_item=case),
        make_attachment(agenda_item=case, **EXEMPT),
        make_attachment(agenda_item=make_item(meeting=meeting, **EXEMPT)),
    ]


def test_the_public_finds_what_neither_it_nor_its_case_closes(attachments):
    assert list(Attachment.objects.public()) == attachments[:1]


@pytest.mark.parametrize(("role", "count"), [(role, 1 if role == User.Role.FINANCE else 3) for role in User.Role])
def test_what_is_exempt_is_found_by_all_but_finance(attachments, role, count):
    assert set(Attachment.objects.visible_to(make_user(role=role))) == set(attachments[:count])
