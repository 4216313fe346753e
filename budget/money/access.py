"""Who may open the pages of the money, and who may change what stands on them. What fewer may stands with its page."""

from rorikt.people.permissions import needs

may_view = needs("budget.view_budget")
may_change = needs("budget.change_budget")
