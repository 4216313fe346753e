"""What a person says who reads Norwegian aloud. The rule is in the browser (rorikt/static/rorikt/spoken.js)."""

import random

import pytest

from tests import shipped

RULE = shipped.ROOT / "rorikt/static/rorikt/spoken.js"
NO_BREAK = "\u00a0"

CASES = [
    ("1 937 782,94 kr", "én million ni hundre og trettisju tusen sju hundre og åttito kroner og nittifire øre"),
    ("2,31 %", "to komma trettién prosent"),
    ("2024/M1-004", "tjue tjuefire M én, nummer fire"),
    ("2024/M2", "tjue tjuefire M to"),
    ("14.02.2024", "fjortende februar tjue tjuefire"),
    ("§ 11-5", "paragraf elleve fem"),
    ("kl. 10.00", "klokken ti"),
    ("−6 902", "minus seks tusen ni hundre og to"),
    ("1,9 mill.", "én komma ni millioner."),
    ("1,9 mill. i år", "én komma ni millioner i år"),
    ("1,9 mill. kr", "én komma ni millioner kroner"),
    ("1 mill. kr", "én million kroner"),
    ("2 mrd. kr", "to milliarder kroner"),
    ("kr 2,5 mrd.", "to komma fem milliarder kroner"),
    ("kr 1 864 000", "én million åtte hundre og sekstifire tusen kroner"),
    ("kr 500,-", "fem hundre kroner"),
    ("500,- til hver", "fem hundre kroner til hver"),
    ("1 kr", "én krone"),
    ("0,50 kr", "femti øre"),
    ("12,00 kr", "tolv kroner"),
    ("240 091,31", "to hundre og førti tusen og nittién komma trettién"),
    ("kr/mnd.", "kroner per måned"),
    ("300 kr/mnd.", "tre hundre kroner per måned"),
    ("150 kr/innbygger", "ett hundre og femti kroner per innbygger"),
    ("0,05 %", "null komma null fem prosent"),
    ("45,875 %", "førtifem komma åtte sju fem prosent"),
    ("3 %-poeng", "tre prosentpoeng"),
    ("+5 %", "pluss fem prosent"),
    ("-12", "minus tolv"),
    ("(−12)", "(minus tolv)"),
    ("2020–2024", "tjue tjue til tjue tjuefire"),
    ("10–12 saker", "ti til tolv saker"),
    ("10-12 saker", "ti til tolv saker"),
    ("14.–16. februar", "fjortende til sekstende februar"),
    ("kl. 10.00–12.30", "klokken ti til tolv tretti"),
    ("kl 09.05", "klokken ni null fem"),
    ("Møtet er kl. 13.", "Møtet er klokken tretten."),
    ("10:30", "ti tretti"),
    ("1. tertial", "første tertial"),
    ("2. kvartal 2024", "andre kvartal tjue tjuefire"),
    ("31. desember 2023", "trettiførste desember tjue tjuetre"),
    ("30. juni", "trettiende juni"),
    ("2024-02-14", "fjortende februar tjue tjuefire"),
    ("frist 01.03.", "frist første mars"),
    ("i 2003", "i to tusen og tre"),
    ("i 2000", "i to tusen"),
    ("i 2010", "i tjue ti"),
    ("i 1998", "i nitten nittiåtte"),
    ("i 1905", "i nitten hundre og fem"),
    ("2024/25", "tjue tjuefire til tjuefem"),
    ("arkivsak 2024/1234", "arkivsak tjue tjuefire skråstrek ett tusen to hundre og trettifire"),
    ("kapittel 6.3", "kapittel seks punkt tre"),
    ("4.2.1", "fire punkt to punkt én"),
    ("kap. 11", "kapittel elleve"),
    ("§§ 3 og 4", "paragrafene tre og fire"),
    ("§ 13, jf. § 23 a", "paragraf tretten, jamfør paragraf tjuetre a"),
    ("f.eks. en PC", "for eksempel en PC"),
    ("bl.a. drift", "blant annet drift"),
    ("Bl.a. drift", "blant annet drift"),
    ("eksl. mva.", "uten merverdiavgift."),
    ("inkl. mva. og frakt", "med merverdiavgift og frakt"),
    ("PC-er, skjermer osv. Rådet", "PC-er, skjermer og så videre. Rådet"),
    ("ca. 5 t.o.m. 2025", "cirka fem til og med tjue tjuefem"),
    ("dvs. 3 stk.", "det vil si tre stykker."),
    ("nr. 004", "nummer null null fire"),
    ("tlf. 71 11 10 00", "telefon syttién elleve ti null null"),
    ("8 GB", "åtte GB"),
    ("M1", "M én"),
    ("COVID-19", "COVID nitten"),
    ("120 m²", "ett hundre og tjue kvadratmeter"),
    ("og/eller", "og eller"),
    ("Utgift 1 100 tusen", "Utgift ett tusen ett hundre tusen"),
    ("123456789012345", "én to tre fire fem seks sju åtte ni null én to tre fire fem"),
    ("21 saker", "tjueén saker"),
    ("drifts\u00adbudsjett", "driftsbudsjett"),
    ("Merforbruket var 1,9 mill. Rådet", "Merforbruket var én komma ni millioner. Rådet"),
    ("De 5 kommunene, 100 %.", "De fem kommunene, ett hundre prosent."),
    ("", ""),
    ("Ingen tall her.", "Ingen tall her."),
]


@pytest.fixture(scope="module")
def say(chromium):
    page = chromium.new_page()
    page.evaluate(RULE.read_text())
    yield lambda expression, value: page.evaluate(f"(value) => {expression}", value)
    page.close()


def test_each_text_is_said_as_a_person_reads_it(say):
    said = say("value.map((one) => Spoken.text(one))", [written for written, _ in CASES])

    assert len(CASES) > 60
    assert list(zip([written for written, _ in CASES], said, strict=True)) == CASES


def test_spaces_that_do_not_break_are_spaces_in_a_number(say):
    written = [written for written, _ in CASES]

    said = say("value.map((one) => Spoken.text(one))", [one.replace(" ", NO_BREAK) for one in written])

    assert [one for one, (_, expected) in zip(said, CASES, strict=True) if one != expected.replace(NO_BREAK, " ")] == []


SMALL = [
    *("null", "én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv", "tretten"),
    *("fjorten", "femten", "seksten", "sytten", "atten", "nitten"),
]
TENS = dict(zip("23456789", ("tjue", "tretti", "førti", "femti", "seksti", "sytti", "åtti", "nitti"), strict=True))


def value_of(words):
    """The number that the words tell, read from left to right as one would who hears them."""
    total = part = 0
    for word in words.split():
        if word == "og":
            continue
        if word in ("ett", "én"):
            part += 1
        elif word == "hundre":
            part *= 100
        elif word == "tusen":
            total, part = total + part * 1000, 0
        elif word in ("million", "millioner"):
            total, part = total + part * 10**6, 0
        elif word in ("milliard", "milliarder"):
            total, part = total + part * 10**9, 0
        elif word in SMALL:
            part += SMALL.index(word)
        else:
            ten = next(digit for digit, name in TENS.items() if word.startswith(name))
            unit = word.removeprefix(TENS[ten])
            part += int(ten) * 10 + (SMALL.index(unit) if unit else 0)
    return total + part


def test_a_number_in_words_is_that_number(say):
    """Every one up to ten thousand, those around each round one, and many at random up to a milliard and past it."""
    chance = random.Random(16)
    around = {10**power * digit + step for power in range(1, 12) for digit in (1, 2, 9) for step in (-1, 0, 1, 21)}
    sizes = [10**power for power in range(4, 12) for _ in range(2500)]
    numbers = sorted({*range(10_001), *around, *(chance.randrange(size) for size in sizes)})
    numbers = [one for one in numbers if one < 10**12]

    words = say("value.map((one) => Spoken.number(one))", numbers)

    assert [(one, said) for one, said in zip(numbers, words, strict=True) if value_of(said) != one] == []
    assert len(set(words)) == len(numbers) > 25_000


def test_a_printed_amount_is_said_as_its_kroner_and_ore(say):
    chance = random.Random(11)
    amounts = [(chance.randrange(10 ** chance.randrange(1, 10)), chance.randrange(100)) for _ in range(3000)]

    said = say("value.map((one) => Spoken.text(one))", [f"{k:,}".replace(",", " ") + f",{o:02} kr" for k, o in amounts])

    for (kroner, ore), words in zip(amounts, said, strict=True):
        crowns, _, rest = words.replace(" kroner", " krone").rpartition(" krone")
        assert value_of(crowns) == kroner
        assert value_of(rest.removesuffix(" øre")) == ore
        assert words.endswith("øre") == bool(ore)


def test_no_digit_is_left_whatever_is_written(say):
    chance = random.Random(5)
    written = [
        "".join(chance.choice("0123456789 ,.-–/§%:kM") for _ in range(chance.randrange(1, 25))) for _ in range(5000)
    ]

    said = say("value.map((one) => Spoken.text(one))", written)

    assert [pair for pair in zip(written, said, strict=True) if any(one.isdigit() for one in pair[1])] == []


def test_what_is_said_at_once_is_short_and_nothing_is_lost(say):
    text = "Kostnadene er f.eks. 1,5 mill. kr. " * 3 + "ord " * 200 + "slutt. Og så: enda en setning!"

    parts = say("Spoken.sentences(value)", text)

    assert max(map(len, parts)) <= 200
    assert " ".join(parts) == say("Spoken.text(value)", text)
