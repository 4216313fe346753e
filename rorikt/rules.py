"""Permissions of rorikt itself. Found by django-rules at start."""

import rules

from rorikt.roles import is_administrator

rules.add_perm("rorikt.change_reference_data", is_administrator)
rules.add_perm("rorikt.view_audit", is_administrator)
