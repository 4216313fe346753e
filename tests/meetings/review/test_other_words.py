"""The six slips of the packet of 14.02.2024 in other words and other places, and each of them put right."""

import pytest

from tests import golden
from tests.meetings.review.papers import found, table
from tests.meetings.review.test_packet import RESULT, SLA, estimate, means, money

SPLIT = {name: money(part) for name, part in golden.PRINTED_OVERSPEND_SPLIT_2023.items()}
USERS = {name: str(count) for name, (_, count) in golden.VISMA_BI.items() if name != "Sum"}
TOTAL, RIGHT_SPLIT = "1 937 782,94", {**SPLIT, "Molde": "888 861,04"}
PRINTED_SPLIT = {**SPLIT, "Molde": "888 861,03"}


def points(rows, last):
    return "<ul>" + "".join(f"<li><p>{name}: {text}</p></li>" for name, text in [*rows.items(), last]) + "</ul>"


def in_a_row(rows, unit=""):
    return ", ".join(f"{name} {text}{unit}" for name, text in rows.items())


def mean_of(value):
    rows = (("november", "4,6", "0,1"), ("desember", "12,2", value), ("januar", "28,7", "1,4"))
    return table("Løsningstid i snitt", ("Måned", "Lav", "Kritisk"), *rows)


# For each check: what is written with a gap, and what fills it wrongly and rightly.
SLIPS = {
    "split, with kr before": (
        "total",
        lambda rows: table("Slik deles merforbruket", ("Kommune", "Å betale"),
                           *((name, f"kr {text}") for name, text in rows.items()), ("Til sammen", f"kr {TOTAL}")),
        PRINTED_SPLIT, RIGHT_SPLIT,
    ),
    "split, its sum first": (
        "total", lambda rows: table("Fordelt", ("", "Kroner"), ("I alt", TOTAL), *rows.items()),
        PRINTED_SPLIT, RIGHT_SPLIT,
    ),
    "split, its sum called all": (
        "total", lambda rows: table("Fordelt", ("Kommune", "Kroner"), *rows.items(), ("Alle kommunene", TOTAL)),
        PRINTED_SPLIT, RIGHT_SPLIT,
    ),
    "split, across": (
        "total", lambda rows: table("Fordelt", ("Post", *rows, "Sum"), ("Merforbruk", *rows.values(), TOTAL)),
        PRINTED_SPLIT, RIGHT_SPLIT,
    ),
    "split, in a sentence": (
        "total", lambda rows: f"<p>Kommunene betaler {in_a_row(rows, ' kr')}, til sammen {TOTAL} kr.</p>",
        PRINTED_SPLIT, RIGHT_SPLIT,
    ),
    "split, in a list": (
        "total", lambda rows: "<p>Slik deles det:</p>" + points(rows, ("Sum", TOTAL)), PRINTED_SPLIT, RIGHT_SPLIT,
    ),
    **{
        f"users, {label or 'without a name'}": (
            "total",
            lambda sum_, label=label: table("Lisenser", ("Kunde", "Antall"), *USERS.items(), (label, sum_)),
            "267", "285",
        )
        for label in ("I alt", "Totalt antall lisenser", "<strong>Sum:</strong>", "")
    },
    "users, each with a word": (
        "total",
        lambda sum_: table("Lisenser", ("Virksomhet", "Antall"),
                           *((name, f"{count} stk") for name, count in USERS.items()), ("Sum", f"{sum_} stk")),
        "267", "285",
    ),
    "users, in a sentence": (
        "total", lambda sum_: f"<p>{in_a_row(USERS)}, totalt {sum_} brukere.</p>", "267", "285",
    ),
    **{
        f"per cent, {sentence}": ("percentage", lambda share, text=sentence: f"{RESULT}<p>{text.format(share)}</p>",
                                  "1,68", "2,31")
        for sentence in (
            "Vi brukte {} prosent mer enn budsjettet.",
            "Merforbruket utgjør {} % av årsbudsjettet.",
            "Overskridelsen er på {} pst. av rammen på 83 866 000 kr.",
            "Resultatet er {} % dårligere enn budsjettert.",
            "Regnskapet viser 85 804 000 kr mot et budsjett på 83 866 000 kr, altså {} % over.",
            "Budsjettet er overskredet med {} %, tilsvarende 1 937 783 kroner.",
            "Avviket mellom regnskap og budsjett er {} %.",
        )
    },
    "year, under a heading above": (
        "year", lambda year: [("7 Økonomi 2025", "<p>Innledning.</p>"),
                              ("7.1 Driftsramme", estimate(golden.COST_2025, f"Total {year}"))],
        2024, 2025,
    ),
    "year, of a column": (
        "year", lambda year: table("Kostnader", ("Post", "2025"), ("A", "100"), ("B", "200"), (f"Sum {year}", "300")),
        2024, 2025,
    ),
    "year, of the line above": (
        "year", lambda year: "<p>Anslag for 2025, eksl. mva.:</p>" + estimate(golden.COST_2025, f"Sum {year}"),
        2024, 2025,
    ),
    **{
        f"year, {line}": (
            "year", lambda year, line=line: [("7.3 Ramme 2025", f"<p>{line.format(year)}</p>")], 2024, 2025,
        )
        for line in ("SUM {} = 1 664 000", "Samlet for {}: kr 1 664 000,00", "Totalsum {}: 1 664 000 kr")
    },
    "mean, in hours": ("mean", lambda mean: SLA + means(mean), "0,0 timer", "–"),
    "mean, a bare zero": ("mean", lambda mean: SLA + means(mean), "0", "–"),
    "mean, months below each other": ("mean", mean_of, "0,0", "–"),
    "mean, in a sentence": (
        "mean", lambda mean: f"<p>Kritiske saker i desember ble i snitt løst på {mean} timer.</p>", "0", "1,4",
    ),
    **{
        f"count, {sentence}": ("count", lambda count, text=sentence: f"{SLA}<p>{text.format(count)}</p>", wrong, right)
        for sentence, wrong, right in (
            ("I januar hadde vi {} kritiske hendelser.", "2", "3"),
            ("Det ble registrert {} saker med prioritet kritisk.", "to", "fire"),
            ("Vi har hatt {} kritiske feil siden forrige møte.", "2", "4"),
            ("Antall kritiske hendelser i perioden: {}.", "2", "4"),
            ("Antallet kritiske hendelser i januar var {}.", "to", "tre"),
            ("Kritiske hendelser: {}", "2", "4"),
            ("Det var kun {} av prioritet kritisk i perioden.", "to", "fire"),
            ("Kritisk prioritet ble brukt {} ganger.", "to", "fire"),
            ("Vi hadde i perioden {} hendelser som ble meldt som kritiske.", "to", "fire"),
        )
    },
}  # fmt: skip


def checks_of(text):
    sections = text if isinstance(text, list) else [text]
    return {check for check, _ in found(*sections, terms=["SLA", "SOC"])}


@pytest.mark.parametrize("slip", SLIPS)
def test_the_slip_is_found_and_nothing_else(slip):
    check, write, wrong, _ = SLIPS[slip]

    assert checks_of(write(wrong)) == {check}


@pytest.mark.parametrize("slip", SLIPS)
def test_put_right_nothing_is_found(slip):
    _, write, _, right = SLIPS[slip]

    assert checks_of(write(right)) == set()
