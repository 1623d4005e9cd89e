"""Variants of the product, each broken in one place, and the test that must notice."""
