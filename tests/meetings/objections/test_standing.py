"""What stands in spite of a check, and figures that moved since their sentences were written."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from meetings.approving import approval
from meetings.carrying import marking
from meetings.documents import writing
from meetings.documents.models import Document, Section
from meetings.objections import moved, standing
from meetings.objections.models import Waiver, WrittenFigures
from meetings.own.actions import save_own
from meetings.own.models import ManualFigure
from meetings.papers import checks
from meetings.readiness import findings
from meetings.readiness.models import Finding
from meetings.revisions import saving
from rorikt.audit.models import AuditEntry
from rorikt.people.models import User
from tests import factories

NOW = datetime(2024, 2, 6, 11, tzinfo=UTC)
WRONG = "<p>Det er 140 feil og 455 bestillinger, til sammen 585.</p>"


@pytest.fixture
def draft(municipalities):
    factories.make_cooperation()
    return factories.make_document()


@pytest.fixture
def section(draft, author):
    return factories.make_section(
        document=draft, title="Support", body=WRONG, responsible=author, state=Section.State.READY
    )


def write(section, by, body):
    section = Section.objects.select_related("document").get(pk=section.pk)
    section.body = body
    writing.save_section(section, revision=section.revision, by=by, now=NOW)


def only_finding(draft):
    [one] = checks.findings_of(draft)
    return one


def waive_url(draft):
    findings.check(draft.pk)
    return reverse("meetings:finding-waive", args=[draft.pk, only_finding(draft).fingerprint])


def test_an_approval_is_refused_until_the_finding_is_mended_or_answered(draft, section, head):
    with pytest.raises(ValidationError, match="Avsnitt 1 Support: Summen er oppgitt til 585"):
        approval.approve_document(draft, by=head, now=NOW)

    standing.waive(draft, only_finding(draft), "Ti er talt to ganger.", by=head, now=NOW)
    approval.approve_document(draft, by=head, now=NOW)

    assert draft.versions.count() == 1


def test_the_reason_is_kept_and_told_in_the_trail(draft, section, author, client):
    client.force_login(author)

    answer = client.post(waive_url(draft), {"reason": "Ti er talt to ganger."})

    waiver = Waiver.objects.get()
    entry = AuditEntry.objects.filter(action="begrunnet det kontrollen sier").get()
    assert answer.status_code == 302
    assert (waiver.reason, waiver.waived_by) == ("Ti er talt to ganger.", author)
    assert entry.detail["reason"] == "Ti er talt to ganger."
    assert Finding.objects.get().problems == []


@pytest.mark.parametrize("reason", ["", "   "])
def test_no_reason_gets_a_sentence_where_it_stands(draft, section, author, client, reason):
    client.force_login(author)

    page = client.post(waive_url(draft), {"reason": reason}).content.decode()

    assert "Skriv hvorfor dette kan stå." in page
    assert not Waiver.objects.exists()


def test_the_database_keeps_no_waiver_without_a_reason(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_waiver(document=draft, reason="")


def test_another_text_or_another_number_asks_again(draft, section, head):
    standing.waive(draft, only_finding(draft), "Ti er talt to ganger.", by=head, now=NOW)
    assert list(checks.document_problems(draft)) == []

    write(section, head, WRONG.replace("455", "456"))

    assert len(list(checks.document_problems(draft))) == 1


def test_a_moved_section_keeps_its_answer(draft, section, head):
    standing.waive(draft, only_finding(draft), "Ti er talt to ganger.", by=head, now=NOW)
    first = factories.make_section(document=draft, title="Foran", body="<p>Tekst.</p>")
    Section.objects.filter(pk=first.pk).update(position=0)

    assert list(checks.document_problems(draft)) == []


def test_what_must_be_mended_cannot_stand(draft, head):
    factories.make_section(document=draft, title="Tomt", body="")

    with pytest.raises(ValidationError, match="Dette må rettes"):
        standing.waive(draft, only_finding(draft), "Senere.", by=head, now=NOW)


def test_an_answer_can_be_taken_back(draft, section, author, client):
    client.force_login(author)
    client.post(waive_url(draft), {"reason": "Ti er talt to ganger."})

    client.post(reverse("meetings:waiver-withdraw", args=[draft.pk, Waiver.objects.get().pk]))

    assert not Waiver.objects.exists()
    assert len(Finding.objects.get().problems) == 1


def test_an_author_answers_only_for_what_is_theirs(draft, section, client):
    client.force_login(factories.make_user(role=User.Role.AUTHOR))

    assert client.post(waive_url(draft), {"reason": "Fordi."}).status_code == 403
    assert not Waiver.objects.exists()


def test_several_of_the_same_kind_are_answered_at_once(draft, section, author, client):
    factories.make_section(
        document=draft, title="Mer", body=WRONG.replace("585", "575"), responsible=author, state="ready"
    )
    findings.check(draft.pk)
    [one, _] = checks.findings_of(draft)
    client.force_login(author)

    client.post(
        reverse("meetings:finding-waive", args=[draft.pk, one.fingerprint]), {"reason": "Ja.", "with_like": "on"}
    )

    assert Waiver.objects.count() == 2
    assert Finding.objects.get().problems == []


def test_a_section_that_its_writer_has_not_called_ready_is_told(draft, author):
    factories.make_section(document=draft, title="Support", body="<p>Tekst.</p>", responsible=author)

    assert only_finding(draft).check == "state"


def test_a_heading_that_only_gathers_others_is_not_waited_for(draft, author):
    """It is not on the board, where it could be called ready."""
    heading = factories.make_section(document=draft, title="Drift", body="", responsible=author)
    factories.make_section(document=draft, parent=heading, body="<p>Tekst.</p>", responsible=author, state="ready")
    assert checks.findings_of(draft) == []

    Section.objects.filter(pk=heading.pk).update(body="<p>Innledning.</p>")

    assert only_finding(draft).title == "Drift"


@pytest.fixture
def figure(draft, head):
    own = ManualFigure(document=draft, slug="saker", label="Åpne saker", value=595, origin="Telling")
    save_own(own, by=head, now=NOW)
    return own


def move(figure, head, value):
    figure.value = value
    save_own(figure, by=head, now=NOW)


def moved_in(draft):
    return [one.says for one in checks.findings_of(draft) if one.check == "moved"]


@pytest.fixture
def told(draft, figure, author):
    body = "<p>Vi har [[tall:saker]] saker. Det er bra.</p><p>I alt [[tall:saker]] ligger åpne.</p>"
    made = factories.make_section(document=draft, title="Support", body=body, responsible=author, state="ready")
    findings.check(draft.pk)
    return made


def test_a_figure_that_moved_is_told_with_what_it_was_and_its_sentence(draft, told, figure, head):
    assert moved_in(draft) == []

    move(figure, head, 612)

    assert moved_in(draft) == [
        "Åpne saker var 595, er 612. Les på nytt: «Vi har 612 saker.»",
        "Åpne saker var 595, er 612. Les på nytt: «I alt 612 ligger åpne.»",
    ]


def test_another_sentence_that_is_stored_leaves_the_mark(draft, told, figure, head):
    move(figure, head, 612)
    write(told, head, told.body.replace("Vi har", "Nå har vi"))

    findings.check(draft.pk)

    assert moved_in(draft) == ["Åpne saker var 595, er 612. Les på nytt: «I alt 612 ligger åpne.»"]


def test_read_again_the_new_value_is_the_one_that_holds(draft, told, figure, head, author, client):
    move(figure, head, 612)
    findings.check(draft.pk)
    one, _ = [one for one in checks.findings_of(draft) if one.check == "moved"]
    client.force_login(author)

    client.post(reverse("meetings:document-read", args=[draft.pk]), {"finding": [one.fingerprint]})

    assert len(moved_in(draft)) == 1
    assert len(Finding.objects.get().problems) == 1
    move(figure, head, 613)
    assert moved_in(draft)[0].startswith("Åpne saker var 612, er 613.")


NEW = "<p>Nå er [[tall:saker]] saker åpne.</p>"


def save_as_written(section, by, body):
    section = Section.objects.select_related("document").get(pk=section.pk)
    seen, section.body = str(section.revision), body
    return saving.save_section(section, seen=seen, by=by, now=NOW)


def test_a_figure_that_moves_between_the_save_and_the_check_is_told(
    draft, told, figure, head, author, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        save_as_written(told, author, NEW)
    move(figure, head, 612)

    findings.check(draft.pk)

    assert moved_in(draft) == ["Åpne saker var 595, er 612. Les på nytt: «Nå er 612 saker åpne.»"]


def test_a_figure_that_moves_after_a_text_of_last_time_is_taken_is_told(
    draft, figure, head, django_capture_on_commit_callbacks
):
    last = factories.make_section(body=NEW)
    section = factories.make_section(document=draft, title="Ny", came_from=last)
    with django_capture_on_commit_callbacks(execute=True):
        marking.take_last(section, by=head, now=NOW)
    move(figure, head, 612)

    assert moved_in(draft) == ["Åpne saker var 595, er 612. Les på nytt: «Nå er 612 saker åpne.»"]


def test_a_check_that_began_before_the_save_does_not_forget_it(
    draft, told, figure, head, author, django_capture_on_commit_callbacks
):
    older = [Section.objects.get(pk=told.pk)]
    with django_capture_on_commit_callbacks(execute=True):
        save_as_written(told, author, told.body + NEW)
    moved.remember(older, {})

    move(figure, head, 612)

    assert len(moved_in(draft)) == 3


def test_a_sentence_without_new_figures_asks_for_none(told, author, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("meetings.tokens.tokens.Binder.bind", None)

    with django_capture_on_commit_callbacks(execute=True):
        save_as_written(told, author, told.body + "<p>Mer.</p>")

    assert len(WrittenFigures.objects.get().figures) == 2


def test_a_figure_that_fails_takes_no_text_with_it(
    told, author, monkeypatch, django_capture_on_commit_callbacks, caplog
):
    monkeypatch.setattr("meetings.tokens.tokens.Binder.bind", None)

    with django_capture_on_commit_callbacks(execute=True):
        save_as_written(told, author, NEW)

    assert "Nå er" in Section.objects.get(pk=told.pk).body
    assert "NoneType" in caplog.text


def test_a_reader_of_the_draft_sees_what_it_was(draft, told, figure, head, client):
    move(figure, head, 612)
    client.force_login(head)

    page = client.get(draft.get_absolute_url()).content.decode()

    assert page.count('612</a> <mark class="moved">(var 595)</mark>') == 2
    assert "1 tall er endret siden teksten" in page


def test_what_is_gone_is_forgotten(draft, told, head):
    write(told, head, "<p>Ingen tall.</p>")

    findings.check(draft.pk)

    assert WrittenFigures.objects.get().figures == {}


def test_the_page_lists_by_section_with_the_way_to_it(draft, section, author, client):
    client.force_login(author)
    findings.check(draft.pk)

    page = client.get(reverse("meetings:document-review", args=[draft.pk])).content.decode()

    assert "Summen er oppgitt til 585" in page
    assert section.get_absolute_url() in page
    assert f"{draft.get_absolute_url()}#avsnitt-1" in page


def test_each_author_sees_their_own(draft, section, author, client):
    factories.make_section(document=draft, title="Andres", body="<p>Her står TODO ennå.</p>")
    findings.check(draft.pk)
    client.force_login(author)

    page = client.get(reverse("meetings:my-review")).content.decode()

    assert "Summen er oppgitt til 585" in page
    assert "TODO" not in page


def test_the_page_says_that_it_is_out_of_date_and_composes_nothing(
    draft, section, author, client, settings, monkeypatch
):
    settings.HAS_WORKER = True
    findings.check(draft.pk)
    write(section, author, WRONG.replace("585", "595"))
    client.force_login(author)
    monkeypatch.setattr("meetings.papers.compose.compose", None)

    page = client.get(reverse("meetings:document-review", args=[draft.pk])).content.decode()

    assert "kontrolleres på nytt" in page
    assert "Summen er oppgitt til 585" in page


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_costs_the_same_queries_for_any_length(draft, author, client, count, django_assert_max_num_queries):
    for number in range(count):
        factories.make_section(document=draft, title=f"A{number}", body=WRONG, responsible=author, state="ready")
    findings.check(draft.pk)
    client.force_login(author)

    with django_assert_max_num_queries(16):
        client.get(reverse("meetings:document-review", args=[Document.objects.get().pk]))
