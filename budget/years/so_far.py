"""How far the accounts of a year reach, and what may be said of them: the rule behind every «hittil».

A year is open until somebody closes it. Until then its accounts reach a month, which a person states; they are compared
with the budget of those months, and no over- or underspend of the year is there to be shared. Only a closed year is
compared with its whole budget. Nothing here reads rows: `years.state.state_of` fills in a `YearState` from them.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self

from rorikt.amounts import MONTHS, short_date

LAST = len(MONTHS)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class YearState:
    """What is known of the accounts of a year.

    `accounts_to` is the last month they reach, 1 to 12: as a person has stated it (`is_confirmed`), else the last month
    with entries; `None` where nobody can tell. `has_months` says that they are booked by month, so that they can be
    cut off after an earlier one. `closed_on` is empty while the year is open. `asked_on` is the day a paper speaks of.
    """

    year: int
    accounts_to: int | None = None
    is_confirmed: bool = False
    has_months: bool = False
    has_accounts: bool = True
    closed_on: date | None = None
    asked_on: date | None = None
    missing: str = ""

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None

    @property
    def month(self) -> int | None:
        """The month that figures go to; `None` for those of a whole, closed year, and where no month is known."""
        return None if self.is_closed else self.accounts_to

    @property
    def is_comparable(self) -> bool:
        """Whether the accounts can be held against a budget: of the whole year, or of the months they reach."""
        return self.is_closed or self.accounts_to is not None

    def on(self, day: date) -> Self:
        """As a paper of that day tells it: to the last month that was over by then, and closed only if it was by then.

        `missing` is filled in where that cannot be shown.
        """
        limit = last_month_over(self.year, day)
        closed_on = self.closed_on if self.closed_on and self.closed_on <= day else None
        seen = replace(self, closed_on=closed_on, asked_on=day)
        if self.accounts_to is None or self.accounts_to <= limit:
            return seen
        if limit and self.has_months:
            return replace(seen, accounts_to=limit)
        return replace(seen, accounts_to=None, missing=self._out_of_reach(limit, day))

    def until(self, month: int) -> Self:
        """Up to a chosen month, or as far as the accounts reach; December of a closed year is the whole year."""
        if self.accounts_to is None or month >= self.accounts_to:
            return self
        return replace(self, closed_on=None, accounts_to=month)

    # In words

    @property
    def until_month(self) -> str:
        """`til og med april`, and nothing of a whole year or where no month is known."""
        return "" if self.month is None else f"til og med {MONTHS[self.month - 1]}"

    @property
    def period(self) -> str:
        """`2023` of a closed year, `hittil, til og med april 2024` of an open one. Follows the name of a figure."""
        if self.is_closed:
            return str(self.year)
        return f"hittil, {self.until_month} {self.year}" if self.until_month else f"hittil i {self.year}"

    @property
    def so_far(self) -> str:
        """What a figure in a sentence has after it: nothing of a closed year."""
        return "" if self.is_closed else self.period

    @property
    def sentence(self) -> str:
        """The state in one sentence, for the head of a page."""
        if self.closed_on:
            return f"Regnskapet for {self.year} er avsluttet {short_date(self.closed_on)}."
        if not self.has_accounts:
            return f"Det er ikke ført regnskap for {self.year} ennå."
        if self.accounts_to is None:
            return (
                f"Regnskapet for {self.year} er ikke avsluttet, og det er ikke oppgitt hvor langt det går. "
                "Derfor vises verken mer- eller mindreforbruk."
            )
        doubt = "" if self.is_confirmed else " Det er siste måned med poster; ingen har bekreftet den."
        return (
            f"Regnskapet for {self.year} er ikke avsluttet: det går {self.until_month}.{doubt} "
            "Avvik er mot budsjettet for de samme månedene."
        )

    @property
    def why_not_comparable(self) -> str:
        """What is missing before accounts can be held against a budget; empty where nothing is."""
        if self.is_comparable:
            return ""
        if self.missing or not self.has_accounts:
            return self.missing or self.sentence
        return (
            f"Det er ikke oppgitt hvor langt regnskapet for {self.year} går. "
            "Oppgi måneden under Økonomi, Regnskapsåret."
        )

    def why_not_shared(self, what: str) -> str:
        """The refusal to share, settle or approve `what` of an open year; empty where it is closed."""
        if self.is_closed:
            return ""
        begins = f"Regnskapet for {self.year} er ikke avsluttet"
        if self.asked_on:
            begins += f" per {short_date(self.asked_on)}"
        if not self.has_accounts:
            reach = ": det er ikke ført noe regnskap"
        elif self.accounts_to is None:
            reach = ", og det er ikke oppgitt hvor langt det går"
        else:
            reach = f": det går {self.until_month}"
        return f"{begins}{reach}. Avslutt året før {what}."

    def _out_of_reach(self, limit: int, day: date) -> str:
        if not limit:
            return f"Per {short_date(day)} er ingen måned i {self.year} over, så det er ikke noe regnskap å vise."
        reach = MONTHS[(self.accounts_to or LAST) - 1]
        return (
            f"Regnskapet for {self.year} er ført uten måneder og går til og med {reach}. Det kan ikke vises til og med "
            f"{MONTHS[limit - 1]}, som «status per dato» {short_date(day)} krever."
        )


def last_month_over(year: int, day: date) -> int:
    """The last month of the year that is over at the end of `day`: zero for none, 12 for the whole year."""
    if day.year != year:
        return LAST if day.year > year else 0
    return day.month if (day + ONE_DAY).day == 1 else day.month - 1
