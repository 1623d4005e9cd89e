"""Values that everything speaks. Standard library only."""
