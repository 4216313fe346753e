"""The ground of an exemption taken apart and put together, and which grounds cannot be used."""

import pytest

from meetings.exemptions.basis import Basis, Unusable, check, parse, read

SECRECY = "forvaltningsloven § 13 første ledd nr. 2"


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("offentleglova § 23 tredje ledd", Basis("offentleglova", "23", "tredje")),
        ("offl. § 23", Basis("offentleglova", "23")),
        ("Offentleglova §13 1. ledd", Basis("offentleglova", "13", "første")),
        (f"offl. § 13 første ledd, jf. {SECRECY}", Basis("offentleglova", "13", "første", "", SECRECY)),
        (SECRECY, Basis("forvaltningsloven", "13", "første", "2")),
        ("kommuneloven § 11-5 annet ledd bokstav a", Basis("kommuneloven", "11-5", "andre", "a")),
        ("offentleglova § 26 femte ledd", Basis("offentleglova", "26", "femte")),
        ("§§ 23 og 24", None),
        ("offentleglova § 24; arkivlova § 14", None),
        ("forskrift om offentlige anskaffelser § 14-1", None),
        ("arkivlova § 14", None),
        ("offentleglova § 23 niende ledd", None),
        ("unntatt offentlighet", None),
        ("", None),
    ],
)
def test_a_ground_of_the_usual_form_is_taken_apart(text, basis):
    assert parse(text) == basis


@pytest.mark.parametrize(
    "text",
    ["offentleglova § 23 tredje ledd", f"offentleglova § 13 første ledd, jf. {SECRECY}", SECRECY,
     "kommuneloven § 11-5 andre ledd bokstav a", "offentleglova § 21"],
)  # fmt: skip
def test_a_ground_is_printed_as_it_was_read(text):
    assert str(parse(text)) == text


def test_what_is_typed_of_each_part_is_read():
    assert read("offentleglova", " § 23 ", "tredje", "", "") == Basis("offentleglova", "23", "tredje")
    assert read("forvaltningsloven", "13", "første", "nr. 2", "") == Basis("forvaltningsloven", "13", "første", "2")
    assert read("kommuneloven", "11-5", "", "bokstav A", "") == Basis("kommuneloven", "11-5", "", "a")
    with pytest.raises(Unusable, match="nummeret på paragrafen"):
        read("offentleglova", "tjuetre", "", "", "")
    with pytest.raises(Unusable, match="en bokstav eller et nummer"):
        read("offentleglova", "23", "", "begge", "")


@pytest.mark.parametrize(
    "basis",
    [Basis("offentleglova", "23", "tredje"), Basis("offentleglova", "13", "første", "", SECRECY),
     Basis("offentleglova", "21"), Basis("forvaltningsloven", "13", "", "2"), Basis("kommuneloven", "11-5", "andre"),
     Basis("sikkerhetsloven", "5-4")],
)  # fmt: skip
def test_a_ground_that_is_told_in_full_can_be_used(basis):
    check(basis, is_elected_body=True)


@pytest.mark.parametrize(
    ("basis", "part", "why"),
    [
        (Basis("offentleglova", "14"), "paragraph", "Saksframlegg med vedlegg og sakslisten kan ikke unntas"),
        (Basis("offentleglova", "15", "første"), "paragraph", "Saksframlegg med vedlegg og sakslisten kan ikke"),
        (Basis("offentleglova", "16"), "paragraph", "Offentleglova § 16 gir ikke grunn til å unnta noe"),
        (Basis("offentleglova", "3"), "paragraph", "Offentleglova § 3 gir ikke grunn til å unnta noe"),
        (Basis("offentleglova", "145"), "paragraph", "Offentleglova § 145 gir ikke grunn til å unnta noe"),
        (Basis("offentleglova", "13", "første"), "secrecy", "krever at du også oppgir regelen om taushetsplikt"),
        (Basis("offentleglova", "13", "første", "", "taushetsplikt"), "secrecy", "krever at du også oppgir regelen"),
        (Basis("offentleglova", "23"), "ledd", "Offentleglova § 23 har flere ledd"),
        (Basis("forvaltningsloven", "13"), "ledd", "Forvaltningsloven § 13 har flere ledd"),
    ],
)
def test_a_ground_that_does_not_hold_is_refused_with_what_to_do(basis, part, why):
    """Offentleglova §§ 16 and 31."""
    with pytest.raises(Unusable) as caught:
        check(basis, is_elected_body=True)

    assert caught.value.part == part
    assert caught.value.message.startswith(why) or why in caught.value.message


def test_internal_papers_are_a_ground_where_the_council_is_no_elected_body():
    check(Basis("offentleglova", "14"), is_elected_body=False)


def test_tenders_are_exempt_until_the_supplier_is_chosen():
    assert parse("offentleglova § 23 tredje ledd").suggested_event == "til leverandør er valgt"
    assert parse("offentleglova § 23 første ledd").suggested_event == ""
