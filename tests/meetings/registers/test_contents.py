"""What is typed in a box is kept exact, printed as Norwegians read it, and refused with a sentence."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.registers.contents import NOTHING, Content, Kind, NotThis, Words, printed, read

WORDS = Words(
    states={1: "På plan", 2: "Utsatt"},
    people={7: "Fagansvarlig"},
    rows={3: "Skoleavtalen", 4: "Dobbel", 5: "Dobbel"},
    municipalities={"1506": "Molde", "1535": "Vestnes", "1579": "Hustadvika"},
    decimals=1,
)


@pytest.mark.parametrize(
    ("kind", "typed", "shown"),
    [
        (Kind.TEXT, "  En   linje ", "En linje"),
        (Kind.NOTES, "To\r\nlinjer", "To\nlinjer"),
        (Kind.NUMBER, "1 234,5", "1\xa0234,5"),
        (Kind.AMOUNT, "kr 1400000", "1\xa0400\xa0000,00"),
        (Kind.AMOUNT, "-3", "−3,00"),
        (Kind.DAY, "3.9.24", "03.09.2024"),
        (Kind.DAY, "2024-06-30", "30.06.2024"),
        (Kind.MOMENT, "5.2.2024 0830", "05.02.2024\xa008.30"),
        (Kind.STATE, "på  PLAN", "På plan"),
        (Kind.PERSON, "fagansvarlig", "Fagansvarlig"),
        (Kind.ROW, "skoleavtalen", "Skoleavtalen"),
        (Kind.MUNICIPALITY, "Molde kommune", "Molde"),
        (Kind.MUNICIPALITY, "1535", "Vestnes"),
        (Kind.MUNICIPALITIES, "Vestnes og Molde; 1535", "Molde, Vestnes"),
        (Kind.MUNICIPALITIES, "ALLE", "Alle"),
        *((kind, " ", "") for kind in Kind),
        *((kind, "–", "") for kind in Kind),
    ],
)
def test_what_is_typed_is_printed_and_can_be_read_again(kind, typed, shown):
    content = read(kind, typed, WORDS)

    assert printed(kind, content, WORDS) == shown
    assert read(kind, shown, WORDS) == content
    assert bool(content) == bool(shown)


@pytest.mark.parametrize(
    ("kind", "typed", "told"),
    [
        (Kind.DAY, "31.02.2024", "«31.02.2024» er ikke en dato. Skriv for eksempel 31.01.2024."),
        (Kind.DAY, "1.1.1889", "«1.1.1889» er utenfor årene 1990 til 2100."),
        (Kind.DAY, "i morgen", "«i morgen» er ikke en dato. Skriv for eksempel 31.01.2024."),
        (Kind.MOMENT, "01.02.2024", "«01.02.2024» mangler klokkeslett. Skriv for eksempel 31.01.2024 08.30."),
        (Kind.MOMENT, "01.02.2024 27.00", "«27.00» er ikke et klokkeslett. Skriv for eksempel 31.01.2024 08.30."),
        (Kind.NUMBER, "mange", "«mange» er ikke et tall. Skriv for eksempel 1 937 782,94."),
        (Kind.NUMBER, "1,25", "«1,25» har flere desimaler enn kolonnen: her skrives 1 desimaler."),
        (Kind.AMOUNT, "1000000000000", "«1000000000000» er for stort."),
        (Kind.STATE, "Grønn", "«Grønn» er ikke en status her. Velg «På plan», «Utsatt»."),
        (Kind.ROW, "dobbel", "«dobbel» kan være flere. Gi dem hvert sitt navn, eller velg fra listen."),
        (Kind.MUNICIPALITIES, "Molde, Oslo", "«Oslo» er ikke en av kommunene: Molde, Vestnes, Hustadvika."),
        (Kind.TEXT, "x" * 301, "Teksten er 301 tegn. Her er det plass til 300."),
    ],
)
def test_what_cannot_stand_there_is_told_in_a_sentence(kind, typed, told):
    with pytest.raises(NotThis) as refused:
        read(kind, typed, WORDS)

    assert str(refused.value) == told


@given(st.decimals(-(10**11), 10**11, places=2))
def test_an_amount_comes_back_to_the_ore(amount):
    shown = printed(Kind.AMOUNT, Content(number=amount), WORDS)

    assert read(Kind.AMOUNT, shown, WORDS).number == amount


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_a_day_comes_back(day):
    assert read(Kind.DAY, printed(Kind.DAY, Content(day=day), WORDS), WORDS) == Content(day=day)


@given(st.sampled_from(Kind), st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused(kind, typed):
    try:
        content = read(kind, typed, WORDS)
    except NotThis:
        return

    assert read(kind, printed(kind, content, WORDS), WORDS) == content


def test_nothing_is_nothing():
    assert not NOTHING
    assert Content(number=Decimal(0))
