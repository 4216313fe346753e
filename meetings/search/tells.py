"""What search tells people of."""

from meetings.search.saved import KIND
from rorikt.telling.telling import AT_ONCE, Kind

TELLS = (
    Kind(
        KIND,
        "Nye treff på søk jeg har lagret",
        AT_ONCE,
        help="Mailen sier hvor mange det er, og nevner bare det som er åpent for alle.",
    ),
)
