"""Searches that are saved: whose they are, when their owner is told, and what a mail may name."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.agenda.models import AgendaItem
from meetings.search import saved, storing
from meetings.search.models import SavedSearch, ToldHit
from rorikt.telling.models import Told
from tests import factories
from tests.meetings.search.test_searching import make_paper, section

pytestmark = pytest.mark.django_db
SAVED_AT = datetime(2024, 1, 1, 12, tzinfo=UTC)  # before anything is approved
SECRET = "kvitravn"


@pytest.fixture
def item(db):
    return factories.make_item(meeting=factories.make_meeting(year=2024, sequence=1), title="Valg")


def save(owner, typed, **asked):
    query = "&".join(f"{name}={value}" for name, value in {"q": typed, **asked}.items())
    return saved.save_search(owner, typed, query, now=SAVED_AT)


def tell():
    storing.keep_in_step()
    return saved.tell_of_new(timezone.now())


def test_what_is_new_is_told_once(council_member, item):
    save(council_member, "budsjett")
    make_paper(section("<p>Om budsjett.</p>"), agenda_item=item, title="Rammen")

    counts = tell(), tell()

    assert counts == (1, 0)
    (told,) = Told.objects.all()
    assert (told.user, told.text) == (
        council_member, "Det er 1 nytt treff på et søk du har lagret. Blant annet i:\n– Rammen",
    )  # fmt: skip


def test_what_was_there_before_is_not_told(council_member, item):
    make_paper(section("<p>Om budsjett.</p>"), agenda_item=item)
    saved.save_search(council_member, "budsjett", "q=budsjett", now=timezone.now())

    assert tell() == 0


def test_a_paragraph_that_stands_as_it_did_is_not_new_in_a_new_version(council_member, item):
    paper = make_paper(section('<p data-id="aaaaaa">Om budsjett.</p>'), agenda_item=item)
    storing.keep_in_step()
    saved.save_search(council_member, "budsjett", "q=budsjett", now=datetime(2024, 2, 7, tzinfo=UTC))
    text = '<p data-id="aaaaaa">Om budsjett.</p><p data-id="bbbbbb">Mer om budsjettet.</p>'
    content = factories.make_content(sections=(section(text),))
    factories.make_version(paper, content=content, approved_at=datetime(2024, 2, 8, tzinfo=UTC))

    assert tell() == 1
    assert ToldHit.objects.get().place.endswith(":bbbbbb")


def test_nobody_is_told_of_what_they_may_not_read_and_no_mail_names_it(council_member, finance, item):
    for user in (council_member, finance):
        save(user, SECRET)
    AgendaItem.objects.filter(pk=item.pk).update(exemption_basis="offentleglova § 23", public_title="Et valg")
    make_paper(section(f"<p>Om {SECRET}.</p>"), agenda_item=item, title=f"Saken om {SECRET}")

    tell()

    (told,) = Told.objects.all()
    assert told.user == council_member
    assert SECRET not in (told.subject + told.text + told.url).lower()
    assert "Et valg" not in told.text


def test_what_is_opened_is_told_to_those_who_may_read_it_then(finance, item):
    save(finance, SECRET)
    AgendaItem.objects.filter(pk=item.pk).update(exemption_basis="offentleglova § 23", public_title="Et valg")
    make_paper(section(f"<p>Om {SECRET}.</p>"), agenda_item=item)
    assert tell() == 0

    AgendaItem.objects.filter(pk=item.pk).update(exemption_basis="", public_title="")

    assert tell() == 1


def test_a_search_is_saved_listed_and_deleted_by_its_owner_alone(client, council_member, head):
    client.force_login(council_member)
    client.post(reverse("meetings:search-save"), {"asked": "q=budsjett&aar=2024&side=3"})
    own = SavedSearch.objects.get()
    delete = reverse("meetings:saved-search-delete", args=[own.pk])

    assert (own.owner, own.asked) == (council_member, "q=budsjett&aar=2024")
    assert "budsjett" in client.get(reverse("meetings:saved-searches")).content.decode()
    assert client.get(reverse("meetings:saved-search", args=[own.pk])).url == f"{own.get_absolute_url()}&orden=dato"
    client.force_login(head)
    assert client.get(reverse("meetings:saved-search", args=[own.pk])).status_code == 403
    assert "budsjett" not in client.get(reverse("meetings:saved-searches")).content.decode()
    assert client.post(delete).status_code == 403
    client.force_login(council_member)
    assert client.post(delete).status_code == 302
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize(
    "asked", ["", "q=", "q=*", "q=og", "q=" + "x" * 300, "q=a%00b", "%", "q=budsjett&aar=x&mote=y"]
)
def test_whatever_is_posted_is_answered_in_words(client, council_member, asked):
    client.force_login(council_member)

    answer = client.post(reverse("meetings:search-save"), {"asked": asked}, follow=True)

    assert answer.status_code in {200, 404}


def test_the_same_search_is_saved_once_and_there_are_only_so_many(client, council_member):
    client.force_login(council_member)
    for number in range(saved.MOST_SAVED + 2):
        client.post(reverse("meetings:search-save"), {"asked": f"q=budsjett{min(number, saved.MOST_SAVED)}"})

    again = client.post(reverse("meetings:search-save"), {"asked": "q=budsjett0"}, follow=True)

    assert SavedSearch.objects.count() == saved.MOST_SAVED
    assert f"Du har {saved.MOST_SAVED} lagrede søk" in again.content.decode()


def test_the_trail_knows_nothing_of_what_somebody_searches_for(client, council_member):
    from rorikt.audit.models import AuditEntry

    before = AuditEntry.objects.count()
    client.force_login(council_member)
    client.post(reverse("meetings:search-save"), {"asked": f"q={SECRET}"})
    client.get(reverse("meetings:search"), {"q": SECRET})

    assert not any(SECRET in str(entry) for entry in AuditEntry.objects.values()[before:])


def test_it_is_looked_for_again_after_the_time_it_was_looked_for(council_member, item):
    own = save(council_member, "budsjett")

    tell()

    own.refresh_from_db()
    assert timezone.now() - own.looked_at < timedelta(minutes=1)
