"""Wanted values × seen values × ownership → the smallest set of changes."""
