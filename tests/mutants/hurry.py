"""A pytest plugin: an example that fails is enough. To shrink it would take minutes, and nobody reads it."""

from __future__ import annotations

from hypothesis import Phase, settings

settings.register_profile("hurry", phases=[Phase.explicit, Phase.generate], database=None)
settings.load_profile("hurry")
