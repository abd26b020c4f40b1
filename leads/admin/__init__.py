"""Leads and what belongs to them, for the staff."""

from leads.admin import imports, leads, words

__all__ = ["imports", "leads", "words"]
