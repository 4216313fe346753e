"""How a person wants pages to look: kept for that person, there before the first paint, and told to nobody."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from rorikt.audit.models import AuditEntry
from rorikt.audit.rows import values_of
from rorikt.looks.looks import CHOICES, USUAL, looks_from, media_for, to_store
from tests.factories import make_user

STYLES = Path(settings.BASE_DIR) / "rorikt/static/rorikt"
CHOSEN = {"size": "150", "measure": "short", "spacing": "wide", "scheme": "dark", "contrast": "more", "speed": "1.25"}


@pytest.mark.parametrize("stored", [None, {}, [], "dark", {"scheme": "pink"}, {"scheme": ["dark"]}, {"gone": "1"}])
def test_what_is_not_chosen_or_is_no_choice_is_as_usual(stored):
    assert looks_from(stored) == USUAL


def test_only_what_is_not_as_usual_is_stored():
    assert to_store({**USUAL, "size": "150"}) == {"size": "150"}
    assert to_store(USUAL) is None
    assert looks_from(to_store(CHOSEN)) == CHOSEN


def test_every_choice_has_its_usual_among_its_options():
    assert all(choice.usual in dict(choice.options) for choice in CHOICES)


@pytest.mark.parametrize(
    ("scheme", "dark"),
    [("auto", "screen and (prefers-color-scheme: dark)"), ("dark", "screen"), ("light", "not all")],
)
def test_a_style_sheet_holds_by_the_device_or_by_choice(scheme, dark):
    assert media_for({**USUAL, "scheme": scheme})["dark_media"] == dark


@pytest.mark.django_db
def test_what_a_person_chose_stands_on_every_page_before_it_is_painted(client):
    client.force_login(make_user())

    answer = client.post(reverse("rorikt:looks"), {**CHOSEN, "tilbake": "/moter/"})

    assert answer["Location"] == "/moter/"
    for page in ("/", reverse("rorikt:looks"), "/finnes-ikke/"):
        head = client.get(page).content.decode().partition("<body")[0]
        for name in ('data-color-scheme="dark"', 'data-contrast="more"', 'data-text-size="150"'):
            assert name in head, (page, name)
        assert re.search(r'contrast[^"]*\.css" media="screen"', head), page


@pytest.mark.django_db
def test_it_is_the_persons_own_and_leaves_no_trail(client):
    one, other = make_user(), make_user()
    client.force_login(one)
    entries = AuditEntry.objects.count()

    client.post(reverse("rorikt:looks"), CHOSEN, headers={"Accept": "application/json"})
    one.refresh_from_db()
    other.refresh_from_db()

    assert (looks_from(one.looks), other.looks) == (CHOSEN, None)
    assert AuditEntry.objects.count() == entries
    assert "looks" not in values_of(one)


@pytest.mark.django_db
def test_all_can_be_as_usual_again(client):
    user = make_user(looks={"size": "175"})
    client.force_login(user)

    client.post(reverse("rorikt:looks"), {**CHOSEN, "usual": "1"})

    user.refresh_from_db()
    assert user.looks is None


@pytest.mark.django_db
def test_what_is_no_choice_is_refused_with_a_sentence(client):
    user = make_user()
    client.force_login(user)

    answer = client.post(reverse("rorikt:looks"), {**CHOSEN, "size": "9000"}, headers={"Accept": "application/json"})

    user.refresh_from_db()
    assert (answer.status_code, user.looks) == (200, None)
    assert "9000 er ikke" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["https://ond.example/", "//ond.example", "javascript:alert(1)", "moter", ""])
def test_one_is_led_back_to_a_page_of_this_site_only(client, asked):
    client.force_login(make_user())

    assert client.post(reverse("rorikt:looks"), {**CHOSEN, "tilbake": asked})["Location"] == "/"


@pytest.mark.django_db
def test_who_is_not_logged_in_reads_by_the_device(client):
    head = client.get("/konto/login/").content.decode().partition("<body")[0]

    assert 'data-color-scheme="auto"' in head
    assert 'media="screen and (prefers-contrast: more)"' in head
    assert "looks.js" not in head


def variables(name):
    text = (STYLES / name).read_text()
    return dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{3,6});", text))


def brightness(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one, other):
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("sheets", [["looks.css"], ["looks.css", "dark.css"]], ids=["light", "dark"])
def test_high_contrast_is_at_least_seven_to_one_for_all_text(sheets):
    values = {name: value for sheet in sheets for name, value in variables(sheet).items()}

    for name in ("ink", "link", "danger"):
        assert ratio(values[f"--strong-{name}"], values["--strong-paper"]) >= 7, name
    assert ratio(values["--strong-line"], values["--strong-paper"]) >= 3
    assert ratio("#fff", "#000") == pytest.approx(21)


def test_high_contrast_names_no_colour_of_its_own_but_those():
    text = (STYLES / "contrast.css").read_text()

    assert set(re.findall(r"#[0-9a-f]{3,6}\b", text)) == {"#000", "#fff", "#333"}


def test_every_option_is_known_to_the_style_sheet_or_is_the_usual_one():
    text = (STYLES / "looks.css").read_text()

    for choice in CHOICES[:3]:
        for value, _ in choice.options:
            assert value == choice.usual or f'[data-{choice.attribute}="{value}"]' in text


@pytest.mark.django_db
def test_the_panel_leads_back_to_where_one_came_from(client):
    client.force_login(make_user())

    page = client.get(reverse("rorikt:looks"), headers={"Referer": "http://testserver/moter/?side=2"}).content.decode()

    assert '<input type="hidden" name="tilbake" value="/moter/">' in page


@pytest.mark.django_db
def test_an_address_that_is_none_leads_back_to_the_first_page(client):
    client.force_login(make_user())

    answer = client.get(reverse("rorikt:looks"), headers={"Referer": "http://[::1"})

    assert answer.context["back"] == reverse("rorikt:home")
