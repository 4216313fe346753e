"""The list of suggestions."""

from typing import Any

from budget.money.reader import Reader
from budget.posting.forms import ALL
from budget.posting.models import PostingRule
from budget.posting.report import named_art, titles_of
from rorikt.tables.columns import ChangeableTable, NumberColumn


class PostingTable(ChangeableTable):
    """The subject is told by what is charged under it, as the reader may see that."""

    caption = "Forslag til føring"
    change_page = "budget:posting-edit"

    year = NumberColumn()

    class Meta:
        model = PostingRule
        fields = ["kind", "subject", "year", "art", "function"]
        sequence = ["...", "change"]
        empty_text = "Ingen forslag er lagt inn. Da fører hver kommune etter eget skjønn."

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subjects = PostingRule.objects.order_by().values_list("subject", flat=True)
        self.titles = titles_of(subjects, reader)
        self.columns["subject"].column.empty_values = ()

    def render_subject(self, record: PostingRule) -> str:
        return self.titles.get(record.subject, "Ett krav") if record.subject else ALL

    def render_art(self, value: str, record: PostingRule) -> str:
        return named_art(value, record.year)
