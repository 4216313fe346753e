"""Changes that are suggested to a section: sent, taken in whole or in part, refused, withdrawn, and kept for ever."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from meetings.documents.models import Document, Section
from meetings.papers.checks import document_problems
from meetings.proposing import actions, duties
from meetings.proposing.counting import own_edits
from meetings.proposing.models import ProposedEdit
from meetings.revisions.saving import save_section
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User
from rorikt.texts.blocks import without_ids
from tests import factories

NOW = datetime(2024, 5, 13, 9, tzinfo=UTC)
BODY = '<p data-id="aaaaaa">Vi er ti.</p><p data-id="bbbbbb">Tre er nye.</p>'
SUGGESTED = BODY.replace("ti.", "tolv.").replace("Tre er nye", "Fem er nye")
BOTH = {"aaaaaa": "mine", "bbbbbb": "mine"}


@pytest.fixture
def kari(db):
    return factories.make_user(User.Role.AUTHOR, name="Kari Nordmann", email="kari@demo.example")


@pytest.fixture
def ola(db):
    return factories.make_user(User.Role.AUTHOR, name="Ola Dahl", email="ola@demo.example")


@pytest.fixture
def section(kari):
    return factories.make_section(title="Organisering", body=BODY, responsible=kari)


def suggest(section, by, body=SUGGESTED, **more):
    return actions.suggest_edit(section, body, **{"seen": "1", "by": by, "now": NOW, **more})


def take(edit, by, choices=BOTH, seen=None, **more):
    seen = seen or str(Section.objects.get(pk=edit.section_id).revision)
    return actions.take_edit(edit, choices, seen=seen, by=by, now=NOW, **more)


def rewrite(section, body, by):
    written = Section.objects.get(pk=section.pk)
    written.body = body
    save_section(written, seen=str(written.revision), by=by, now=NOW)


def stands(section):
    return without_ids(Section.objects.get(pk=section.pk).body)


# Sent


def test_a_suggestion_leaves_the_text_as_it_is_and_is_told_without_its_words(section, ola):
    edit = suggest(section, ola, reason=" Vi har ansatt to. ")

    assert stands(section) == without_ids(BODY)
    assert (edit.state, edit.reason, edit.base.number) == ("open", "Vi har ansatt to.", 1)
    [entry] = AuditEntry.objects.all()
    assert (entry.action, entry.detail) == ("la til endringsforslag", {"section": str(section.pk)})


def test_sent_twice_it_is_one(section, ola):
    text = SUGGESTED + "<p>Ny.</p>"

    assert suggest(section, ola, text) == suggest(section, ola, text)


def test_nothing_new_is_no_suggestion(section, ola):
    with pytest.raises(ValidationError, match="ikke endret noe"):
        suggest(section, ola, BODY)


def test_it_is_of_the_text_that_its_writer_saw(section, kari, ola):
    rewrite(section, BODY.replace("Tre", "Fire"), kari)

    edit = suggest(section, ola, BODY.replace("ti.", "tolv."))
    take(edit, kari, {"aaaaaa": "mine"})

    assert stands(section) == "<p>Vi er tolv.</p><p>Fire er nye.</p>"


def test_an_approved_document_takes_no_suggestions_by_any_way(section, ola):
    Document.objects.update(status=Document.Status.APPROVED)

    with pytest.raises(ValidationError, match="Dokumentet er godkjent"):
        suggest(section, ola)
    with pytest.raises(DatabaseError), transaction.atomic():
        factories.make_edit(section=section)


@pytest.mark.parametrize("role", [User.Role.FINANCE, User.Role.COUNCIL_MEMBER])
def test_who_may_not_read_a_draft_suggests_nothing(section, role):
    with pytest.raises(PermissionDenied):
        suggest(section, factories.make_user(role))


# Taken


def test_taken_as_a_whole_it_is_a_revision_of_the_one_who_took_it(section, kari, ola):
    edit = take(suggest(section, ola), kari, answer="Takk!")

    assert stands(section) == without_ids(SUGGESTED)
    assert (edit.state, edit.answer, edit.decided_by, edit.result.number) == ("taken", "Takk!", kari, 2)
    assert (edit.result.by, without_ids(edit.result.body)) == (kari, without_ids(SUGGESTED))
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "la til endringsforslag", "endret avsnitt", "tok inn endringsforslag",
    ]  # fmt: skip
    assert AuditEntry.objects.get(action="endret avsnitt").detail["what"] == "Tok inn forslag fra Ola Dahl"


def test_taken_in_part_the_rest_stays(section, kari, ola):
    edit = take(suggest(section, ola), kari, {"aaaaaa": "mine", "bbbbbb": "theirs"})

    assert (edit.state, stands(section)) == ("partly", "<p>Vi er tolv.</p><p>Tre er nye.</p>")


def test_what_others_wrote_meanwhile_stays_and_the_same_block_is_chosen_about(section, kari, ola):
    edit = suggest(section, ola)
    rewrite(section, BODY.replace("ti.", "elleve.") + "<p>Sist.</p>", kari)

    with pytest.raises(ValidationError, match="Velg hva som skal stå"):
        take(edit, kari, {"bbbbbb": "mine"})
    take(edit, kari, {"aaaaaa": "both", "bbbbbb": "mine"})

    assert stands(section) == "<p>Vi er tolv.</p><p>Vi er elleve.</p><p>Fem er nye.</p><p>Sist.</p>"


def test_a_block_that_changes_while_it_is_chosen_about_is_shown_again(section, kari, ola):
    edit = suggest(section, ola)
    rewrite(section, BODY.replace("ti.", "elleve."), kari)
    seen = str(Section.objects.get().revision)
    rewrite(section, BODY.replace("ti.", "tjue."), kari)

    with pytest.raises(ValidationError, match="mens du så på forslaget"):
        take(edit, kari, seen=seen)

    assert (ProposedEdit.objects.get().state, stands(section)) == ("open", "<p>Vi er tjue.</p><p>Tre er nye.</p>")


def test_a_text_that_came_without_ids_is_known_by_its_words(section, kari, ola):
    Section.objects.update(body=without_ids(BODY))
    edit = suggest(section, ola, without_ids(SUGGESTED))
    [first, second] = actions.changes_in(edit)

    take(edit, kari, {first.key: "mine", second.key: "theirs"})

    assert stands(section) == "<p>Vi er tolv.</p><p>Tre er nye.</p>"


def test_nothing_chosen_takes_nothing(section, kari, ola):
    with pytest.raises(ValidationError, match="Velg hva du vil ta inn"):
        take(suggest(section, ola), kari, {"aaaaaa": "theirs", "bbbbbb": "theirs"})


def test_what_stands_already_can_be_taken_and_changes_nothing(section, kari, ola):
    edit = suggest(section, ola)
    rewrite(section, SUGGESTED, kari)

    assert (take(edit, kari, {}).state, Section.objects.get().revision) == ("taken", 2)


def test_a_quality_checked_section_is_to_be_checked_again_and_its_mark_falls(section, kari, ola):
    Section.objects.update(state="assured", carried="last")

    take(suggest(section, ola), kari)

    found = Section.objects.get()
    assert (found.state, found.carried) == ("ready", "")


# Refused and withdrawn


def test_refused_with_an_answer_the_text_is_as_it_was(section, kari, ola):
    edit = suggest(section, ola)
    actions.refuse_edit(edit, answer="Tallet er fra januar.", by=kari, now=NOW)

    edit.refresh_from_db()
    assert (edit.state, edit.answer, edit.decided_by) == ("refused", "Tallet er fra januar.", kari)
    assert stands(section) == without_ids(BODY)
    for again in (lambda: take(edit, kari), lambda: actions.refuse_edit(edit, by=kari, now=NOW)):
        with pytest.raises(ValidationError, match="allerede avgjort: avslått av Kari Nordmann"):
            again()


def test_only_who_writes_the_section_decides_and_only_who_made_it_withdraws(section, kari, ola):
    edit = suggest(section, ola)

    for act in (
        lambda: take(edit, ola),
        lambda: actions.refuse_edit(edit, by=ola, now=NOW),
        lambda: actions.withdraw_edit(edit, by=kari, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            act()
    actions.withdraw_edit(edit, by=ola, now=NOW)
    assert ProposedEdit.objects.get().state == "withdrawn"


# Kept


@pytest.mark.parametrize(
    "change",
    [
        lambda edits: edits.update(body="<p>Annet.</p>"),
        lambda edits: edits.update(reason="Annet"),
        lambda edits: edits.update(state="open", decided_at=None, decided_by=None, answer=""),
        lambda edits: edits.delete(),
        lambda edits: edits._raw_delete(edits.db),
    ],
)
def test_the_database_keeps_what_was_suggested_and_what_became_of_it(section, kari, ola, change):
    actions.refuse_edit(suggest(section, ola), answer="Nei.", by=kari, now=NOW)

    with pytest.raises(DatabaseError), transaction.atomic():
        change(ProposedEdit.objects.all())


@pytest.mark.parametrize("values", [{"state": "refused"}, {"answer": "Nei."}, {"decided_at": NOW}])
def test_the_database_keeps_a_decision_whole(section, values):
    with pytest.raises(DatabaseError), transaction.atomic():
        factories.make_edit(section=section, **values)


def test_what_was_taken_is_a_revision(section, kari):
    with pytest.raises(DatabaseError), transaction.atomic():
        factories.make_edit(section=section, state="taken", decided_at=NOW, decided_by=kari)


def test_it_outlives_its_section(section, ola):
    suggest(section, ola)
    section.delete()

    assert ProposedEdit.objects.count() == 1
    assert own_edits(ola, NOW) == []


# What it stops, and who is told


def test_an_open_one_stops_the_approval_and_a_decided_one_does_not(section, kari, ola):
    factories.make_cooperation()
    Section.objects.update(state="ready")
    edit = suggest(section, ola)

    assert list(document_problems(section.document)) == [
        "Avsnitt 1 Organisering har 1 åpent forslag til endring. Ta det inn eller avslå det."
    ]
    actions.refuse_edit(edit, by=kari, now=NOW)
    assert list(document_problems(section.document)) == []


def test_a_draft_is_checked_again_and_one_that_was_quality_checked_too(section, ola):
    before = Document.objects.get().mark
    Document.objects.update(status=Document.Status.CHECKED)

    suggest(section, ola)

    after = Document.objects.get()
    assert (after.status, after.mark == before) == ("draft", False)


def test_the_owner_and_then_who_suggested_it_are_told_once_by_mail(section, kari, ola):
    edit = suggest(section, ola)
    assert duties.tell(NOW) == "1 fikk vite om forslag til endring."
    actions.refuse_edit(edit, answer="Hemmelig svar", by=kari, now=NOW)
    assert duties.tell(NOW) == "1 fikk vite om forslag til endring."
    assert duties.tell(NOW) == ""

    [to_owner, to_maker] = mail.outbox
    assert (to_owner.to, to_maker.to) == (["kari@demo.example"], ["ola@demo.example"])
    assert "Organisering" in to_owner.body
    assert "Kari Nordmann har avslått forslaget ditt." in to_maker.body
    assert not any(word in to_owner.body + to_maker.body for word in ("tolv", "Hemmelig svar"))


def test_a_mail_of_an_exempt_document_names_nothing_of_it(section, ola):
    Document.objects.update(title="Hemmelig avtale", exemption_basis="offl. § 23", public_title="Avtale")
    suggest(Section.objects.get(), ola)

    duties.tell(NOW)

    [sent] = mail.outbox
    assert not any(word in sent.subject + sent.body for word in ("Hemmelig", "Organisering", "Avtale"))


def test_nobody_is_told_of_their_own_nor_of_what_is_old_or_decided_already(section, kari, ola):
    suggest(section, kari, BODY.replace("Tre", "Seks"))
    actions.withdraw_edit(suggest(section, ola), by=ola, now=NOW)
    suggest(section, ola, BODY.replace("Tre", "Sju"), now=NOW - timedelta(days=3))

    assert duties.tell(NOW) == ""


# The pages


def page_of(client, edit):
    return client.get(edit.get_absolute_url()).content.decode()


def test_it_is_written_in_the_editor_and_found_again(client, section, kari, ola):
    client.force_login(ola)
    comments = client.get(reverse("meetings:section-comments", args=[section.pk])).content.decode()
    url = reverse("meetings:section-suggest", args=[section.pk])
    assert url in comments
    assert "Vi er ti." in client.get(url).content.decode()

    answer = client.post(url, {"base": "1", "body": SUGGESTED, "reason": "Vi har ansatt to."})

    edit = ProposedEdit.objects.get()
    assert answer.url == edit.get_absolute_url()
    page = page_of(client, edit)
    for told in ("<ins>", "tolv", "Vi har ansatt to.", "Trekk forslaget"):
        assert told in page
    assert "Ta inn</button>" not in page
    assert "Forslag du har sendt" in client.get(reverse("meetings:my-sections")).content.decode()
    client.force_login(kari)
    for place in (reverse("meetings:my-sections"), section.get_absolute_url()):
        assert edit.get_absolute_url() in client.get(place).content.decode()
    board = client.get(reverse("meetings:document-board", args=[section.document_id])).content.decode()
    assert "1 åpent forslag" in board


def test_what_was_typed_stays_where_it_is_refused(client, section, ola):
    client.force_login(ola)

    page = client.post(
        reverse("meetings:section-suggest", args=[section.pk]), {"base": "1", "body": BODY, "reason": "Fordi."}
    ).content.decode()

    assert "Du har ikke endret noe i teksten." in page
    assert "Fordi." in page


def test_the_owner_takes_it_on_its_page_as_it_is_shown(client, section, kari, ola):
    edit = suggest(section, ola)
    client.force_login(kari)
    page = page_of(client, edit)
    assert "Ta inn</button>" in page
    url = reverse("meetings:proposed-edit-take", args=[edit.pk])

    client.post(url, {"seen": "1", "block-aaaaaa": "on", "answer": "Bra."})

    assert stands(section) == "<p>Vi er tolv.</p><p>Tre er nye.</p>"
    page = page_of(client, edit)
    assert "Delvis tatt inn" in page
    assert "Svar: Bra." in page


def test_the_page_shows_both_and_asks_where_the_block_was_changed_meanwhile(client, section, kari, ola):
    edit = suggest(section, ola)
    rewrite(section, BODY.replace("ti.", "elleve."), kari)
    client.force_login(kari)
    url = reverse("meetings:proposed-edit-take", args=[edit.pk])

    page = client.post(url, {"seen": "2", "block-bbbbbb": "on", "answer": "Skrevet svar"}).content.decode()

    for told in ("Velg hva som skal stå her.", "elleve", "tolv", "Skrevet svar", "Ta med begge"):
        assert told in page
    client.post(url, {"seen": "2", "block-aaaaaa": "theirs", "block-bbbbbb": "on"})
    assert stands(section) == "<p>Vi er elleve.</p><p>Fem er nye.</p>"


def test_it_is_refused_and_withdrawn_by_the_buttons(client, section, kari, ola):
    first, second = suggest(section, ola), suggest(section, ola, BODY.replace("Tre", "Seks"))
    client.force_login(kari)
    client.post(reverse("meetings:proposed-edit-refuse", args=[first.pk]), {"answer": "Nei."})
    assert client.post(reverse("meetings:proposed-edit-withdraw", args=[second.pk])).status_code == 403
    client.force_login(ola)
    client.post(reverse("meetings:proposed-edit-withdraw", args=[second.pk]))

    assert list(ProposedEdit.objects.values_list("state", "answer")) == [("refused", "Nei."), ("withdrawn", "")]


def test_the_page_of_an_approved_document_says_why_nothing_is_suggested(client, section, ola):
    Document.objects.update(status=Document.Status.APPROVED)
    client.force_login(ola)

    page = client.get(reverse("meetings:section-suggest", args=[section.pk]), follow=True).content.decode()

    assert "Dokumentet er godkjent." in page
    assert reverse("meetings:section-suggest", args=[section.pk]) not in page


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_whatever_was_suggested(client, section, kari, ola, count, django_assert_num_queries):
    for number in range(count):
        suggest(section, ola, BODY.replace("ti", str(number + 20)))
    client.force_login(kari)
    url = reverse("meetings:section-edits", args=[section.pk])
    client.get(url)

    with django_assert_num_queries(6):
        client.get(url)
