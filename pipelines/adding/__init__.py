"""Add an indicator to a study from a file as it came: find its table, its places and its figures, and write its entries."""
