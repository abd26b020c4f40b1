"""Leads and what belongs to them, for the staff."""

from leads.admin import exports, imports, leads, words

__all__ = ["exports", "imports", "leads", "words"]
