"""A figure against that of the last report: a direction only between the same thing at two times, never by colour."""

from decimal import Decimal

import pytest

from meetings.key_figures.trend import NEW, printed, trend
from rorikt.figures.values import Figure


def figure(label, value, text="", unit="saker"):
    return Figure("x", label, value, unit, text or str(value))


OPEN_NOW = figure("Åpne saker 1. mai 2024", 612)


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        (OPEN_NOW, None, NEW),
        (
            OPEN_NOW, figure("Åpne saker 1. februar 2024", 595),
            "Opp fra 595\u00a0saker (1. februar 2024) i forrige rapport.",
        ),
        (
            figure("Nye saker april 2024", 400), figure("Nye saker januar 2024", 451),
            "Ned fra 451\u00a0saker (januar 2024) i forrige rapport.",
        ),
        (
            OPEN_NOW, figure("Åpne saker 1. februar 2024", 612),
            "Uendret fra 612\u00a0saker (1. februar 2024) i forrige rapport.",
        ),
        (
            figure("Regnskap 2024, sum", Decimal(90), "90 kr", "kr"),
            figure("Regnskap 2023, sum", Decimal(85), "85 kr", "kr"),
            "Opp fra 85 kr (2023) i forrige rapport.",
        ),
        # The accounts of some months are not those of a year, nor those of other months.
        (
            figure("Regnskap hittil, til og med april 2024, sum", Decimal(30), "30 kr", "kr"),
            figure("Regnskap 2023, sum", Decimal(85), "85 kr", "kr"),
            "Forrige rapport: 85 kr (Regnskap 2023, sum).",
        ),
        (
            figure("Regnskap hittil, til og med april 2024, sum", Decimal(30), "30 kr", "kr"),
            figure("Regnskap hittil, til og med januar 2024, sum", Decimal(8), "8 kr", "kr"),
            "Forrige rapport: 8 kr (Regnskap hittil, til og med januar 2024, sum).",
        ),
        # «Opp fra et merforbruk» could be read either way.
        (
            figure("Resultat 2024", Decimal(5), "et mindreforbruk på 5 kr", "kr"),
            figure("Resultat 2023", Decimal(-9), "et merforbruk på 9 kr", "kr"),
            "Forrige rapport: et merforbruk på 9 kr (2023).",
        ),
        (
            figure("SLA april 2024", Decimal(80), "80,0 %", "%"), figure("SLA januar 2024", None, "–", "%"),
            "Forrige rapport: – (januar 2024).",
        ),
        (
            figure("Kommuner på møtet", 5, unit=""), figure("Kommuner på møtet", 4, unit=""),
            "Opp fra 4 i forrige rapport.",
        ),
    ],
)  # fmt: skip
def test_the_trend_is_told_in_words(now, before, told):
    assert trend(now, before) == told


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (figure("Åpne", 595), "595\u00a0saker"),
        (figure("Åpne", 1), "1\u00a0sak"),
        (figure("Avtaler", 1, unit="rader"), "1\u00a0rad"),
        (figure("Åpne", None, "–"), "–"),
        (figure("Regnskap", Decimal(1), "1 kr", "kr"), "1 kr"),
        (figure("Mill", Decimal(1), "1,9 mill. kr", "kr"), "1,9 mill. kr"),
    ],
)
def test_a_key_figure_has_its_unit_once(shown, text):
    assert printed(shown) == text
