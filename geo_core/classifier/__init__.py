"""An embedding to probabilities of cells, and those to a place."""
