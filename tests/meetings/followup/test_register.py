"""The register of decisions and the list of actions: what is found, by whom, and what it costs."""

import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from meetings.followup.register import decisions, left_of, searched, since_last
from tests import factories

pytestmark = pytest.mark.django_db
REGISTER, LIST = "meetings:decisions", "meetings:actions"
CLOSED = {"exemption_basis": "offentleglova § 23 tredje ledd", "public_title": "Anskaffelse av tjenester"}


def decided(title, text, held_on=date(2024, 2, 14), **given):
    meeting = factories.make_meeting(held_on=held_on)
    return factories.decide(factories.make_item(meeting=meeting, title=title, **given), text)


def numbers(client, user, url, **asked):
    client.force_login(user)
    return [row.get_cell_value("number") for row in client.get(url, asked).context["table"].paginated_rows]


def test_decisions_of_all_years_are_listed_the_newest_first(client, head):
    decided("Ramme", "Rammen er vedtatt.", held_on=date(2023, 6, 1))
    decided("Avtale", "Avtalen er godkjent.")
    factories.make_item(title="Ikke behandlet")
    factories.decide(factories.make_item(title="Utsatt"), "", outcome="postponed")

    assert numbers(client, head, reverse(REGISTER)) == ["2024/M1-001", "2023/M1-001"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("årsbudsjett", 1), ("ÅRSBUDSJETT", 1), ("beredskap årsbudsjettet", 1), ("vakt", 1), ("2024/m1", 1),
        ("vakt ramme", 0), ("(vakt", 0), ("", 2),
    ],
)  # fmt: skip
def test_every_word_is_sought_in_title_number_and_decision_whatever_its_case(head, text, found):
    decided("Årsbudsjettet", "Beredskap\nog vakt.")
    decided("Avtale", "Godkjent.", held_on=date(2023, 6, 1))

    assert searched(decisions(), text, head).count() == found


def test_a_search_in_closed_text_gives_no_hit_to_those_who_may_not_read_it(client, head, finance):
    decided("Kvitravn", "Kvitravn får oppdraget.", **CLOSED)
    url = reverse(REGISTER)

    assert numbers(client, head, url, q="kvitravn") == ["2024/M1-001"]
    assert numbers(client, finance, url, q="kvitravn") == []
    assert numbers(client, finance, url, q="anskaffelse") == ["2024/M1-001"]
    for asked in ({}, {"eksport": "csv"}):
        page = client.get(url, asked).content.decode()
        assert "Kvitravn" not in page
        assert CLOSED["public_title"] in page


def test_the_register_is_narrowed_by_year_kind_money_and_who_is_waited_for(client, head):
    factories.make_key(valid_from=date(2023, 1, 1))
    costly = decided("Beredskap", "Vedtatt.").item
    other = decided("Valg", "Valgt.", held_on=date(2023, 6, 1), kind="election").item
    decision = factories.Decision("Vedtatt", date(2024, 2, 14), costly.reference)
    factories.make_frame_change(decision=decision, by=head)
    factories.make_act(item=other)
    url = reverse(REGISTER)

    assert numbers(client, head, url, year="2023") == [other.number]
    assert numbers(client, head, url, kind="election") == [other.number]
    assert numbers(client, head, url, money="ja") == [costly.number]
    assert numbers(client, head, url, money="nei") == [other.number]
    assert numbers(client, head, url, municipality="1535") == [other.number]
    assert numbers(client, head, url, municipality="1506") == []


def test_the_export_has_the_whole_decision(client, head):
    text = "Et langt vedtak. " * 40
    decided("Tom & Jerry", text)
    client.force_login(head)
    url = reverse(REGISTER)

    assert "…" in client.get(url).content.decode()
    book = load_workbook(io.BytesIO(client.get(url, {"eksport": "xlsx"}).content))
    row = [cell.value for cell in book.active[2]]
    assert row[0:3] == ["2024/M1-001", "Tom & Jerry", "Vedtak"]
    assert row[4] == text.strip()


@pytest.mark.parametrize("count", [1, 12])
@pytest.mark.parametrize("name", [REGISTER, LIST])
def test_a_list_costs_the_same_queries_for_any_length(
    client, head, finance, name, count, django_assert_max_num_queries
):
    for number in range(count):
        item = decided(f"Sak {number}", "Vedtatt.", **(CLOSED if number % 2 else {})).item
        factories.make_action(item=item, owner=head)
        factories.make_act(item=item)
    client.force_login(finance)
    client.get(reverse(name))

    with django_assert_max_num_queries(9):
        response = client.get(reverse(name))

    assert len(response.context["table"].rows) == count


def test_what_is_left_of_a_decision_is_said_in_words():
    item = decided("Avtale", "Godkjent.").item
    told = [left_of(decisions().get())]
    done = factories.make_action(item=item, state="done", ended_on=date(2024, 3, 1))
    told.append(left_of(decisions().get()))
    factories.make_action(item=item, created_by=done.created_by)
    for municipality in factories.make_municipalities():
        factories.make_act(item=item, municipality=municipality)
    told.append(left_of(decisions().get()))

    assert told == ["", "Ingenting gjenstår", "1 av 2 tiltak er åpne, 5 av 5 kommuner har ikke svart"]


# The list of actions


def test_actions_are_narrowed_by_state_and_owner(client, head, author):
    item = decided("Avtale", "Godkjent.").item
    factories.make_action(item=item, title="For sent", owner=author, due_on=date(2024, 3, 1))
    factories.make_action(item=item, title="I tide", owner=head, due_on=date(2099, 3, 1))
    factories.make_action(item=item, title="Gjort", owner=head, state="done", ended_on=date(2024, 3, 1))
    client.force_login(head)

    def titles(**asked):
        rows = client.get(reverse(LIST), asked).context["table"].paginated_rows
        return [row.get_cell_value("title") for row in rows]

    assert titles(state="overdue") == ["For sent"]
    assert titles(state="open") == ["For sent", "I tide"]
    assert titles(owner=author.pk) == ["For sent"]
    assert sorted(titles(owner=head.pk)) == ["Gjort", "I tide"]


def test_an_action_of_an_exempt_case_is_listed_by_its_public_title(client, head, finance):
    item = decided("Kvitravn", "Kvitravn får oppdraget.", **CLOSED).item
    action = factories.make_action(item=item, title="Signer med Kvitravn", body="Kvitravn AS")

    for user, is_told in ((head, True), (finance, False)):
        client.force_login(user)
        for asked in ({}, {"eksport": "csv"}):
            page = client.get(reverse(LIST), asked).content.decode()
            assert ("Kvitravn" in page) == is_told
            assert (CLOSED["public_title"] in page) == (not is_told)
        assert ("Kvitravn" in client.get(action.get_absolute_url()).content.decode()) == is_told


# At the next meeting


def test_a_meeting_is_told_of_what_the_last_one_decided_until_it_is_over(client, head, finance):
    decided("Gammelt", "Lenge siden.", held_on=date(2023, 6, 1))
    factories.make_action(item=decided("Avtale", "Godkjent.").item)
    coming = factories.make_meeting(held_on=date(2024, 6, 12))
    (told,) = since_last(coming, head)

    assert (told.title, told.text, told.state) == ("Avtale", "Godkjent.", "1 av 1 tiltak er åpne")
    client.force_login(finance)
    assert "Vedtatt sist" in client.get(coming.get_absolute_url()).content.decode()
    coming.opened_at = coming.closed_at = factories.RUN_AT
    assert since_last(coming, head) == []


def test_a_meeting_tells_of_an_exempt_decision_by_its_public_title(finance):
    decided("Kvitravn", "Kvitravn får oppdraget.", **CLOSED)

    (told,) = since_last(factories.make_meeting(held_on=date(2024, 6, 12)), finance)

    assert (told.title, told.text) == (CLOSED["public_title"], "Unntatt offentlighet")
