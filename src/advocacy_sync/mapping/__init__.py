"""Source row to canonical record and back, as the files under `mappings/` tell."""
