"""How what the council has decided of the frame is split."""

from collections.abc import Sequence

from budget.frame.models import FrameChange
from budget.splits.splitting import KeyInTime, Split, split_of_year


def split_of_change(change: FrameChange, year: int, *, keys: Sequence[KeyInTime] = ()) -> Split:
    """By the keys of its purpose: of the whole year, or from the day that it begins on in its first one.

    Raises NotAvailable where the year has no whole key.
    """
    first = change.holds_from if change.year == year else None
    return split_of_year({change.purpose_id: change.amount}, year, first=first, keys=keys)
