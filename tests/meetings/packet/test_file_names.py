"""Names of files that every system can unpack."""

import pytest

from meetings.packet.file_names import safe, unique


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Løsning: «før/etter»?", "Løsning- «før-etter»-"),
        ('a<b>c|d*e\\f"g', "a-b-c-d-e-f-g"),
        ("  To   ord \t og\nlinje ", "To ord - og-linje"),
        (".skjult.", "skjult"),
        ("", "_"),
        ("...", "_"),
        ("con", "_con"),
        ("LPT1.pdf", "_LPT1.pdf"),
        ("Contoso", "Contoso"),
        ("A\u030a", "Å"),
        ("x" * 130, "x" * 120),
        ("x" * 119 + ". y", "x" * 119),
    ],
)
def test_what_no_system_allows_is_left_out_and_norwegian_letters_stay(title, name):
    assert safe(title) == name


def test_two_of_one_name_are_told_apart_also_where_letters_are_not():
    taken = set()

    assert [unique(title, "pdf", taken) for title in ("Kart", "KART", "kart", "Kart (2)", "Plan")] == [
        "Kart.pdf",
        "KART (2).pdf",
        "kart (3).pdf",
        "Kart (2) (2).pdf",
        "Plan.pdf",
    ]


def test_another_suffix_is_another_name():
    taken = set()

    assert [unique("Kart", suffix, taken) for suffix in ("pdf", "xml")] == ["Kart.pdf", "Kart.xml"]
