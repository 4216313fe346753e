"""What a finance officer can be told of by mail."""

from rorikt.people.models import User
from rorikt.people.roles import is_finance
from rorikt.telling.telling import AT_ONCE, Kind

RUN, INVOICE = "budget.run", "budget.invoice"


def _pays(user: User) -> bool:
    return is_finance(user) and user.municipality_id is not None


TELLS = (
    Kind(RUN, "En fordeling som gjelder kommunen min, er godkjent", AT_ONCE, concerns=_pays),
    Kind(INVOICE, "En faktura til kommunen min er sendt eller kreditert", AT_ONCE, concerns=_pays),
)
