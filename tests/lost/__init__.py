"""Answers that get lost while both CRMs are written: each planned value takes effect exactly once."""
