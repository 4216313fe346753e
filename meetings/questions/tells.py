"""What people are told of questions."""

from rorikt.people.roles import is_council_member, is_finance
from rorikt.telling.telling import Kind

ASKED, ANSWERED = "meetings.asked_question", "meetings.answered_question"

TELLS = (
    Kind(ASKED, "Et spørsmål er sendt til en sak jeg har", concerns=~(is_council_member | is_finance)),
    Kind(ANSWERED, "Et spørsmål jeg har stilt, er besvart"),
)
