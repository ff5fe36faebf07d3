"""Why: which parts of a photo speak for a neighbour, or for a cell."""
