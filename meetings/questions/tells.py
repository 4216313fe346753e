"""What people are told of questions."""

from rorikt.people.roles import is_council_member, is_finance
from rorikt.telling.telling import Kind

ASKED = "meetings.asked_question"
ANSWERED = "meetings.answered_question"  # of meetings/telling, which tells readers of what is above here too

TELLS = (Kind(ASKED, "Et spørsmål er sendt til en sak jeg har", concerns=~(is_council_member | is_finance)),)
