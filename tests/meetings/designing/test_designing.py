"""A register of one's own is shaped by clicking; what was written is never lost by it."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import get_resolver, reverse

from meetings.designing.designing import (
    RESERVED,
    delete_state,
    make_own,
    move_column,
    remove_column,
    restore_column,
    save_column,
    save_register,
    save_state,
)
from meetings.designing.history import history_of
from meetings.designing.printed_in import printed_in
from meetings.documents.content import NumberedSection
from meetings.registers.contents import Kind
from meetings.registers.models import Register, RegisterColumn, RegisterRow, RegisterState
from meetings.registers.sheet import Sheet, lines_of
from meetings.registers.standard import Standard
from rorikt.figures.values import Cell, Column, Figure, Table
from tests import factories
from tests.factories import make_register, make_register_column, make_register_row, make_register_state

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipalities")]
NOW = datetime(2024, 2, 6, 12, tzinfo=UTC)


@pytest.fixture
def by(head):
    return {"by": head, "now": NOW}


@pytest.fixture
def courses(by):
    register = Register(title="Kurs")
    make_own(register, "Kurs", **by)
    return register


def add(register, by, title, **told):
    column = RegisterColumn(register=register, title=title, **told)
    save_column(column, **by)
    return column


def titles(register):
    return [column.title for column in register.columns.standing()]


def test_a_register_of_ones_own_begins_with_the_column_its_rows_are_called_by(courses):
    column = courses.columns.get()

    assert (courses.slug, column.title, column.key, column.kind, column.is_required) == (
        "kurs", "Kurs", "kurs", "text", True,
    )  # fmt: skip


def test_nobody_but_the_head_designs(author):
    with pytest.raises(PermissionDenied):
        make_own(Register(title="Kurs"), "Kurs", by=author, now=NOW)


@pytest.mark.parametrize("title", ["Nytt", "Rader", "Filer", "Kolonner", "Statuser", "Ta i bruk"])
def test_a_short_name_is_never_an_address_of_something_else(by, title):
    register = Register(title=title)

    make_own(register, "Navn", **by)

    assert register.slug not in RESERVED
    assert register.slug.endswith("-2")


def test_every_word_that_stands_in_the_place_of_a_short_name_is_reserved():
    found = {str(one.pattern) for app in get_resolver().url_patterns for one in patterns(app)}
    taken = {route.split("/")[1] for route in found if route.startswith("registre/") and route != "registre/"}

    assert {word for word in taken if not word.startswith("<")} <= RESERVED


def patterns(one):
    return [below for each in one.url_patterns for below in patterns(each)] if hasattr(one, "url_patterns") else [one]


def test_a_row_is_called_by_whatever_column_is_first(courses, by):
    add(courses, by, "Lærer")
    row = make_register_row(courses, kurs="Sikkerhet", laerer="Ekstern")

    move_column(courses.columns.get(key="laerer"), -1, **by)

    assert (titles(courses), RegisterRow.objects.get().title) == (["Lærer", "Kurs"], "Ekstern")
    remove_column(courses.columns.get(key="laerer"), **by)
    assert RegisterRow.objects.get(pk=row.pk).title == "Sikkerhet"


def test_what_has_a_box_for_each_municipality_cannot_be_first(courses, by):
    add(courses, by, "Deltakere", kind=Kind.NUMBER, is_per_municipality=True)

    for change in (
        lambda: move_column(courses.columns.get(key="deltakere"), -1, **by),
        lambda: remove_column(courses.columns.get(key="kurs"), **by),
    ):
        with pytest.raises(ValidationError, match="Første kolonne er det raden heter"):
            change()
    assert titles(courses) == ["Kurs", "Deltakere"]


def test_a_column_that_is_taken_away_comes_back_with_what_was_written(courses, by):
    column = add(courses, by, "Lærer")
    make_register_row(courses, kurs="Sikkerhet", laerer="Ekstern")

    remove_column(column, **by)
    assert titles(courses) == ["Kurs"]
    restore_column(RegisterColumn.objects.get(pk=column.pk), **by)

    [line] = lines_of(courses, courses.rows.standing())
    assert line.text("laerer") == "Ekstern"


def test_a_column_does_not_come_back_beside_another_of_its_title(courses, by):
    column = add(courses, by, "Lærer")
    remove_column(column, **by)
    add(courses, by, "Lærer")

    with pytest.raises(ValidationError, match="allerede en kolonne med denne tittelen"):
        restore_column(RegisterColumn.objects.get(pk=column.pk), **by)


def test_what_is_printed_has_room_on_the_page(courses, by):
    add(courses, by, "Bred", width=70)

    with pytest.raises(ValidationError, match="tar 70 prosent av bredden"):
        add(courses, by, "Bredere", width=40)
    add(courses, by, "Skrives ikke ut", width=40, is_printed=False)


def test_a_state_that_stands_somewhere_is_not_deleted(courses, by):
    column = add(courses, by, "Status", kind=Kind.STATE)
    for label in ("Planlagt", "Holdt"):
        save_state(RegisterState(column=column, label=label), **by)
    row = make_register_row(courses, kurs="Sikkerhet", status="Planlagt")
    row.removed_at, row.removed_by = NOW, by["by"]
    row.save()

    with pytest.raises(ValidationError, match="«Planlagt» står i 1 rute, også talt med rader som er tatt bort"):
        delete_state(RegisterState.objects.get(label="Planlagt"), **by)
    delete_state(RegisterState.objects.get(label="Holdt"), **by)
    assert [state.label for state in column.states.all()] == ["Planlagt"]


def test_a_state_that_the_rules_know_is_renamed_but_not_deleted(by):
    rollouts = make_register(Standard.ROLLOUTS)
    state = RegisterState.objects.get(column__register=rollouts, key="i-drift")

    with pytest.raises(ValidationError, match="hører til registeret"):
        delete_state(state, **by)
    state.label = "Tatt i bruk"
    save_state(state, **by)
    assert RegisterState.objects.get(pk=state.pk).key == "i-drift"


def test_the_history_tells_of_the_register_its_columns_and_states_in_words(courses, by):
    column = add(courses, by, "Status", kind=Kind.STATE)
    state = RegisterState(column=column, label="Planlagt")
    save_state(state, **by)
    courses.readers = "council"
    save_register(courses, **by)
    delete_state(state, **by)

    assert [one.what for one in history_of(courses)] == [
        "Statusen «Planlagt»: slettet status i register",
        "hvem leser det: De ansatte i samarbeidet → De ansatte og rådet",
        "Statusen «Planlagt»: la til status i register",
        "Kolonnen «Status»: la til kolonne i register",
        "Kolonnen «Kurs»: la til kolonne i register",
        "la til register",
    ]


@pytest.mark.parametrize("key", ["tabell:register:kurs", "register:kurs:apne", "diagram:register:kurs"])
def test_the_reports_that_print_a_register_are_found_by_its_tables(courses, key):
    table = Table(key, "Kurs", (Column("Kurs"),), ((Cell("Sikkerhet"),),))
    shows = factories.make_content(sections=(NumberedSection("1", 1, "avsnitt-1", "Om", (table,)),))
    version = factories.make_version(content=shows)
    other = Table("register:kurs-og-mote", "Et annet", (Column("Kurs"),), ())
    factories.make_version(
        content=factories.make_content(sections=(NumberedSection("1", 1, "avsnitt-1", "kurs", (other,)),))
    )

    assert printed_in(courses) == [version.document]


@pytest.mark.parametrize("key", ["register-antall:kurs", "register-sum:kurs:pris:apne"])
def test_and_by_its_figures(courses, key):
    figure = Figure(key, "Kurs", 1, "", "1")
    version = factories.make_version(content=factories.make_content(figures=(figure,)))

    assert printed_in(courses) == [version.document]


# Pages


def walked(client, head):
    client.force_login(head)
    return client


def test_a_register_is_made_and_shaped_by_its_pages_alone(client, head):
    walked(client, head)
    made = client.post(
        reverse("meetings:register-new"),
        {"title": "Kurs", "lead": "", "first_column": "Kurs", "readers": "staff", "editors": "authors"},
    )
    register = Register.objects.get(title="Kurs")
    assert made["Location"] == reverse("meetings:register-settings", args=["kurs"])
    new = reverse("meetings:register-column-new", args=["kurs"])
    assert client.post(new, {"title": "Status", "kind": "state", "decimals": "0", "width": "0"}).status_code == 302
    column = register.columns.get(key="status")
    state = reverse("meetings:register-state-new", args=[column.pk])
    assert client.post(state, {"label": "Holdt", "tone": "success", "is_settled": "on"}).status_code == 302
    client.post(reverse("meetings:register-column-move", args=[column.pk]), {"direction": "opp"})

    page = client.get(made["Location"]).content.decode()

    assert titles(register) == ["Status", "Kurs"]
    assert 'data-color="success">Holdt' in page
    assert "Grønn" in page


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"kind": "text", "remind_days": "7"}, "remind_days", "Bare en dato kan det minnes om."),
        ({"kind": "row"}, "refers_to", "Velg hvilket register radene hentes fra."),
        ({"kind": "day", "decimals": "2"}, "decimals", "Bare tall har desimaler."),
        ({"kind": "municipality", "is_per_municipality": "on"}, "is_per_municipality", "En kolonne med kommuner"),
        ({"kind": "text", "title": "Kurs"}, "title", "Registeret har allerede en kolonne med denne tittelen."),
    ],
)
def test_what_does_not_go_with_the_kind_is_told_at_its_field(client, head, courses, typed, field, told):
    answer = walked(client, head).post(
        reverse("meetings:register-column-new", args=["kurs"]), {"title": "Ny", "decimals": "0", "width": "0", **typed}
    )

    errors = answer.context["form"].errors
    assert any(one.startswith(told) for one in errors[field]), errors


def test_the_question_before_a_column_is_taken_away_says_what_happens(client, head, courses, by):
    column = add(courses, by, "Lærer")
    make_register_row(courses, kurs="Sikkerhet", laerer="Ekstern")
    table = Table("tabell:register:kurs", "Kurs", (Column("Kurs"),), ())
    sections = (NumberedSection("1", 1, "avsnitt-1", "Om", (table,)),)
    version = factories.make_version(content=factories.make_content(sections=sections))
    url = reverse("meetings:register-column-remove", args=[column.pk])

    page = walked(client, head).get(url).content.decode()

    assert "Det som står i kolonnen i 1 rad, beholdes" in page
    assert f"«{version.document}»" in page
    assert client.post(url).status_code == 302
    settings = client.get(reverse("meetings:register-settings", args=["kurs"])).content.decode()
    assert "Kolonner som er tatt bort" in settings
    client.post(reverse("meetings:register-column-restore", args=[column.pk]))
    assert titles(courses) == ["Kurs", "Lærer"]


def test_a_column_the_register_needs_is_not_taken_away(client, head):
    agreements = make_register(Standard.AGREEMENTS)
    url = reverse("meetings:register-column-remove", args=[agreements.columns.get(key="til").pk])

    page = walked(client, head).post(url).content.decode()

    assert "Kolonnen hører til registeret og kan ikke tas bort." in page


def test_who_writes_and_the_ground_of_exemption_are_chosen_on_its_form(client, head, author, courses):
    url = reverse("meetings:register-edit", args=["kurs"])
    walked(client, head)
    form = client.get(url).context["form"]
    typed = {name: form[name].value() for name in ("title", "lead", "seen")}
    typed |= {"readers": "council", "editors": "named", "named_editors": [author.pk], "owner": author.pk}

    refused = client.post(url, {**typed, "exempt_law": "offentleglova", "exempt_paragraph": "13"})
    assert "regelen om taushetsplikt" in refused.content.decode()
    answer = client.post(
        url, {**typed, "exempt_law": "offentleglova", "exempt_paragraph": "24", "exempt_ledd": "første"}
    )

    courses.refresh_from_db()
    assert answer.status_code == 302, answer.context["form"].errors
    assert (courses.exemption_basis, courses.owner, list(courses.named_editors.all()), courses.is_active) == (
        "offentleglova § 24 første ledd", author, [author], False,
    )  # fmt: skip


@pytest.mark.parametrize("count", [1, 12])
def test_settings_cost_the_same_however_many_columns(client, head, count, django_assert_max_num_queries):
    register = make_register()
    for _ in range(count):
        column = make_register_column(register=register, kind=Kind.STATE)
        make_register_state(column=column)
    walked(client, head)

    with django_assert_max_num_queries(22):
        client.get(reverse("meetings:register-settings", args=[register.slug]))


def test_a_title_of_a_row_that_is_exempt_is_told_to_those_who_see_it(head, finance):
    measures = make_register(Standard.RISK_MEASURES)
    risks = Register.objects.get(standard=Standard.RISKS)
    make_register_row(risks, **{risks.columns.first().key.replace("-", "_"): "Kvitravn"})
    named = {column.key.replace("-", "_"): "X" for column in measures.columns.standing() if column.is_required}
    refers = measures.columns.get(refers_to=risks)
    row = make_register_row(measures, **{**named, refers.key.replace("-", "_"): "Kvitravn"})
    RegisterRow.objects.filter(register=risks).update(exemption_basis="offentleglova § 24")

    shown = [
        Sheet(measures, reader).text(RegisterRow.objects.with_cells().get(pk=row.pk), refers)
        for reader in (head, finance, None)
    ]

    assert shown == ["Kvitravn", "Lukket rad", "Lukket rad"]
