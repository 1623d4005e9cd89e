"""Canonical records: frozen, typed, and free of any CRM's words."""
