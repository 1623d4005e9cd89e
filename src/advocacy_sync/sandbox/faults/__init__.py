"""The fault language: a written, seeded plan of what goes wrong, and the machine that carries it out."""
