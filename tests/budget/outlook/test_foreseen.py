"""What a coming year may cost: the range, what is not in it, and what has changed since it was published."""

from decimal import Decimal

from budget.outlook.foreseen import Foreseen, Outlook, certain, either, later_changes, unknown

FRAME = certain("frame-0", "Driftsramme 2025", Decimal(1000), "Vedtatt.")
ESTIMATE = either("proposal-x", "Sikkerhetspartner", Decimal(0), [Decimal("250.50")], "Ikke vedtatt.")
SAVING = either("proposal-y", "Oppsagt avtale", Decimal(0), [Decimal(-40)], "Ikke vedtatt.")
SETTLEMENT = unknown("investment-1", "Avregning 2024", "Regnskapet er ikke avsluttet.")


def test_what_is_open_makes_a_range_around_what_is_decided():
    found = Outlook([FRAME, ESTIMATE, SAVING])

    assert (found.low, found.best, found.high) == (960, 1000, Decimal("1250.50"))
    assert [item.is_open for item in found.items] == [False, True, True]


def test_the_sentence_names_what_nobody_can_estimate():
    told = Outlook([FRAME, ESTIMATE, SETTLEMENT]).sentence.replace("\u00a0", " ")

    assert told == (
        "Beste anslag er 1 000,00 kr, mellom 1 000,00 og 1 250,50 kr etter det som ikke er avgjort. "
        "Ikke anslått: Avregning 2024."
    )


def test_items_are_read_back_as_they_were_published():
    for item in (FRAME, ESTIMATE, SETTLEMENT):
        assert Foreseen.from_json(item.as_json()) == item


def test_what_changes_later_is_told():
    decided = certain("proposal-x", "Sikkerhetspartner", Decimal("250.50"), "Vedtatt.")
    new = certain("soc", "Beredskap", Decimal(5), "Vedtatt.")

    changes = [one.replace("\u00a0", " ") for one in later_changes([FRAME, ESTIMATE, SAVING], [FRAME, decided, new])]

    assert changes == [
        "Sikkerhetspartner er endret fra 0,00 kr (0,00 til 250,50) til 250,50 kr.",
        "Beredskap er kommet til: 5,00 kr.",
        "Oppsagt avtale er ikke lenger med.",
    ]
    assert later_changes([FRAME], [FRAME]) == []
