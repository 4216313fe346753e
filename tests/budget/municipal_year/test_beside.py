"""A year beside the one before, in words."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from budget.municipal_year.beside import Item, _steps, beside

FRAME = Item(
    "frame-0", "Driftsramme 2024", Decimal("1278.00"), whole=Decimal(10_000), part=Decimal("1278.00"),
    ratio=Decimal("0.1278"), count="12,78 %", decision="Rådets vedtak (2023/M4-003)",
)  # fmt: skip


def item(**changed):
    return Item(**{**FRAME.__dict__, **changed})


def told(now, before, **given):
    rows = beside(now, before, year=2024, **given)
    return [(row.title, row.difference, row.why.replace("\u00a0", " ")) for row in rows]


def test_the_same_is_unchanged():
    assert told([FRAME], [FRAME]) == [("Driftsramme 2024", 0, "Uendret.")]


def test_a_changed_share_and_a_changed_amount_are_told_apart_and_add_up():
    before = item(
        amount=Decimal("1115.10"),
        whole=Decimal(9_000),
        part=Decimal("1115.10"),
        ratio=Decimal("0.1239"),
        count="12,39 %",
    )

    assert told([FRAME], [before]) == [
        (
            "Driftsramme 2024",
            Decimal("162.90"),
            "Andelen er endret fra 12,39 % til 12,78 %: +35,10 kr. Beløpet som deles, er endret fra 9 000,00 til "
            "10 000,00, etter rådets vedtak (2023/M4-003): +127,80 kr.",
        )
    ]


def test_a_count_that_changed_is_told_by_its_numbers():
    now = item(measure="Antallet", count="372", ratio=Decimal("0.372"), part=Decimal(3720), amount=Decimal(3720))
    before = item(measure="Antallet", count="350", ratio=Decimal("0.35"), part=Decimal(3500), amount=Decimal(3500))

    assert told([now], [before])[0][2] == "Antallet er endret fra 350 til 372: +220,00 kr."


def test_what_is_taken_off_is_told_too():
    before = item(off=Decimal(100), amount=Decimal("1178.00"))

    assert told([FRAME], [before])[0][1:] == (100, "Det som trekkes fra, er endret fra 100,00 til 0,00: +100,00 kr.")


def test_what_is_new_and_what_is_gone():
    rows = told([item(like="soc", title="Sikkerhetspartner")], [item(like="old", title="Overgang")])

    assert [row[2] for row in rows] == ["Ny i 2024, etter rådets vedtak (2023/M4-003).", "Ikke i 2024."]


def test_what_has_no_amount_yet_is_neither_new_nor_gone():
    assert told([], [FRAME], missing={"frame-0": "foreslått"})[0][1:] == (
        None,
        "Ikke avgjort for 2024 ennå (foreslått).",
    )
    assert told([FRAME], [], was_missing=["frame-0"])[0][1:] == (None, "Beløpet for 2023 er ikke kjent.")


def test_a_closed_amount_tells_only_the_municipalitys_own():
    now, before = item(whole=None, amount=Decimal(150), decision=""), item(whole=None, amount=Decimal(100))

    assert told([now], [before])[0][2] == "Beløpet er endret med +50,00 kr."


def test_a_decision_and_its_correction_are_one():
    rows = told([FRAME, item(amount=Decimal(-78))], [FRAME])

    assert rows == [("Driftsramme 2024", -78, "1 krav ble 2: −78,00 kr.")]


amounts = st.integers(-(10**9), 10**9).map(lambda ore: Decimal(ore).scaleb(-2))
ratios = st.integers(0, 10_000).map(lambda hundredths: Decimal(hundredths).scaleb(-4))


@given(amounts, amounts, ratios, ratios, amounts, amounts)
def test_the_steps_add_up_to_the_difference(whole, whole_before, ratio, ratio_before, off, off_before):
    def made(whole, ratio, off):
        part = (whole * ratio).quantize(Decimal("0.01"))
        return item(whole=whole, ratio=ratio, part=part, off=off, amount=part - off, count=str(ratio))

    now, before = made(whole, ratio, off), made(whole_before, ratio_before, off_before)
    steps = [step.rpartition(": ")[2].removesuffix("kr.") for step in _steps(now, before)]
    sums = [Decimal("".join(step.split()).replace("−", "-").replace(",", ".")) for step in steps]

    assert sum(sums, Decimal(0)) == now.amount - before.amount
