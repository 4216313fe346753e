"""What a reader of the council's papers can be told of by mail."""

from rorikt.people.models import User
from rorikt.people.roles import is_administrator, is_council_member, is_finance
from rorikt.telling.telling import AT_ONCE, DAILY, Kind

NOTICE = "meetings.notice"
CHANGED_PAPER = "meetings.changed_paper"
DECISION = "meetings.decision"


def _has_a_municipality(user: User) -> bool:
    return user.municipality_id is not None and (is_council_member(user) or is_finance(user))


def _reads_papers(user: User) -> bool:
    return not is_administrator(user)


TELLS = (
    Kind(
        NOTICE,
        "Innkalling til møte er sendt",
        DAILY,
        help="For deg som ikke får selve innkallingen. Den sendes alltid til dem som er innkalt.",
        concerns=_reads_papers,
    ),
    Kind(
        CHANGED_PAPER,
        "Et dokument er endret eller kommet til etter innkallingen",
        AT_ONCE,
        concerns=_reads_papers,
    ),
    Kind(
        DECISION,
        "Rådet har vedtatt noe som gjelder kommunen min",
        AT_ONCE,
        help="Når kommunen skal gjøre et eget vedtak, har ansvar for et tiltak eller skal betale en del.",
        concerns=_has_a_municipality,
    ),
)

ALWAYS = (
    "Innkallingen til et møte du er innkalt til, og endringer av den. Loven krever at den sendes.",
    "Påminnelser om avsnitt og om oppgaver i årshjulet som du har ansvar for.",
    "Når notatene dine skal slettes, fordi vervet eller tilgangen din slutter.",
    "Når noen nevner deg i en kommentar, eller svarer på et forslag fra deg.",
)
