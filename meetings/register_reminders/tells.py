"""That a day of a register comes near, or has passed, is told to whom it concerns, as they wish."""

from rorikt.people.roles import is_staff_of_cooperation
from rorikt.telling.telling import AT_ONCE, Kind

REGISTER_DAY = "meetings.register_day"

TELLS = (
    Kind(
        REGISTER_DAY,
        "En dato nærmer seg i et register, i en rad jeg har ansvar for",
        AT_ONCE,
        help="For eksempel at en avtale går ut. Du får én påminnelse før datoen, og én når den er passert.",
        concerns=is_staff_of_cooperation,
    ),
)
