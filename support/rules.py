"""Who may see tickets and statistics. Tickets carry no personal data. Found by django-rules at start."""

import rules

from rorikt.people.roles import is_administrator, is_anyone, is_head, is_staff_of_cooperation

rules.add_perm("support.view_statistics", is_anyone)
rules.add_perm("support.view_ticket", is_anyone)
rules.add_perm("support.change_critical_event", is_staff_of_cooperation)
rules.add_perm("support.change_sla", is_head | is_administrator)
rules.add_perm("support.recompute_verdicts", is_head | is_administrator)
rules.add_perm("support.view_sync", is_staff_of_cooperation)
rules.add_perm("support.run_sync", is_head | is_administrator)
rules.add_perm("support.change_pureservice", is_administrator)
rules.add_perm("support.view_import", is_staff_of_cooperation)
rules.add_perm("support.import_tickets", is_head | is_administrator)
