"""The page of a row tells all of it to those who may read it, and its form never writes over another's."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from meetings.designing.designing import remove_column
from meetings.registers.models import Register, RegisterRow
from meetings.registers.sheet import lines_of
from meetings.registers.standard import Standard
from meetings.registers.writing import Typed, remove_rows, write
from rorikt.people.models import User
from tests import factories
from tests.factories import make_register, make_register_column, make_register_row, make_user
from tests.test_exempt_cases import readable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipalities")]
NOW = datetime(2024, 2, 6, 12, tzinfo=UTC)
BASIS = "offentleglova § 24 første ledd"


@pytest.fixture
def agreements():
    return make_register(Standard.AGREEMENTS)


@pytest.fixture
def row(agreements):
    return make_register_row(agreements, avtale="Skoleavtalen", til="30.06.2024", gjelder="Molde", status="Gjelder")


def of(name, row):
    return reverse(f"meetings:register-row{name}", args=[row.uuid])


def box(register, key):
    return f"box_{register.columns.get(key=key).pk}"


def form_of(answer):
    return answer.context["form"]


def as_shown(form):
    """What a browser sends back of a form that nobody has touched."""
    typed = {}
    for bound in form:
        value = bound.value()
        if hasattr(bound.field.widget, "choices") and bound.field.widget.allow_multiple_selected:
            value = [one.strip() for one in str(value or "").split(",") if one.strip()]
        typed[bound.html_name] = "" if value is None else value
    return typed


def test_the_page_tells_what_stands_in_every_box_and_what_was_there_before(client, author, agreements, row):
    write(agreements, [Typed(row.uuid, agreements.columns.get(key="til").pk, "31.12.2024")], by=author, now=NOW)
    client.force_login(author)

    page = readable(client.get(row.get_absolute_url()))

    assert "31.12.2024" in page
    assert 'Til: 30.06.2024 <span aria-hidden="true">→' in page
    assert "Endret rad i register" in page


def test_what_was_written_in_a_column_that_is_gone_stands_apart(client, head, agreements, row):
    extra = make_register_column(register=agreements, title="Kontakt", key="kontakt")
    write(agreements, [Typed(row.uuid, extra.pk, "Selgeren")], by=head, now=NOW)
    remove_column(extra, by=head, now=NOW)
    client.force_login(head)

    answer = client.get(row.get_absolute_url())

    assert [(one.label, one.text) for one in answer.context["removed"]] == [("Kontakt", "Selgeren")]
    assert "Kontakt" not in [one.label for one in answer.context["boxes"]]


def test_rows_that_point_at_it_are_listed_for_those_who_may_read_them(client, head, agreements, row):
    claims = make_register(Standard.CLAIMS)
    for title, exempt in (("Dobbel faktura", ""), ("Kvitravn", BASIS)):
        make_register_row(claims, krav=title, avtale="Skoleavtalen", exempt=exempt)
    finance = make_user(role=User.Role.FINANCE, municipality_id="1506")

    seen = {}
    for reader in (head, finance):
        client.force_login(reader)
        seen[reader] = [
            str(one) for each in client.get(row.get_absolute_url()).context["referring"] for one in each.rows
        ]

    assert seen[head] == ["Dobbel faktura", "Kvitravn"]
    assert seen[finance] == (["Dobbel faktura"] if Register.objects.get(pk=claims.pk).readers == "members" else [])


def test_a_form_that_is_not_touched_stores_nothing(client, author, agreements, row):
    client.force_login(author)
    url = of("-edit", row)

    answer = client.post(url, as_shown(form_of(client.get(url))))

    assert answer.status_code == 302, form_of(answer).errors
    assert RegisterRow.objects.get().changed_at == row.changed_at


def test_faults_stand_at_their_fields_and_all_that_was_typed_is_kept(client, author, agreements, row):
    client.force_login(author)
    url = of("-edit", row)
    typed = as_shown(form_of(client.get(url))) | {box(agreements, "til"): "snart", box(agreements, "leverandor"): "X"}

    form = form_of(client.post(url, typed))

    assert form.errors == {box(agreements, "til"): ["«snart» er ikke en dato. Skriv for eksempel 31.01.2024."]}
    assert (form[box(agreements, "til")].value(), form[box(agreements, "leverandor")].value()) == ("snart", "X")
    [line] = lines_of(agreements, agreements.rows.all())
    assert line.text("leverandor") == ""  # all of the form, or nothing


def test_who_writes_what_another_has_changed_is_told_first_and_may_then_store(client, author, head, agreements, row):
    client.force_login(author)
    url, field = of("-edit", row), box(agreements, "leverandor")
    typed = as_shown(form_of(client.get(url))) | {field: "Min"}
    write(agreements, [Typed(row.uuid, agreements.columns.get(key="leverandor").pk, "Din")], by=head, now=NOW)

    first = form_of(client.post(url, typed))
    assert first.errors == {field: ["Noen andre har skrevet «Din» her i mellomtiden."]}
    again = client.post(url, as_shown(first))

    assert again.status_code == 302
    [line] = lines_of(agreements, agreements.rows.all())
    assert line.text("leverandor") == "Min"


def test_a_new_row_is_made_once_however_often_it_is_sent(client, author, agreements):
    client.force_login(author)
    url = reverse("meetings:register-row-new", args=[agreements.slug])
    typed = as_shown(form_of(client.get(url))) | {
        box(agreements, "avtale"): "Ny",
        box(agreements, "gjelder"): ["Molde"],
    }

    for _ in range(2):
        assert client.post(url, typed).status_code == 302

    [line] = lines_of(agreements, agreements.rows.all())
    assert (line.row.title, line["gjelder"].numbers) == ("Ny", ("1506",))


def test_what_must_be_filled_in_is_asked_for(client, author, agreements):
    client.force_login(author)
    url = reverse("meetings:register-row-new", args=[agreements.slug])

    form = form_of(client.post(url, as_shown(form_of(client.get(url))) | {box(agreements, "leverandor"): "X"}))

    assert form.errors == {box(agreements, "avtale"): ["«Avtale» må fylles ut."]}
    assert not agreements.rows.exists()


def test_a_row_is_taken_away_and_put_back_on_its_page(client, author, agreements, row):
    client.force_login(author)

    client.post(of("-remove", row))
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Raden ble tatt bort" in page
    assert client.get(of("-edit", row)).status_code == 404
    client.post(of("-restore", row))

    assert agreements.rows.standing().count() == 1
    assert "Raden ble tatt bort" not in client.get(row.get_absolute_url()).content.decode()


def test_a_row_that_is_taken_away_is_gone_for_those_who_only_read(client, head, council_member, agreements, row):
    remove_rows(agreements, [row.uuid], by=head, now=NOW)
    client.force_login(council_member)

    assert client.get(row.get_absolute_url()).status_code == 404


def test_a_row_is_closed_by_its_ground_or_by_its_case(client, author, finance, agreements, row):
    item = factories.make_item(title="Kvitravn", exemption_basis=BASIS, public_title="Et valg")
    client.force_login(author)
    url = of("-exemption", row)
    shown = as_shown(form_of(client.get(url)))

    client.post(url, shown | {"exempt_law": "offentleglova", "exempt_paragraph": "24", "exempt_ledd": "første"})
    assert RegisterRow.objects.get().exemption_basis == BASIS
    shown = as_shown(form_of(client.get(url)))
    answer = client.post(
        url, shown | {"exempt_law": "", "exempt_paragraph": "", "exempt_ledd": "", "case": item.number}
    )
    assert answer.status_code == 302, form_of(answer).errors
    row.refresh_from_db()
    assert (row.exemption_basis, row.case) == ("", item.reference)
    assert "Sak: ingen sak" in readable(client.get(row.get_absolute_url()))

    client.force_login(finance)
    assert client.get(row.get_absolute_url()).status_code == 404


def test_one_who_only_reads_has_the_page_and_nothing_else(client, council_member, agreements, row):
    client.force_login(council_member)

    assert client.get(row.get_absolute_url()).status_code == 200
    for name in ("-edit", "-exemption", "-remove"):
        assert client.get(of(name, row)).status_code == 403, name
        assert client.post(of(name, row)).status_code == 403, name
    assert client.post(of("-restore", row)).status_code == 200 or agreements.rows.standing().count() == 1
    assert client.get(reverse("meetings:register-row-new", args=[agreements.slug])).status_code == 403


def test_the_history_is_for_those_who_see_what_is_exempt(client, agreements, council_member, finance):
    """What a row said while it was exempt is in the trail, though the row is open now."""
    row = make_register_row(agreements, avtale="Kvitravn", exempt=BASIS)
    write(agreements, [Typed(row.uuid, agreements.columns.get(key="avtale").pk, "Åpen")], by=make_user(), now=NOW)
    RegisterRow.objects.update(exemption_basis="")

    for reader, is_told in ((council_member, True), (finance, False)):
        client.force_login(reader)
        assert ("Kvitravn" in readable(client.get(row.get_absolute_url()))) == is_told


@pytest.mark.parametrize("count", [1, 40])
def test_the_page_costs_the_same_whatever_points_at_it(
    client, head, agreements, row, count, django_assert_max_num_queries
):
    claims = make_register(Standard.CLAIMS)
    for n in range(count):
        make_register_row(claims, by=head, krav=f"Krav {n}", avtale="Skoleavtalen")
    client.force_login(head)

    with django_assert_max_num_queries(30):
        client.get(row.get_absolute_url())
