"""Who should be asked: rules over facts, and what follows from their verdicts."""
