"""The pages of registers: what each reader sees of them, narrowed, ordered, paged and exported."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from lxml import html
from openpyxl import load_workbook

from meetings.registers.contents import Kind
from meetings.registers.models import Register
from meetings.registers.standard import Standard
from meetings.registers.writing import Typed, write
from rorikt.people.models import User
from tests.factories import make_register, make_register_column, make_register_row, make_register_state, make_user

NOW = datetime(2024, 2, 6, 12, tzinfo=UTC)
BASIS = "offentleglova § 13, jf. forvaltningsloven § 13"


@pytest.fixture
def agreements(municipalities):
    return make_register(Standard.AGREEMENTS)


@pytest.fixture
def three(agreements):
    """Each with something to be found by."""
    make_register_row(
        agreements, avtale="Ålesund", til="30.06.2024", kostnad="12,50", gjelder="Molde", status="Sagt opp"
    )
    make_register_row(agreements, avtale="beta", til="03.09.2024", kostnad="1200000", gjelder="Alle", status="Gjelder")
    make_register_row(agreements, avtale="Gamma", merknad="Sett på av Øst", gjelder="Vestnes, Rauma")
    return agreements


@pytest.fixture
def read(client, author):
    client.force_login(author)

    def page(register, **query):
        return html.fromstring(client.get(register.get_absolute_url(), query).content)

    return page


def names(page):
    return [row.findall("td")[0].text_content() for row in page.findall(".//tbody/tr")]


@pytest.mark.parametrize(("query", "found"), [
    ({}, ["Ålesund", "beta", "Gamma"]),
    ({"q": "øst"}, ["Gamma"]),
    ({"q": "BETA"}, ["beta"]),
    ({"q": "ingen"}, []),
    ({"kommune": "1506"}, ["Ålesund", "beta"]),
    ({"kommune": "1539"}, ["beta", "Gamma"]),
    ({"kommune": "9999"}, ["Ålesund", "beta", "Gamma"]),
    ({"fra": "2024-07-01"}, ["beta"]),
    ({"til": "2024-07-01"}, ["Ålesund"]),
    ({"fra": "2024-06-30", "til": "2024-09-03"}, ["Ålesund", "beta"]),
    ({"fra": "2024-07-01", "dato": "fra"}, []),
    ({"fra": "2024-07-01", "dato": "til"}, ["beta"]),
    ({"fra": "i går"}, ["Ålesund", "beta", "Gamma"]),
    ({"sort": "kostnad"}, ["Ålesund", "beta", "Gamma"]),
    ({"sort": "-kostnad"}, ["beta", "Ålesund", "Gamma"]),
    ({"sort": "-til"}, ["beta", "Ålesund", "Gamma"]),
    ({"sort": "status"}, ["beta", "Ålesund", "Gamma"]),
    ({"sort": "gjelder", "q": "a"}, ["beta", "Gamma"]),
    ({"sort": "tull"}, ["Ålesund", "beta", "Gamma"]),
])  # fmt: skip
def test_rows_are_narrowed_and_ordered(read, three, query, found):
    assert names(read(three, **query)) == found


def test_a_state_is_asked_for_by_its_word_and_shown_with_its_colour(read, three):
    page = read(three, status=three.columns.get(key="status").states.get(key="sagt-opp").pk)

    assert names(page) == ["Ålesund"]
    [tag] = page.findall(".//tbody//span[@class='ds-tag']")
    assert (tag.text, tag.get("data-color")) == ("Sagt opp", "warning")


def test_a_column_for_each_municipality_stands_under_one_head(read, agreements):
    rollouts = make_register(Standard.ROLLOUTS)
    make_register_row(rollouts, tiltak="Nytt system")
    first, second = read(rollouts).findall(".//thead/tr")

    groups = [(head.text_content(), head.get("scope"), head.get("colspan")) for head in first if head.get("colspan")]
    assert groups == [(title, "colgroup", "5") for title in ("Status", "Dato", "Kommentar")]
    assert [head.text_content().strip() for head in first if head.get("rowspan") == "2"] == [
        "Rad",
        "Tiltak",
        "Ansvarlig",
        "Fagområde",
    ]
    assert [head.text_content().strip() for head in second][:5] == ["Molde", "Vestnes", "Rauma", "Aukra", "Hustadvika"]
    places = [int(head.get("data-place")) for line in (first, second) for head in line if head.get("data-place")]
    assert sorted(places) == list(range(18))


def test_a_state_of_one_municipality_is_found_by_both(client, read, agreements):
    rollouts = make_register(Standard.ROLLOUTS)
    column = rollouts.columns.get(key="status")
    for title, number in (("A", "1506"), ("B", "1535")):
        row = make_register_row(rollouts, tiltak=title)
        write(rollouts, [Typed(row.uuid, column.pk, "I drift", number)], by=make_user(role=User.Role.HEAD), now=NOW)
    state = column.states.get(key="i-drift").pk

    assert names(read(rollouts, status=state)) == ["A", "B"]
    assert names(read(rollouts, status=state, kommune="1535")) == ["B"]
    assert names(read(rollouts, kommune="1506")) == ["A"]
    assert names(read(rollouts, sort="-status.1535")) == ["B", "A"]


def test_what_is_exported_is_exact_and_what_is_chosen(client, author, three):
    client.force_login(author)
    address = three.get_absolute_url()

    book = load_workbook(
        io.BytesIO(client.get(address, {"eksport": "xlsx", "sort": "kostnad", "kommune": "1506"}).content)
    )
    told = [[cell.value for cell in row] for row in book.active.iter_rows()]
    lines = list(
        csv.reader(io.StringIO(client.get(address, {"eksport": "csv"}).content.decode("utf-8-sig")), delimiter=";")
    )

    titles = [column.title for column in three.columns.all()]
    at = {title: place for place, title in enumerate(titles)}
    assert told[0] == titles
    assert [row[at["Avtale"]] for row in told[1:]] == ["Ålesund", "beta"]
    assert (Decimal(str(told[1][at["Kostnad i året"]])), told[1][at["Til"]].date()) == (
        Decimal("12.5"),
        date(2024, 6, 30),
    )
    assert [line[at["Kostnad i året"]] for line in lines[1:]] == ["12,50", "1200000,00", ""]


def test_an_exempt_row_is_for_those_who_may_see_it(client, read, three):
    make_register_row(three, avtale="Hemmelig", exempt=BASIS)
    assert "Hemmelig" in names(read(three))

    client.force_login(make_user(role=User.Role.FINANCE, municipality_id="1535"))
    page = client.get(three.get_absolute_url())
    listed = html.fromstring(client.get(reverse("meetings:registers")).content).text_content()

    assert "Hemmelig" not in page.content.decode()
    assert "Hemmelig" not in client.get(three.get_absolute_url(), {"eksport": "csv"}).content.decode()
    assert "3 rader" in listed


def test_who_sees_only_the_rows_of_their_own_municipality_is_told_so(client, three):
    Register.objects.filter(pk=three.pk).update(is_own_rows_only=True)
    client.force_login(make_user(role=User.Role.FINANCE, municipality_id="1535"))

    page = html.fromstring(client.get(three.get_absolute_url()).content)

    assert names(page) == ["beta", "Gamma"]
    assert "Du ser radene som gjelder din kommune" in page.text_content()
    assert "2 rader" in html.fromstring(client.get(reverse("meetings:registers")).content).text_content()


def test_who_may_not_write_is_given_a_table_and_nothing_to_write_with(client, three):
    client.force_login(make_user(role=User.Role.FINANCE, municipality_id="1535"))

    page = client.get(three.get_absolute_url()).content.decode()

    assert "data-sheet" not in page
    assert "sheet.js" not in page
    assert "tatt-bort" not in page


@pytest.mark.parametrize("rows", [1, 60])
def test_a_page_of_a_register_costs_the_same_queries_for_any_length(
    client, read, agreements, rows, django_assert_num_queries
):
    for number in range(rows):
        make_register_row(agreements, avtale=f"Avtale {number}", gjelder="Molde", status="Gjelder")
    read(agreements)

    with django_assert_num_queries(12):
        assert len(names(read(agreements, kommune="1506", sort="status"))) == rows


@pytest.mark.parametrize("many", [1, 6])
def test_the_list_of_registers_costs_the_same_queries_for_any_number(
    client, author, municipalities, many, django_assert_num_queries
):
    for _ in range(many):
        register = make_register()
        make_register_row(register, **{register.columns.get().key.replace("-", "_"): "A"})
    client.force_login(author)
    client.get(reverse("meetings:registers"))

    with django_assert_num_queries(6):
        client.get(reverse("meetings:registers"))


def test_the_head_takes_a_standard_register_into_use(client, municipalities):
    client.force_login(make_user(role=User.Role.HEAD))
    page = html.fromstring(client.get(reverse("meetings:registers")).content)
    [form] = [form for form in page.findall(".//form") if (form.get("action") or "").endswith("/risks/")]

    answer = client.post(form.get("action"), follow=True)

    assert answer.redirect_chain[-1][0] == "/registre/risikoanalyser/"
    assert "er tatt i bruk" in answer.content.decode()
    again = client.get(reverse("meetings:registers")).content.decode()
    assert reverse("meetings:register-begin", args=["risks"]) not in again
    assert client.post(reverse("meetings:register-begin", args=["finnes-ikke"])).status_code == 404


def test_others_are_not_offered_to_take_registers_into_use(client, author):
    client.force_login(author)

    assert "Ta i bruk" not in client.get(reverse("meetings:registers")).content.decode()
    assert client.post(reverse("meetings:register-begin", args=["risks"])).status_code == 403


def test_what_was_taken_away_is_listed_and_put_back(client, author, agreements):
    row = make_register_row(agreements, avtale="Skoleavtalen")
    row.removed_at, row.removed_by = NOW, author
    row.save()
    client.force_login(author)
    address = reverse("meetings:register-removed", args=[agreements.slug])
    assert "Skoleavtalen" in client.get(address).content.decode()

    told = client.post(address, {"rad": str(row.uuid)}, follow=True).content.decode()

    assert "«Skoleavtalen» er satt tilbake." in told
    assert agreements.rows.standing().get() == row
    for wrong in (str(row.uuid), "x", ""):
        assert client.post(address, {"rad": wrong}).status_code == 404


def test_only_who_may_write_sees_what_was_taken_away(client, agreements):
    client.force_login(make_user(role=User.Role.FINANCE, municipality_id="1535"))

    assert client.get(reverse("meetings:register-removed", args=[agreements.slug])).status_code == 403


def test_people_and_rows_that_one_may_read_are_suggested(client, author, municipalities):
    members, groups = make_register(Standard.GROUP_MEMBERS), make_register(Standard.GROUPS)
    for name in ("Skole", "Barneskole", "Helse"):
        make_register_row(groups, faggruppe=name)
    make_register_row(groups, faggruppe="Hemmelig skole", exempt=BASIS)
    columns = {column.key: column.pk for column in members.columns.all()}
    address = reverse("meetings:register-suggestions", args=[members.slug])

    def suggested(user, **asked):
        client.force_login(user)
        return client.get(address, asked).json()["found"]

    assert suggested(author, kolonne=columns["faggruppe"], q="skole") == ["Skole", "Barneskole", "Hemmelig skole"]
    assert suggested(author, kolonne=columns["navn"], q="") == []
    secretary = make_register(Standard.GROUPS).columns.get(key="sekretaer").pk
    named = reverse("meetings:register-suggestions", args=[groups.slug])
    assert author.name in client.get(named, {"kolonne": secretary, "q": author.name[:4]}).json()["found"]
    for asked in ({}, {"kolonne": "x"}, {"kolonne": 10**12}):
        assert suggested(author, **asked) == []
    assert client.get(address, {"kolonne": secretary}).status_code == 404


def test_a_column_that_is_removed_is_neither_shown_nor_exported(client, read, agreements):
    make_register_row(agreements, avtale="A", leverandor="Leverandøren AS")
    agreements.columns.filter(key="leverandor").update(removed_at=NOW)

    assert "Leverandøren AS" not in read(agreements).text_content()
    assert "Leverandøren AS" not in client.get(agreements.get_absolute_url(), {"eksport": "csv"}).content.decode()
    assert names(read(agreements, q="Leverandøren")) == []


def test_a_register_with_columns_of_every_kind_is_ordered_by_each(read, agreements):
    register = make_register(title="Alt mulig")
    for kind in Kind:
        make_register_column(
            register=register, kind=kind, title=kind.label, key=f"k-{kind.value}",
            refers_to=agreements if kind == Kind.ROW else None,
        )  # fmt: skip
    make_register_state(column=register.columns.get(kind=Kind.STATE), label="God", key="god")
    name = register.columns.get(title="Navn").key.replace("-", "_")
    make_register_row(register, **{name: "A"})
    target = make_register_row(agreements, avtale="Mål")
    make_register_row(register, **{name: "B"}, k_text="t", k_notes="n", k_number="1", k_amount="2", k_day="1.1.24",
                      k_moment="1.1.2024 08.30", k_state="God", k_municipality="Molde", k_municipalities="Alle",
                      k_row=target.title)  # fmt: skip

    for kind in Kind:
        expected = ["A", "B"] if kind == Kind.PERSON else ["B", "A"]
        assert names(read(register, sort=f"k-{kind.value}")) == expected, kind
        assert names(read(register, sort=f"-k-{kind.value}")) == expected, kind
