"""That something kept is not as it was is told to the administrators."""

from rorikt.people.roles import is_administrator
from rorikt.telling.telling import AT_ONCE, Kind

TRAIL = "rorikt.trail"

TELLS = (
    Kind(
        TRAIL,
        "Kontrollen av endringsloggen og det som er godkjent, finner avvik",
        AT_ONCE,
        help="Kontrollen går hver natt.",
        concerns=is_administrator,
    ),
)
