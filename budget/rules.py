"""Who may see and change the money. Found by django-rules at start."""

import rules

from rorikt.roles import is_anyone, is_finance, is_head

rules.add_perm("budget.view_budget", is_anyone)
rules.add_perm("budget.change_budget", is_head)
rules.add_perm("budget.change_payment", is_head | is_finance)
