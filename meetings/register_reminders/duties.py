"""Days of registers told of by mail, once before they come and once when they have passed, whoever ticks how often.

A day that is moved is another day, and is told of anew. A mail is read by anybody who passes it on, so it says nothing
of a row that is exempt but that there is one.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone

from meetings.register_reminders.days import DueDay, Recipients, closed_rows, due_days, names_of_closed
from meetings.register_reminders.tells import REGISTER_DAY
from rorikt.amounts import long_date, short_date
from rorikt.duties.ticking import Duty
from rorikt.people.models import User
from rorikt.telling.models import Told
from rorikt.telling.telling import tell

FIRST_HOUR = 7  # of the day, in Oslo: nobody is woken by a reminder
IN_ITS_STEAD = "«en rad som er unntatt offentlighet»"


def remind(now: datetime) -> str:
    if timezone.localtime(now).hour < FIRST_HOUR:
        return ""
    today = timezone.localdate(now)
    found, recipients = due_days(today), Recipients()
    closed, told = closed_rows(found), _told()
    sent = 0
    for due in found:
        once = _once(due, today)
        people = [person for person in recipients.of(due) if (person.pk, once) not in told]
        if people:
            _tell(due, people, once, due.row.pk in closed, today, now)
            sent += len(people)
    return f"{sent} påminnelse{'r' if sent > 1 else ''} om datoer i registre." if sent else ""


def withhold_rows(texts: list[str]) -> list[str]:
    """What these mails call a row that is exempt now is taken out of them. Only between the marks that they set."""
    if not any("«" in text for text in texts):
        return texts
    quoted = {f"«{name}»" for name in names_of_closed()}
    for name in sorted(quoted, key=len, reverse=True):
        texts = [text.replace(name, IN_ITS_STEAD) for text in texts]
    return texts


def _told() -> set[tuple[int, str]]:
    return set(Told.objects.filter(kind=REGISTER_DAY).values_list("user", "once"))


def _once(due: DueDay, today: date) -> str:
    when = "passert" if due.is_late(today) else "for"
    return f"register:{due.row.pk}:{due.column.pk}:{due.part}:{due.day}:{when}"


def _tell(due: DueDay, people: list[User], once: str, is_closed: bool, today: date, now: datetime) -> None:
    what = "er passert" if due.is_late(today) else "nærmer seg"
    if is_closed:
        subject, text = f"En dato {what} i et register", f"Det gjelder {IN_ITS_STEAD}. Logg inn for å se den."
    else:
        subject = f"{due.label} {short_date(due.day)}: «{due.row}»"
        where = f"Raden «{due.row}» står i registeret {due.row.register}."
        text = f"Datoen {what}: {due.label} er {long_date(due.day)}. {where}"
        if due.is_late(today):
            text += " Er den ferdig, setter du statusen; ellers retter du datoen."
    text = text.replace("\u00a0", " ")
    tell(REGISTER_DAY, people, subject=subject, text=text, url=due.row.get_absolute_url(), once=once, now=now)


DUTIES = (Duty("Minner om datoer i registre", timedelta(hours=1), remind),)
