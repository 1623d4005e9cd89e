"""Whether what we know of an advocate still holds."""
