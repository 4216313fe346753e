"""Who may see and change the money. Found by django-rules at start."""

from typing import Any

import rules

from rorikt.people.models import Municipality, User
from rorikt.people.roles import (
    is_administrator,
    is_anyone,
    is_council_member,
    is_finance,
    is_head,
    is_staff_of_cooperation,
)


@rules.predicate
def is_own_municipality(user: User, municipality: Municipality | None) -> bool:
    """Asked without a municipality, it answers whether there is one the person may write for."""
    return municipality is None or user.municipality_id == municipality.pk


@rules.predicate
def is_open_to_municipalities(user: User, voucher: Any) -> bool:
    """Asked without a voucher, it answers of all that there are."""
    return voucher is not None and bool(voucher.is_open_to_municipalities)


rules.add_perm("budget.view_budget", is_anyone)
# The text of an entry may name a person or a supplier.
rules.add_perm("budget.view_entry", is_staff_of_cooperation | is_finance)
# What stands on a voucher may be about a person: the municipalities see it where the head has opened the year to them.
rules.add_perm("budget.view_voucher", is_head | is_administrator | (is_finance & is_open_to_municipalities))
# Council members and finance staff see what is approved, never a draft.
rules.add_perm("budget.view_draft", is_staff_of_cooperation)
rules.add_perm("budget.change_budget", is_head)
rules.add_perm("budget.set_forecast", is_head)
rules.add_perm("budget.change_plan", is_head)
rules.add_perm("budget.change_project_budget", is_head)
rules.add_perm("budget.change_payment", is_head | (is_finance & is_own_municipality))
rules.add_perm("budget.approve_run", is_head)
rules.add_perm("budget.close_year", is_head)
# What a municipality has paid and answered is its own business, and the cooperation's.
rules.add_perm(
    "budget.view_received", is_staff_of_cooperation | ((is_finance | is_council_member) & is_own_municipality)
)
rules.add_perm("budget.record_received", is_head)
rules.add_perm("budget.issue_balance", is_head)
rules.add_perm("budget.answer_balance", is_finance & is_own_municipality)
rules.add_perm("budget.issue_outlook", is_head)
rules.add_perm("budget.view_officers_room", is_finance | is_staff_of_cooperation)
