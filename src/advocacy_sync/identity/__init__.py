"""Who is who across CRMs."""
