"""The check of a ground under the name that migrations know it by."""

from meetings.exemptions.checking import check_basis

__all__ = ["check_basis"]
