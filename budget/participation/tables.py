"""Lists of memberships and of purposes."""

import django_tables2 as tables

from budget.memberships.models import Membership
from budget.purposes.models import KeyPurpose
from rorikt.amounts import NOTHING
from rorikt.tables.columns import CaseColumn, ChangeableTable, DayColumn


class MembershipTable(ChangeableTable):
    caption = "Medlemskap med egen periode"
    change_page = "budget:memberships-edit"

    first_on = DayColumn()
    last_on = DayColumn(default="varer")
    case = CaseColumn()

    class Meta:
        model = Membership
        default = NOTHING
        fields = ["municipality", "first_on", "last_on", "case"]
        sequence = ["...", "change"]
        empty_text = "Ingen medlemskap har egen periode: alle kommunene har vært med hele tiden."


class PurposeTable(ChangeableTable):
    caption = "Formål som har egne fordelingsnøkler"
    change_page = "budget:purposes-edit"

    title = tables.Column(linkify=True)

    class Meta:
        model = KeyPurpose
        fields = ["title", "counts_by"]
        sequence = ["...", "change"]
