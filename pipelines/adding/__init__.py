"""Add an indicator to a study from a file as it came: find its table, its places, its figures; write its entries."""
