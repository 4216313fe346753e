"""What the pages of standard registers have in common: who reads which rows of them, and what they cost."""

import re
from datetime import date

import pytest
from django.urls import reverse

from meetings.register_pages.states import UNSAID, State, is_late
from meetings.registers.models import Register, RegisterRow
from meetings.registers.standard import OWN_PAGES, Standard
from meetings.registers.writing import remove_rows
from rorikt.people.models import User
from rorikt.tables import listing
from tests.factories import RUN_AT, make_item, make_register, make_register_row, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipalities")]
BASIS = "offentleglova § 13, jf. forvaltningsloven § 13"

# Of each list its register, the address of one of its rows, and what is typed in it; then the register beside it,
# with the column that points at a row of the first.
FIRST = {
    "rollouts": (Standard.ROLLOUTS, "", "tiltak"),
    "expert-groups": (Standard.GROUPS, "expert-group", "faggruppe"),
    "risks": (Standard.RISKS, "risk", "tittel"),
    "projects": (Standard.PROJECTS, "project", "prosjekt"),
    "building-projects": (Standard.BUILDING_PROJECTS, "building-project", "tittel"),
}
BESIDE = {
    "expert-groups": [
        (Standard.GROUP_MEMBERS, "faggruppe", "navn"),
        (Standard.GROUP_MEETINGS, "faggruppe", "tema"),
        (Standard.GROUP_DECISIONS, "faggruppe", "vedtak"),
    ],
    "risks": [(Standard.RISK_MEASURES, "analyse", "tiltak")],
    "projects": [(Standard.MILESTONES, "prosjekt", "milepael")],
}
ALL = "?vis=alle"


def begin(page):
    """The registers that the page is made of, read by all."""
    for standard in (FIRST[page][0], *(one for one, _, _ in BESIDE.get(page, []))):
        make_register(standard, readers="members")


def list_of(page):
    return reverse(f"meetings:{page}") + (ALL if page == "rollouts" else "")


def fill(page, number=0, **told):
    """A row of the list with one of each register beside it; the address of its own page, if it has one."""
    standard, own, key = FIRST[page]
    register = Register.objects.get(standard=standard)
    row = make_register_row(register, **{key: f"Forste{number}x"}, **told)
    for beside, points, title in BESIDE.get(page, []):
        other = Register.objects.get(standard=beside)
        make_register_row(other, **{points: row.title, title: f"Andre{number}x"}, **told)
    return reverse(f"meetings:{own}", args=[row.uuid]) if own else ""


def words(answer):
    return answer.content.decode()


def test_each_register_with_a_page_of_its_own_names_one_that_is_there():
    others = {"agreements", "supplier-claims", "uptime"}

    assert {reverse(name) for name in OWN_PAGES.values()} == {reverse(f"meetings:{page}") for page in {*FIRST, *others}}


def test_a_register_and_the_list_of_them_lead_to_what_it_amounts_to(client, head):
    register = make_register(Standard.ROLLOUTS)
    client.force_login(head)

    for page in (reverse("meetings:registers"), register.get_absolute_url()):
        assert f'href="{reverse("meetings:rollouts")}"' in words(client.get(page))


@pytest.mark.parametrize("page", FIRST)
def test_a_register_that_is_not_begun_is_kind_to_everybody(client, head, finance, page):
    for person in (head, finance):
        client.force_login(person)

        answer = client.get(list_of(page))

        assert answer.status_code == 200
        assert "ikke tatt i bruk ennå" in words(answer)


@pytest.mark.parametrize("page", FIRST)
def test_one_that_is_begun_and_empty_says_so_and_leads_to_where_it_is_written(client, head, page):
    begin(page)
    client.force_login(head)

    answer = client.get(list_of(page))

    assert "ført ennå" in words(answer)
    assert Register.objects.get(standard=FIRST[page][0]).get_absolute_url() in words(answer)


@pytest.mark.parametrize("page", FIRST)
def test_who_may_not_read_a_register_is_refused_whatever_it_holds(client, finance, council_member, page):
    begin(page)
    own = fill(page)
    Register.objects.update(readers="staff")

    for person in (finance, council_member):
        client.force_login(person)
        assert client.get(list_of(page)).status_code == 403
        assert not own or client.get(own).status_code == 403


@pytest.mark.parametrize("how", ["itself", "case", "register"])
@pytest.mark.parametrize("page", FIRST)
def test_exempt_rows_are_there_for_those_who_see_what_is_exempt_and_for_nobody_else(client, finance, page, how):
    begin(page)
    case = make_item(exemption_basis=BASIS, public_title="En sak").reference
    exempt = {"itself": {"exempt": BASIS}, "case": {"case": case}, "register": {}}[how]
    own = fill(page, **exempt)
    if how == "register":
        Register.objects.update(exemption_basis=BASIS)

    list_file = f"{list_of(page)}{'&' if page == 'rollouts' else '?'}eksport=csv"
    shown = [list_of(page), list_file, *([own] if own else [])]

    for role in (User.Role.HEAD, User.Role.COUNCIL_MEMBER):
        client.force_login(make_user(role=role))
        assert ["Forste0x" in words(client.get(path)) for path in shown] == [True] * len(shown), role
        assert "Unntatt offentlighet" in words(client.get(list_of(page)))
    client.force_login(finance)
    for path in (*shown, *([f"{own}?eksport=csv"] if own else [])):
        assert not re.search("Forste0x|Andre0x", words(client.get(path))), path
    assert not own or client.get(own).status_code in {403, 404}


@pytest.mark.parametrize("page", BESIDE)
def test_an_exempt_row_beside_an_open_one_is_told_and_counted_only_for_those_who_see_it(client, finance, head, page):
    begin(page)
    own = fill(page)
    first = RegisterRow.objects.get(title="Forste0x")
    for beside, points, title in BESIDE[page]:
        other = Register.objects.get(standard=beside)
        make_register_row(other, **{points: first.title, title: "Lukketx"}, exempt=BASIS)

    client.force_login(head)
    seen = words(client.get(own))
    client.force_login(finance)
    hidden = words(client.get(own)) + words(client.get(list_of(page)))

    assert "Lukketx" in seen
    assert "Lukketx" not in hidden
    assert "Andre0x" in hidden


@pytest.mark.parametrize("page", FIRST)
def test_what_was_taken_away_is_gone_from_the_page(client, head, page):
    begin(page)
    own = fill(page)
    row = RegisterRow.objects.get(title="Forste0x")
    remove_rows(row.register, [row.uuid], by=head, now=RUN_AT)
    client.force_login(head)

    assert "Forste0x" not in words(client.get(list_of(page)))
    assert not own or client.get(own).status_code == 404


@pytest.mark.parametrize("page", FIRST)
def test_a_list_and_a_page_cost_the_same_queries_for_any_length(
    client, head, page, django_assert_num_queries, django_assert_max_num_queries
):
    begin(page)
    own = fill(page)
    client.force_login(head)
    paths = [path for path in (list_of(page), own) if path]
    for path in paths:
        client.get(path)
    with django_assert_max_num_queries(90) as once:
        for path in paths:
            client.get(path)

    for number in range(1, 4):
        fill(page, number)
    with django_assert_num_queries(len(once)):
        for path in paths:
            client.get(path)


@pytest.mark.parametrize("page", FIRST)
def test_a_list_is_paged_and_a_file_has_all_of_it(client, head, page, monkeypatch):
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    begin(page)
    for number in range(3):
        fill(page, number)
    client.force_login(head)
    path = list_of(page)
    join = "&" if "?" in path else "?"

    first, second = (words(client.get(f"{path}{join}page={number}")) for number in (1, 2))
    file = words(client.get(f"{path}{join}eksport=csv"))

    assert ("Forste2x" in first, "Forste2x" in second, "Forste0x" in second) == (False, True, False)
    assert file.count("Forste") == 3


def test_a_day_lasts_until_it_ends_and_what_is_settled_is_never_late():
    today = date(2024, 2, 6)

    assert is_late(UNSAID, date(2024, 2, 5), today)
    assert not is_late(UNSAID, today, today)
    assert not is_late(State("x", "X", is_settled=True), date(2024, 2, 5), today)
