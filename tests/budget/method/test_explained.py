"""How an amount was split, as it stands beside it."""

from decimal import Decimal

from budget.method.explained import Explained, by_purpose, explained, in_words

SHARES = {"1506": "60.00", "1535": "40.00"}


def span(first, last, weight, shares=SHARES, of=366):
    return {"key": 1, "period": "", "first": first, "last": last, "weight": weight, "of": of, "shares": shares}


def portion(*spans, purpose="Samarbeidsavtalen", **more):
    return {"purpose": purpose, "amount": "100.00", "spans": list(spans), "parts": {}, **more}


def plain(ways):
    return [(one.method, one.measure, one.count.replace("\u00a0", " "), one.ratio) for one in ways]


def test_an_older_run_is_told_by_its_share_in_the_key():
    ways = explained(None, "1535", percent=Decimal("12.39"))

    assert plain(ways) == [("Fordelingsnøkkel", "andel i nøkkelen", "12,39 %", Decimal("0.1239"))]
    assert ways[0].printed_ratio == "0,123900"


def test_keys_that_follow_each_other_are_told_by_their_days():
    newer = {"1506": "50.00", "1535": "30.00", "1547": "20.00"}
    halves = span("2024-01-01", "2024-06-30", 182), span("2024-07-01", "2024-12-31", 184, newer)
    sharing = {"method": "keys", "portions": [portion(*halves)]}

    (way,) = explained(sharing, "1547")

    assert (way.method, way.measure) == ("Fordelingsnøkler etter tid", "andel i nøkkelen og dager")
    assert way.count.replace("\u00a0", " ") == (
        "deltar ikke i 182 av 366 dager (01.01.2024–30.06.2024), 20,00 % i 184 av 366 dager (01.07.2024–31.12.2024)"
    )
    assert round(way.ratio, 6) == round(Decimal(184) * 20 / 366 / 100, 6)


def test_purposes_are_told_one_by_one():
    only = span("2024-01-01", "2024-12-31", 366)
    other = span("2024-01-01", "2024-12-31", 366, {"1506": "100.00"})
    sharing = {"method": "keys", "portions": [portion(only), portion(other, purpose="Helseplattformen")]}

    ways = explained(sharing, "1535")

    assert [(one.purpose, one.method) for one in ways] == [
        ("Samarbeidsavtalen", "Fordelingsnøkkel"),
        ("Helseplattformen", "deltar ikke"),
    ]
    assert "Samarbeidsavtalen" in in_words(ways)
    assert by_purpose(ways, lambda amount: f"{amount} kr").replace("\u00a0", " ") == (
        "Samarbeidsavtalen: 40,00 % av 100.00 kr; Helseplattformen: deltar ikke"
    )


def test_months_are_called_months():
    two = span("2024-01-01", "2024-06-30", 6, of=12), span("2024-07-01", "2024-12-31", 6, of=12)
    sharing = {"method": "keys", "portions": [portion(*two, counts_by="months")]}

    assert "i 6 av 12 måneder" in explained(sharing, "1535")[0].count


def test_one_that_does_not_take_part_is_said_to():
    sharing = {"method": "key", "portions": [], "not_taking_part": ["1547"]}

    assert explained(sharing, "1547") == (Explained("deltar ikke", "–", "–", Decimal(0)),)


def test_counts_are_told_with_their_ratio():
    parts = {"1506": {"count": "300", "ratio": "75.0000"}, "1535": {"count": "100", "ratio": "25.0000"}}
    counted = {"service": "M365", "unit": "lisens", "measure": "Antallet i hver måned", "parts": parts}
    sharing = {"method": "counts", "measure": "antall × pris", "services": [counted]}

    assert plain(explained(sharing, "1535")) == [
        ("Antall og pris", "lisens: antallet i hver måned", "100", Decimal("0.25"))
    ]


def test_what_cannot_be_read_is_not_guessed_at():
    assert explained({"method": "keys", "portions": ["?"]}, "1535") == ()
    assert explained({}, "1535") == ()
