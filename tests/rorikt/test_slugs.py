import pytest

from rorikt.slugs import slug


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lønn", "lonn"),
        ("Kjøp/leasing", "kjop-leasing"),
        ("Lisens, vedlikehold og support", "lisens-vedlikehold-og-support"),
        ("Nytt system for lønn, økonomi og personal", "nytt-system-for-lonn-okonomi-og-personal"),
        ("Grunnmur del 3", "grunnmur-del-3"),
        ("Åpne saker – ÆØÅ", "apne-saker-aeoa"),
        ("Kárášjohka", "karasjohka"),
        ("A\u030angstro\u0308m", "angstrom"),
        ("  SOC+ (400 servere) ", "soc-400-servere"),
        ("…", ""),
    ],
)
def test_a_slug_has_only_plain_letters_digits_and_hyphens(text, expected):
    assert slug(text) == expected
    assert slug(slug(text)) == expected
