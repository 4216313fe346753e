"""Who may open the pages of the money, and who may change what stands on them. What fewer may stands with its page."""

from django.contrib.auth.decorators import permission_required

may_view = permission_required("budget.view_budget", raise_exception=True)
may_change = permission_required("budget.change_budget", raise_exception=True)
