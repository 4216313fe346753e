"""That the date of an action comes near can be told otherwise, or not at all; that it is past is always told."""

from meetings.followup.models import Action
from rorikt.telling.telling import AT_ONCE, Kind

ACTION_DUE = "meetings.action_due"


def told_as(action: Action) -> str:
    """What the key begins with by which its date is told, whatever that date was."""
    return f"tiltak-frist:{action.pk}:"


TELLS = (
    Kind(
        ACTION_DUE,
        "Fristen nærmer seg for et tiltak jeg har ansvar for",
        AT_ONCE,
        help="Går fristen ut, får du alltid én påminnelse.",
    ),
)
ALWAYS = ("Påminnelse når fristen er ute for et tiltak du har ansvar for.",)
