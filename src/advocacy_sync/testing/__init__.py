"""The contract that every room must keep, as a kit: checks, what a room brings to them, a pytest plugin."""
