"""The KOSTRA arts of a year, as the Norwegian Tax Administration and Statistics Norway publish them.

Source: Skatteetaten, SAF-T Regnskap, grouping categories KA_K and KA_KS for 2024 and for 2025–2026. A year before the
lists is read by the first of them, one after by the last.
"""

import csv
from functools import lru_cache
from pathlib import Path

_LIST = Path(__file__).with_name("kostra_arts.csv")


@lru_cache(maxsize=16)
def arts(year: int) -> dict[str, str]:
    """Art to its name."""
    with _LIST.open(encoding="utf-8", newline="") as file:
        return {
            row["art"]: row["navn"]
            for row in csv.DictReader(file, delimiter=";")
            if int(row["fra"] or 0) <= year <= int(row["til"] or 9999)
        }
