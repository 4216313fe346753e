"""The money of 2023 and of case 2024/M1-004, as rows with øre whose printed figures are those the council was shown.

`PRINTED_…` is what the council's papers printed; thousands where nothing else is said.
"""

from datetime import date
from decimal import Decimal

from tests.factories import (
    KEY_2024,
    close_year,
    make_estimate,
    make_estimate_line,
    make_key,
    make_line,
    make_payment,
    make_project,
    make_tier,
)

OVERSPEND = Decimal("1937782.94")
EXPENSES_EXCL_VAT = Decimal("9696616.33")

# Type of cost: (actual, budgeted), NOK.
LINES = {
    "Lønn": ("28790212.40", "29233000"),
    "Drift av stab og lokaler": ("3213087.65", "3021000"),
    "Kjøp/leasing": ("476912.35", "321000"),
    "Konsulenter": ("3001144.20", "715000"),
    "Lisens, vedlikehold og support": ("55995301.74", "51176000"),
    "Samband og tele": ("4316221.10", "4638000"),
    "Inntekter": ("-9989096.50", "-5238000"),
}
PRINTED_LINES = {
    "Lønn": ("28 790", "29 233", "443"),
    "Drift av stab og lokaler": ("3 213", "3 021", "−192"),
    "Kjøp/leasing": ("477", "321", "−156"),
    "Konsulenter": ("3 001", "715", "−2 286"),
    "Lisens, vedlikehold og support": ("55 995", "51 176", "−4 819"),
    "Samband og tele": ("4 316", "4 638", "322"),
    "Inntekter": ("−9 989", "−5 238", "4 751"),
}
PRINTED_SUM = ("85 804", "83 866", "−1 938")

# Project: (actual without VAT, VAT, budgeted), NOK.
PROJECTS = {
    "Videreutvikling P360 og M365": ("0", "0", "100000"),
    "Digitalisering oppvekst": ("0", "0", "800000"),
    "Innbyggerportal": ("0", "0", "600000"),
    "Helseplattformen": ("5178203.10", "603796.90", "4500000"),
    "Digitalisering teknisk sektor": ("758402.00", "189600.50", "1400000"),
    "Nytt system for lønn, økonomi og personal": ("0", "0", "900000"),
    "App-utvikling": ("886400.00", "221600.00", "900000"),
    "Uforutsette kommuneprosjekter": ("0", "0", "500000"),
    "Grunnmur del 3": ("1785000.73", "136000.00", "1000000"),
    "Beredskapsplattform": ("0", "0", "1800000"),
    "Zero-trust nettverk": ("950400.00", "237600.00", "500000"),
    "Klientsikkerhet": ("0", "0", "1000000"),
    "Uforutsette tiltak infrastruktur": ("138210.50", "34552.63", "500000"),
}
PRINTED_PROJECTS = {
    "Videreutvikling P360 og M365": ("–", "100", "100"),
    "Digitalisering oppvekst": ("–", "800", "800"),
    "Innbyggerportal": ("–", "600", "600"),
    "Helseplattformen": ("5 782", "4 500", "−1 282"),
    "Digitalisering teknisk sektor": ("948", "1 400", "452"),
    "Nytt system for lønn, økonomi og personal": ("–", "900", "900"),
    "App-utvikling": ("1 108", "900", "−208"),
    "Uforutsette kommuneprosjekter": ("–", "500", "500"),
    "Grunnmur del 3": ("1 921", "1 000", "−921"),
    "Beredskapsplattform": ("–", "1 800", "1 800"),
    "Zero-trust nettverk": ("1 188", "500", "−688"),
    "Klientsikkerhet": ("–", "1 000", "1 000"),
    "Uforutsette tiltak infrastruktur": ("173", "500", "327"),
}
PRINTED_PROJECT_SUM = ("11 120", "14 500", "3 380")

# NOK, as printed. Its sum is one øre short of the overspend.
PRINTED_SPLIT = {
    "1506": Decimal("888861.03"),
    "1535": Decimal("240091.31"),
    "1539": Decimal("239316.19"),
    "1547": Decimal("162192.43"),
    "1579": Decimal("407321.97"),
}

# Municipality: (paid on account, expenses without VAT, offset), NOK, as printed.
PRINTED_SETTLEMENT = {
    "1506": ("5315000.00", "4447837.91", "867162.09"),
    "1535": ("1439000.45", "1201410.76", "237589.69"),
    "1539": ("1433999.98", "1197532.12", "236467.86"),
    "1547": ("972000.35", "811606.79", "160393.56"),
    "1579": ("2441000.00", "2038228.75", "402771.25"),
}
PRINTED_SETTLEMENT_SUM = ("11601000.78", "9696616.33", "1904384.45")

PRINTED_COST_SPLIT_2024 = {"1506": 877_944, "1535": 238_219, "1539": 229_458, "1547": 150_798, "1579": 367_581}
PRICE_TIERS = {350: 107_450, 375: 114_750, 400: 122_000, 425: 129_200, 450: 136_350, 475: 143_450, 500: 150_000}


def make_year_2023():
    """Key, lines, projects and payments on account; the year is closed."""
    make_key(valid_to=date(2023, 12, 31))
    for position, (title, (actual, budgeted)) in enumerate(LINES.items()):
        make_line(position=position, title=title, actual=Decimal(actual), budgeted=Decimal(budgeted))
    for position, (title, (actual, vat, budgeted)) in enumerate(PROJECTS.items()):
        make_project(
            position=position,
            title=title,
            actual_excl_vat=Decimal(actual),
            vat=Decimal(vat),
            budgeted=Decimal(budgeted),
        )
    for number, (paid, _, _) in PRINTED_SETTLEMENT.items():
        make_payment(municipality_id=number, amount=Decimal(paid))
    close_year(2023)


def make_security_partner():
    """The estimate of case 2024/M1-004 with its price list and the key of 2024."""
    make_key(KEY_2024, valid_from=date(2024, 1, 1))
    estimate = make_estimate(title="Sikkerhetspartner", unit_name="servere", unit_count=397)
    for up_to, price in PRICE_TIERS.items():
        make_tier(estimate=estimate, up_to=up_to, monthly_price=Decimal(price))
    make_estimate_line(estimate=estimate, year=2024, title="Etableringskostnad SOC+", amount=Decimal(200_000))
    make_estimate_line(estimate=estimate, year=2024, title="SOC+ (400 servere)", amount=None, months=12)
    make_estimate_line(estimate=estimate, year=2024, title="Konsulenttimer", amount=Decimal(200_000))
    make_estimate_line(estimate=estimate, year=2025, title="SOC+", amount=None, months=12)
    make_estimate_line(estimate=estimate, year=2025, title="Konsulenttimer", amount=Decimal(200_000))
    return estimate
