"""Lists of expert groups, and of what one has met about and decided."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from meetings.expert_groups.decisions import GroupDecision
from meetings.register_pages.pages import DueColumn, StateColumn, TitleColumn, lines
from rorikt.amounts import NOTHING
from rorikt.tables.columns import CountColumn, DayColumn


class GroupTable(tables.Table):
    caption = "Faggrupper"

    title = TitleColumn("Faggruppe")
    subject_area = tables.Column("Fagområde", default=NOTHING)
    leader = tables.Column("Leder", default=NOTHING)
    members = CountColumn("Medlemmer")
    next_on = DayColumn("Neste møte", default=NOTHING)
    open_decisions = CountColumn("Åpne vedtak")
    to_council = CountColumn("Skal til rådet")

    class Meta:
        empty_text = "Ingen faggrupper er ført ennå."


class MeetingTable(tables.Table):
    title = TitleColumn("Tema", orderable=False)
    day = DayColumn("Dato", default="Ikke fastsatt", orderable=False)
    state = StateColumn("Status", orderable=False)

    def __init__(self, *args: object, caption: str, empty_text: str, **kwargs: object) -> None:
        self.caption = caption
        super().__init__(*args, empty_text=empty_text, **kwargs)


class DecisionTable(tables.Table):
    """What is done with a decision stands below its case, for those who may do it."""

    title = TitleColumn("Vedtak")
    day = DayColumn("Dato", default=NOTHING)
    state = StateColumn("Status", orderable=False)
    case = tables.Column("I rådet", empty_values=(), orderable=False)
    due = DueColumn("Frist", late="Over fristen", default=NOTHING)
    responsible = tables.Column("Ansvarlig", default=NOTHING)
    became = tables.Column("Hva det ble til", default=NOTHING, orderable=False)

    def __init__(self, *args: object, caption: str, empty_text: str, token: str, **kwargs: object) -> None:
        self.caption, self.token = caption, token
        super().__init__(*args, empty_text=empty_text, **kwargs)

    def render_case(self, record: GroupDecision) -> str:
        parts: list[str] = []
        if case := record.case:
            named = f"Sak {case.number}, {case.title}" if case.number else case.title
            parts.append(format_html('<a class="ds-link" href="{}">{}</a>', case.url, named))
            parts += [text for text in (f"{case.told}.", case.text) if text]
        if record.may_send:
            parts.append(self._button("meetings:group-decision-case", "Lag sak til rådet", record))
        if record.may_finish:
            parts.append(self._button("meetings:group-decision-done", "Sett til gjennomført", record))
        return lines(parts)

    def value_case(self, record: GroupDecision) -> str:
        case = record.case
        return " ".join(part for part in (case.number, f"{case.told}.", case.text) if part) if case else ""

    def _button(self, address: str, label: str, record: GroupDecision) -> str:
        return format_html(
            '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
            '<button class="ds-button" data-variant="secondary" type="submit" aria-label="{}: {}">{}</button></form>',
            reverse(address, args=[record.row.uuid]),
            self.token,
            label,
            record.title,
            label,
        )
